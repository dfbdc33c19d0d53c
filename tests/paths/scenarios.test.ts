import assert from "node:assert/strict";
import { knownBundles } from "../../automation/bundles";
import { answerCall, type KnownBundle } from "../../paths/answer";
import { CHECKS, WARNINGS } from "../../paths/catalogue";
import type { Outcome } from "../../paths/checks/check";
import { Network } from "../../paths/network/network";
import type { Trace } from "../../paths/trace";
import { buildBase, fill, type Base } from "../support/bases";
import { toRequest } from "../support/calls";
import { FAULTS } from "../support/faults";
import { nameOf } from "../support/faults/exports";
import { loadScenarios, type Scenario } from "../support/scenarios";

type Named = Scenario["expect"]["blockedBy"];

const sorted = (all: Named): string[] =>
  all.map(({ code, resource }) => `${code} ${resource ?? "–"}`).sort();

const namesOf = (all: readonly { code: string; resource: string | null }[]): string[] =>
  sorted(
    all.map(({ code, resource }) => ({
      code,
      resource: resource === null ? null : nameOf(resource),
    })),
  );

type Expected = Scenario["expect"]["outcome"];

/** What a scenario says of an outcome; the message of curl and the headers only where it does. */
function shown(outcome: Outcome, expected: Expected): Expected {
  switch (outcome.kind) {
    case "http": {
      const { status = null, body, orBodies, headers, unknownHeaders } = outcome;
      const known = body === undefined ? { status } : { status: status ?? 0, body };
      return {
        ...{ ...known, ...(orBodies ? { orBodies } : {}) },
        ...("headers" in expected ? { headers } : {}),
        ...("unknownHeaders" in expected ? { unknownHeaders } : {}),
      };
    }
    case "error": {
      const { curl, or, message } = outcome;
      return { curl, ...(or ? { or } : {}), ...("message" in expected ? { message } : {}) };
    }
    case "unknown":
      return { because: outcome.because };
  }
}

/** A scenario's expected outcome in the names of its base. */
const filled = (outcome: Expected, base: Base) =>
  JSON.parse(fill(JSON.stringify(outcome), base)) as Expected;

const scenarios = loadScenarios();
const inFolder = (folder: string): [string, Scenario][] => [...(scenarios.get(folder) ?? [])];
const kebab = (code: string): string => code.toLowerCase().replaceAll("_", "-");

describe("scenarios", () => {
  let knownBundle: KnownBundle;
  before(async () => {
    knownBundle = await knownBundles();
  });

  async function run({
    base: name,
    faults,
    call,
  }: Scenario): Promise<{ base: Base; trace: Trace }> {
    const base = await buildBase(name);
    const exports = base.exports.copy();
    faults.forEach(({ fault }) => FAULTS[fault]?.(exports));
    const network = new Network(exports.named());
    return { base, trace: await answerCall(network, toRequest(call, base), knownBundle) };
  }

  for (const [folder, files] of scenarios) {
    describe(folder, () => {
      for (const [file, scenario] of files) {
        it(`${file.replace(/\.json$/, "")}: ${scenario.name}`, async () => {
          const { expect } = scenario;
          const { base, trace } = await run(scenario);
          assert.deepEqual(namesOf(trace.blockedBy), sorted(expect.blockedBy));
          assert.equal(trace.verdict, expect.verdict);
          assert.deepEqual(shown(trace.outcome, expect.outcome), filled(expect.outcome, base));
          assert.deepEqual(namesOf(trace.warnings), sorted(expect.warnings));
          const { assumptions = [], evidence = trace.evidence } = expect;
          const assumed = assumptions.map((text) => fill(text, base));
          assert.deepEqual(
            assumed.filter((text) => !trace.assumptions.includes(text)),
            [],
          );
          assert.equal(trace.evidence, evidence);
        });
      }
    });
  }

  it("break one thing for every code, whose hop alone then fails", async () => {
    for (const { code, hop } of CHECKS) {
      const scenario = scenarios.get("codes")?.get(`${kebab(code)}.json`);
      assert.ok(scenario, code);
      assert.ok(scenario.faults.length <= 1, code);
      assert.deepEqual(
        scenario.expect.blockedBy.map((blocker) => blocker.code),
        [code],
      );
      const { trace } = await run(scenario);
      const hops = trace.paths.flatMap((path) => path.hops);
      const failing = hops.filter(({ outcome }) => outcome === "fail");
      assert.deepEqual(
        [...new Set(failing.map((one) => `${one.hop} ${one.code}`))],
        [`${hop} ${code}`],
      );
      assert.deepEqual(
        hops.filter(({ outcome }) => outcome === "unknown"),
        [],
      );
    }
    assert.equal(inFolder("codes").length, CHECKS.length);
  });

  it("warn with every warning, and stop nothing by it", () => {
    assert.deepEqual(
      inFolder("warnings").map(([file]) => file),
      WARNINGS.map(({ code }) => `${kebab(code)}.json`).sort(),
    );
    for (const [file, { expect }] of inFolder("warnings")) {
      assert.deepEqual(
        expect.warnings.map(({ code }) => `${kebab(code)}.json`),
        [file],
      );
    }
  });

  it("hold the published calls", () => {
    const numbers = inFolder("seeds").map(([file]) => Number(/^c(\d\d)/.exec(file)?.[1]));
    assert.deepEqual(
      [...new Set(numbers)],
      [
        ...[
          1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
          26,
        ],
      ],
    );
  });

  it("hold 40 or more sets of two or three faults, no two alike", () => {
    const sets = inFolder("several").map(([, { faults, call }]) =>
      JSON.stringify([faults.map(({ fault }) => fault).sort(), call]),
    );
    assert.ok(sets.length >= 40);
    assert.equal(new Set(sets).size, sets.length);
    for (const [file, { faults }] of inFolder("several")) {
      assert.ok(faults.length === 2 || faults.length === 3, file);
    }
  });

  it("are in these folders alone", () => {
    assert.deepEqual([...scenarios.keys()].sort(), [
      "answers",
      "codes",
      "seeds",
      "several",
      "warnings",
    ]);
  });
});
