import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { consequenceOf } from "../../automation/comment/consequences";
import { fill, sizeOf, type Section } from "../../automation/comment/budget";
import { LONGEST_PREVIEW } from "../../automation/markdown";
import type { StackResult } from "../../automation/runs";
import { BUILTIN } from "../../automation/target";
import { blocked, callOf, doneStack, planOf, REACHABLE, treeOf } from "../support/comments";
import type { CommentInput } from "../support/comments";
import { text } from "../support/goldenComments";
import { MEANINGS, nastyText, outsideOfCode, structureFaults } from "../support/nastyTexts";

const OPS = ["create", "update", "replace", "delete", "same"] as const;

/** Runs of stacks whose names, errors, keys and calls are any texts at all. */
const anything = fc
  .tuple(
    nastyText(),
    fc.array(
      fc.record({
        name: nastyText(),
        kind: fc.constantFrom("done", "failed", "not started"),
        ops: fc.array(fc.constantFrom(...OPS), { maxLength: 8 }),
        words: nastyText(40),
        after: fc.option(nastyText(), { nil: undefined }),
        calls: fc.array(fc.tuple(nastyText(60), fc.boolean(), fc.boolean()), { maxLength: 6 }),
      }),
      { maxLength: 6 },
    ),
    fc.array(nastyText(40), { maxLength: 3 }),
  )
  .map(([project, given, warnings]): CommentInput => {
    const stacks = given.map(({ name, kind, ops, words, after }): StackResult => {
      const stack = planOf(name, words, project);
      return kind === "done"
        ? doneStack(stack, ops, { after, reason: words })
        : kind === "failed"
          ? { state: "failed", stack, error: new Error(words), steps: [] }
          : { state: "not started", stack, because: words };
    });
    const calls = Object.fromEntries(
      given.map(({ name, calls: all }) => [
        name,
        all.map(([url, was, is]) =>
          callOf(name, url, was ? REACHABLE : blocked("A"), is ? REACHABLE : blocked("A"), {
            [url]: url,
          }),
        ),
      ]),
    );
    const trees = stacks.map((one) => ({ ...treeOf(one), name: one.stack.name }));
    trees.forEach(({ lines }, i) => lines.push(given[i]?.words ?? ""));
    return { result: { ...BUILTIN, stacks, warnings }, trees, sentences: [], calls };
  });

/** Runs of very many stacks, with calls of which one in three gets worse. */
const large = fc
  .record({
    stacks: fc.integer({ min: 0, max: 700 }),
    ops: fc.integer({ min: 0, max: 12 }),
    calls: fc.integer({ min: 1, max: 6 }),
    name: fc.integer({ min: 1, max: 90 }),
    url: fc.integer({ min: 1, max: 500 }),
    ownUrls: fc.boolean(),
    failing: fc.integer({ min: 2, max: 9 }),
  })
  .map(({ stacks: count, ops, calls: perStack, name, url, ownUrls, failing }) => {
    const names = Array.from({ length: count }, (_, i) => `${"n".repeat(name)}${i}`);
    const stacks = names.map((stack, i): StackResult => {
      const plan = planOf(stack);
      return i % failing === 1
        ? { state: "failed", stack: plan, error: new Error("x".repeat(url * 5)), steps: [] }
        : doneStack(
            plan,
            Array.from({ length: ops }, (_, j) => OPS[(i + j) % 5] ?? "same"),
          );
    });
    const calls = Object.fromEntries(
      names.map((stack, i) => [
        stack,
        Array.from({ length: perStack }, (_, j) =>
          callOf(
            stack,
            `https://${ownUrls ? stack : "a"}.example/${"u".repeat(url)}${j}`,
            REACHABLE,
            i % 3 === 0 ? blocked("A") : REACHABLE,
          ),
        ),
      ]),
    );
    const result = { ...BUILTIN, stacks, warnings: [] };
    const input: CommentInput = { result, trees: stacks.map(treeOf), sentences: [], calls };
    return { input, worse: names.filter((_, i) => i % 3 === 0) };
  });

