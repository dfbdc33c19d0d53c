import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { LONGEST_PREVIEW, markdown, markerOf } from "../../automation/markdown";
import type { StackResult } from "../../automation/runs";
import { BUILTIN } from "../../automation/target";
import {
  blocked,
  callOf,
  doneStack,
  manyStacks,
  planOf,
  REACHABLE,
  treeOf,
  type CommentInput,
} from "../support/comments";
import { COMMENTS, GOLDEN, text } from "../support/goldenComments";

const URL = "https://a.example/prod";

/** What `markdown` is given of some stacks; no stack has calls unless given. */
function input(stacks: StackResult[], more: Partial<CommentInput> = {}): CommentInput {
  const result = { ...BUILTIN, stacks, warnings: [] };
  return { result, trees: stacks.map(treeOf), sentences: [], calls: {}, ...more };
}

/** The lines that begin so, in their order. */
const starting = (comment: string, start: string): string[] =>
  comment.split("\n").filter((line) => line.startsWith(start));

describe("the comment on a pull request", function () {
  this.timeout(60_000);

  for (const [file, make] of Object.entries(COMMENTS)) {
    it(`is, byte for byte, ${file}`, async () => {
      const expected = fs.readFileSync(path.join(GOLDEN, file), "utf8");
      assert.equal(await make(), expected);
    });
  }

  it("of 2,000 resources and 300 customers: nothing is lost without a word", () => {
    const comment = text(manyStacks());
    assert.ok(comment.length <= LONGEST_PREVIEW);
    const [marker, heading] = comment.split("\n");
    assert.equal(marker, "<!-- private-api preview: private-api -->");
    assert.equal(heading, "## Preview of `private-api`: 2000 changes");
    // Every third customer, from the first on, loses its calls: all hundred are named.
    const [worse = ""] = starting(comment, "- `customer-0000`");
    const named = [...worse.matchAll(/`(customer-\d+)`/g)].map(([, name]) => name);
    assert.equal(named.length, 100);
    assert.equal(named.at(-1), "customer-0297");
    assert.match(worse, /was reachable, will be blocked \(NLB_SG_PRIVATELINK_DENIED\)\.$/);
    assert.deepEqual(starting(comment, "- 101 stacks"), [
      "- 101 stacks as before: 101 calls reachable.",
    ]);
    // 40 replaced and 30 deleted by the service, one replaced by each of a hundred customers.
    assert.deepEqual(starting(comment, "<details><summary>Replaced"), [
      "<details><summary>Replaced and deleted: 140 replacements, 30 deletions</summary>",
    ]);
    assert.equal(comment.match(/^\| `[^|]*` \| (replace|delete) \|/gm)?.length, 170);
    assert.equal(comment.match(/^\| `[^|]*` \| `\d{12}` \|/gm)?.length, 301);
    // Trees are the last: the service's is whole, those of the customers are left out.
    assert.equal(comment.match(/^[-+~±] [├└]─ .* rule-\d+/gm)?.length, 200);
    assert.equal(starting(comment, "<details><summary>Resources of ").length, 1);
    assert.deepEqual(starting(comment, "**Left out"), [
      "**Left out here:** 300 trees of stacks. All of it: the files of the workflow run, or " +
        "`npx private-api preview --full`.",
    ]);
  });

  it("of one stack with 2,000 changes: a tree that is cut says how much of it is missing", () => {
    const ops = Array.from({ length: 2000 }, () => "update" as const);
    const comment = text(input([doneStack(planOf("service"), ops)]));
    assert.ok(comment.length <= LONGEST_PREVIEW && comment.length > LONGEST_PREVIEW - 1000);
    // The root of the tree is a line, too.
    const shown = 1 + (comment.match(/^~ ├─ /gm)?.length ?? 0);
    const missing = 2001 - shown;
    assert.ok(missing > 500, String(missing));
    assert.ok(comment.includes(`  … ${missing} more lines\n\`\`\`\n\n</details>\n`));
    assert.match(comment, new RegExp(`here:\\*\\* ${missing} lines of a tree\\. All of it: `));
  });

  it("names first who loses calls, then whose calls will not arrive, then others", () => {
    const stacks = ["a", "b", "c", "d", "e", "f"].map((name) => doneStack(planOf(name), []));
    const comment = text(
      input(stacks, {
        calls: {
          a: [callOf("a", URL, REACHABLE, REACHABLE)],
          b: [callOf("b", URL, null, REACHABLE)],
          c: [callOf("c", URL, null, blocked("DNS_RECORD_MISSING"))],
          d: [callOf("d", URL, blocked("X"), REACHABLE)],
          e: [callOf("e", URL, REACHABLE, { verdict: "partial", codes: ["Y"] })],
          // The call is no longer listed, and a client that still makes it is refused.
          f: [{ ...callOf("f", URL, REACHABLE, null), stillMade: blocked("Z") }],
        },
      }),
    );
    assert.deepEqual(starting(comment, "- "), [
      `- \`e\`: \`curl ${URL}\` was reachable, will be partial (Y).`,
      `- \`f\`: \`curl ${URL}\` goes: blocked (Z) then.`,
      `- \`c\`: new is \`curl ${URL}\`: blocked (DNS_RECORD_MISSING).`,
      `- \`b\`: new is \`curl ${URL}\`: reachable.`,
      `- \`d\`: \`curl ${URL}\` was blocked (X), will be reachable.`,
      "- `a`: 1 call as before: reachable.",
    ]);
    assert.deepEqual(starting(comment, "**"), [
      "**Calls change for the worse for 2 of 6 stacks:**",
      "**Calls change for 3 of 6 stacks:**",
      "**No call changes for:**",
    ]);
  });

  it("says of four unchanged stacks one sentence", () => {
    const names = ["a", "b", "c", "d"];
    const calls = Object.fromEntries(
      names.map((name) => [name, [callOf(name, URL, REACHABLE, REACHABLE)]]),
    );
    const both = [callOf("a", URL, blocked("X"), blocked("X")), ...(calls["a"] ?? [])];
    const stacks = names.map((name) => doneStack(planOf(name), []));
    assert.deepEqual(starting(text(input(stacks, { calls: { ...calls, a: both } })), "- "), [
      "- 4 stacks as before: 4 calls reachable, 1 blocked (X).",
    ]);
  });

  it("writes out four changed calls of a stack, those that get worse first", () => {
    const url = (i: number) => `https://${i}.example/prod`;
    const calls = [1, 2, 3, 4, 5].map((i) => callOf("a", url(i), null, REACHABLE));
    const lost = callOf("a", url(6), REACHABLE, blocked("X"));
    const [line = ""] = starting(
      text(input([doneStack(planOf("a"), [])], { calls: { a: [...calls, lost] } })),
      "- `a`",
    );
    assert.match(line, /^- `a`: `curl https:\/\/6\.example\/prod` was reachable, /);
    assert.ok(line.endsWith("`curl https://3.example/prod`: reachable. 2 more calls change."));
  });

  it("has failures on top with cause and fix, and what waits for them", () => {
    const error = new Error("VPC quota reached\n  fix:     ask for more: `aws service-quotas …`");
    const failed: StackResult = { state: "failed", stack: planOf("tokyo"), error, steps: [] };
    const waits: StackResult = {
      state: "not started",
      stack: planOf("o"),
      because: "tokyo failed",
    };
    const done = doneStack(planOf("a"), ["create"]);
    const lines = text(input([done, failed, waits])).split("\n");
    assert.deepEqual(lines.slice(5, 17), [
      "**1 stack failed:**",
      "",
      "- `tokyo`",
      "",
      "```text",
      "tokyo: VPC quota reached",
      "  fix:     ask for more: `aws service-quotas …`",
      "```",
      "",
      "**1 stack not started:**",
      "",
      "- `o`: `tokyo failed`",
    ]);
    const rows = lines.filter((line) => /^\| `/.test(line)).map((line) => line.split(" | ")[2]);
    assert.deepEqual(rows, ["failed", "not started", "foreseen"]);
  });

  it("says of a real preview what was only simulated", () => {
    const waits = doneStack(planOf("tokyo"), ["create"], { after: "service" });
    const result = {
      ...({ target: "aws", engine: "pulumi" } as const),
      warnings: [],
      stacks: [doneStack(planOf("service"), ["create"]), waits],
    };
    const lines = markdown(result, [], [], {});
    assert.deepEqual(lines.slice(3, 6), [
      "`aws`: a real preview by the Pulumi engine; nothing was changed.",
      "What comes of calls is the simulation's word.",
      "Only simulated, until another stack is built: 1 stack.",
    ]);
    assert.ok(
      lines.includes(
        "| `tokyo` | `111111111111` | after `service`, simulated | 1 | 0 | 0 | 0 | 0 |",
      ),
    );
  });

  it("folds what loses something first: replaced before deleted, with the keys that force it", () => {
    const stacks = [
      doneStack(planOf("a"), ["create"]),
      doneStack(planOf("b"), ["delete", "replace"], { reason: "subnetId" }),
    ];
    const comment = text(input(stacks));
    const rule = "aws:vpc:SecurityGroupIngressRule rule-000";
    assert.deepEqual(starting(comment, "| `b` | ").slice(0, 2), [
      `| \`b\` | replace | \`${rule}2\` | \`subnetId\` |`,
      `| \`b\` | delete | \`${rule}1\` |  |`,
    ]);
    assert.deepEqual(starting(comment, "<details>"), [
      "<details><summary>Replaced and deleted: 1 replacement, 1 deletion</summary>",
      "<details><summary>Stacks: 1 with something replaced or deleted, 1 with other changes</summary>",
      "<details><summary>Resources of <code>b</code></summary>",
      "<details><summary>Resources of <code>a</code></summary>",
    ]);
  });

  it("keeps warnings", () => {
    const { result, ...rest } = input([doneStack(planOf("a"), [])]);
    const comment = text({ ...rest, result: { ...result, warnings: ["old: x\n  fix:     y"] } });
    assert.match(comment, /\*\*1 warning:\*\*\n\n```text\nold: x\n {2}fix: {5}y\n```\n/);
  });

  it("lists sentences as they are given where calls are not", () => {
    const { result, trees } = input([doneStack(planOf("a"), [])]);
    const lines = markdown(result, trees, ["a: no calls.", "b: `x` goes."]);
    assert.deepEqual(
      lines.filter((line) => line.startsWith("- ")),
      ["- `a: no calls.`", "- ``b: `x` goes.``"],
    );
  });
});

describe("the hidden line that a comment is found by", () => {
  it("has the project's name, whatever is in it, and ends once", () => {
    assert.equal(markerOf("my.api_2"), "<!-- private-api preview: my.api_2 -->");
    assert.equal(markerOf("a--b"), "<!-- private-api preview: a-%2Db -->");
    assert.equal(markerOf("a --> b"), "<!-- private-api preview: a%20-%2D%3E%20b -->");
    assert.notEqual(markerOf("a"), markerOf("b"));
  });
});
