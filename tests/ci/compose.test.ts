import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import * as fc from "fast-check";
import { script } from "../support/github";
import { GOLDEN } from "../support/goldenComments";
import { MEANINGS, nastyText, outsideOfCode, structureFaults } from "../support/nastyTexts";

const { compose, markerOf } = script<{
  compose: (given: object) => string;
  markerOf: (text: string) => string;
}>("compose.cjs");
const { harmless } = script<{ harmless: (text: string) => string[] }>("untrusted.cjs");

const MARKER = "<!-- private-api preview: private-api -->";
const GIVEN = { marker: MARKER, commit: "0123abcd", runUrl: "https://github.example/runs/1" };
const LAST =
  "\n\nOf commit 0123abcd; everything: the files of [this run](https://github.example/runs/1).\n";

/** The comment out of some parts, without its last line. */
function composed(...parts: string[]): string {
  const body = compose({ ...GIVEN, parts });
  assert.ok(body.endsWith(LAST));
  return body.slice(0, -LAST.length);
}

const golden = fs
  .readdirSync(GOLDEN)
  .map((file) => [file, fs.readFileSync(path.join(GOLDEN, file), "utf8")] as const);

describe("one comment out of several previews", () => {
  for (const [file, text] of golden) {
    it(`is the preview itself where there is one: ${file}`, () => {
      assert.equal(`${composed(text)}\n`, text);
    });
  }

  it("of two that are too long together has both, each with what matters first", () => {
    const [, large = ""] = golden.find(([file]) => file.startsWith("2000")) ?? [];
    const body = compose({ ...GIVEN, parts: [large, large] });
    assert.ok(body.length <= 65_000 && body.length > 40_000, String(body.length));
    assert.equal(body.match(/^## Preview of `private-api`: 2000 changes$/gm)?.length, 2);
    assert.equal(body.match(/will be blocked \(NLB_SG_PRIVATELINK_DENIED\)\.$/gm)?.length, 2);
    // Two folds with tables and three with trees; the two tables have about 37,000 code units together.
    assert.equal(body.match(/^\*\*Left out to make room:\*\* folds: \d\.$/gm)?.length, 2);
    assert.deepEqual(structureFaults(body), []);
  });

  it("gives one part what the other does not need", () => {
    const [, large = ""] = golden.find(([file]) => file.startsWith("2000")) ?? [];
    const [, small = ""] = golden.find(([file]) => file.startsWith("3")) ?? [];
    const body = compose({ ...GIVEN, parts: [large, small] });
    assert.ok(body.length > 40_000 && body.length <= 65_000);
    assert.ok(body.includes(`\n\n---\n\n${small.slice(MARKER.length + 1).trimEnd()}\n\nOf commit`));
  });

  it("takes the marker of a preview, and nothing that is none", () => {
    assert.equal(markerOf(`${MARKER}\nx`), MARKER);
    for (const text of ["", "x", ` ${MARKER}`, `${MARKER}x`, "<!-- private-api preview: a b -->"]) {
      assert.throws(() => markerOf(text), /does not begin with its marker/, text);
    }
  });
});

describe("what a pull request's own code wrote", () => {
  const rows: [what: string, text: string, expected: string][] = [
    ["a name", "hi @octocat", "hi @\u200boctocat"],
    ["a name as an entity", "&#64;octocat &commat;b", "&amp;#\u200b64;octocat &amp;commat;b"],
    ["an issue", "fixes #12, GH-3 and a/b#4", "fixes #\u200b12, GH-\u200b3 and a/b#\u200b4"],
    ["a link", "[a](//b) ![c](https://d)", "[a]\u200b(//b) ![c]\u200b(https:\u200b//d)"],
    ["a link by reference", "[a][b]\n[b]: //c", "[a]\u200b[b]\n[b]\u200b: //c"],
    ["a bare link", "www.a.example", "www\u200b.a.example"],
    ["a tag", '<img src="x"> <!-- a', '&lt;img src="x"> &lt;!-- a'],
    ["code in a line", "`@a <b> #1` @c", "`@a <b> #1` @\u200bc"],
    ["code that does not end in its line", "a `b\nc` @d", "a 'b\nc' @\u200bd"],
    ["a backtick that begins no code", "\\`@a`", "\\'@\u200ba'"],
    ["code that a cell ends", "| `a | @b` |", "| `a \\| @b` |"],
    ["a block of another language", "```js\n@a\n```", "'''js\n@\u200ba\n'''"],
    ["a block of tildes", "~~~\n@a", "\\~~~\n@\u200ba"],
    ["a block that does not end", "```text\n@a", "```text\n@a\n```"],
    ["a block that a longer run ends", "```text\n@a\n ````` \n@b", "```text\n@a\n```\n@\u200bb"],
    [
      "a fold that does not end",
      "<details><summary>a</summary>",
      "<details><summary>a</summary>\n\n</details>",
    ],
    ["a fold that did not begin", "</details>", "&lt;/details>"],
    [
      "a fold right below text",
      "a\n<details><summary>b</summary>\n\n</details>",
      "a\n\n<details><summary>b</summary>\n\n</details>",
    ],
    [
      "text in a fold's line, and right below it",
      "<details><summary>@a <code>@b</code></summary>\n`@c`\n</details>\nd",
      "<details><summary>@\u200ba <code>@b</code></summary>\n\n`@c`\n\n</details>\n\nd",
    ],
    ["what turns text around", "a\u202eb\u0000c", "a b c"],
  ];
  for (const [what, text, expected] of rows) {
    it(`has no meaning: ${what}`, () => {
      assert.equal(harmless(text).join("\n"), expected);
    });
  }

  it("has no meaning whatever it is, and ends what it begins", () => {
    fc.assert(
      fc.property(fc.array(nastyText(60), { minLength: 1, maxLength: 2 }), (texts) => {
        const body = compose({ ...GIVEN, parts: texts.map((text) => `${MARKER}\n${text}`) });
        const inner = body.slice(MARKER.length, -LAST.length);
        // It may well write tables that are none.
        const faults = structureFaults(inner).filter((fault) => !fault.startsWith("a row of"));
        assert.deepEqual(faults, []);
        assert.doesNotMatch(outsideOfCode(inner), MEANINGS);
      }),
      { numRuns: 1000 },
    );
  });

  it("fits whatever it is", () => {
    const piece = fc.constantFrom(
      ...[
        "- a",
        "",
        "```diff",
        "```",
        "</details>",
        "<details><summary>a</summary>",
        "x".repeat(900),
      ],
    );
    const part = fc.array(fc.tuple(piece, fc.integer({ min: 1, max: 400 })), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 2 }), (parts) => {
        const texts = parts.map((all) =>
          [MARKER, ...all.flatMap(([line, times]) => Array<string>(times).fill(line))].join("\n"),
        );
        const body = compose({ ...GIVEN, parts: texts });
        assert.ok(body.length <= 65_000, String(body.length));
        assert.deepEqual(structureFaults(body), []);
      }),
      { numRuns: 100 },
    );
  });
});