/** The customers of the first list of sentences: those that are named, and how many are only counted. */
function customersOf(comment: string): { named: string[]; counted: number } {
  const [, list = ""] =
    /\n\*\*Calls change for the worse [^\n]*\n\n([^]*?)\n\n/.exec(comment) ?? [];
  const named: string[] = [];
  let counted = 0;
  for (const line of list.split("\n")) {
    const [, more] = /^- and (\d+) more stacks?/.exec(line) ?? [];
    const [names = ""] = line.replace(/^- and \d+ more stacks?:/, "-").split(/: `?curl|`: /);
    const own = [...names.matchAll(/`(n+\d+)/g)].map(([, name = ""]) => name);
    const [, unnamed = "0"] = /(?:`|^) and (\d+) more\b(?! stack)/.exec(names) ?? [];
    named.push(...own);
    counted += more === undefined ? Number(unnamed) : Number(more) - own.length;
  }
  return { named, counted };
}

describe("any comment on a pull request", function () {
  this.timeout(120_000);

  it("ends what it begins, whatever stands in names, errors and calls, and none of it has a meaning", () => {
    fc.assert(
      fc.property(anything, (input) => {
        const comment = text(input);
        assert.deepEqual(structureFaults(comment), []);
        const [, ...rest] = outsideOfCode(comment).split("\n");
        assert.doesNotMatch(rest.join("\n"), MEANINGS);
        assert.ok(comment.length <= LONGEST_PREVIEW);
      }),
      { numRuns: 400 },
    );
  });

  it("has at most 64,000 code units, and names or counts every customer that gets worse", () => {
    fc.assert(
      fc.property(large, ({ input, worse }) => {
        const comment = text(input);
        assert.ok(comment.length <= 64_000, String(comment.length));
        assert.deepEqual(structureFaults(comment), []);
        const { named, counted } = customersOf(comment);
        assert.equal(named.length + counted, worse.length);
        assert.equal(new Set(named).size, named.length);
        assert.ok(named.every((name) => worse.includes(name)));
        assert.equal(text(input), comment);
      }),
      { numRuns: 60 },
    );
  });

  it("shows or counts every item of every section, within its room", () => {
    const section = fc.record({
      items: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 }),
      frame: fc.integer({ min: 0, max: 20 }),
      instead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(section, { maxLength: 5 }), fc.nat(900), (given, more) => {
        const sections = given.map(({ items, frame, instead }, s): Section => ({
          noun: [`${s}`, `${s}`],
          open: ["o".repeat(frame)],
          items: items.map((size) => ({ lines: [`i${s}`.padEnd(size)] })),
          close: ["c"],
          ...(instead ? { instead: { room: 9, lines: (count) => [`+${s} ${count}`] } } : {}),
        }));
        const room = more + sections.length * 40;
        const { lines, leftOut } = fill(sections, room);
        assert.ok(sizeOf(lines) <= room);
        sections.forEach(({ items }, s) => {
          const shown = lines.filter((line) => line.startsWith(`i${s}`)).length;
          const [, counted = "0"] = (lines.find((l) => l.startsWith(`+${s} `)) ?? "").split(" ");
          const [missing = 0] = leftOut.find(([, one]) => one === `${s}`) ?? [];
          assert.equal(shown + Number(counted) + missing, items.length);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("calls a change worse exactly when a call that arrived arrives less", () => {
    const order = ["blocked", "unknown", "partial", "reachable"] as const;
    for (const [i, was] of order.entries()) {
      for (const [j, is] of order.entries()) {
        const verdict = (kind: (typeof order)[number]) => ({ verdict: kind, codes: [] });
        const changes = [callOf("a", "https://a.example", verdict(was), verdict(is))];
        const expected = j < i ? "worse" : j > i ? "changed" : "same";
        assert.equal(consequenceOf("a", changes).impact, expected, `${was} to ${is}`);
      }
    }
  });
});
