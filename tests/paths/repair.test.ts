import assert from "node:assert/strict";
import * as fc from "fast-check";
import { CHECKS } from "../../paths/catalogue";
import { buildBase, type Base } from "../support/bases";
import { toRequest, traceIn, WORKING_CALLS } from "../support/calls";
import { BLOCKING } from "../support/faults";
import { nameOf } from "../support/faults/exports";
import { repair } from "../support/repair";

const SEED = 20261121;
const RUNS = 2000;

/** Together they make a public API that is called by its public name: that is not followed. */
const NOT_FOLLOWED = [
  ["apiOfAnotherType", "zoneRemoved"],
  ["apiOfAnotherType", "privateDnsOff"],
];

/** Codes that no resource of the exports is at fault for. */
const OF_THE_CALL_ALONE = ["ROUTE_MISSING", "TLS_NAME_MISMATCH"];

describe("what blocks a call", () => {
  const bases: Base[] = [];
  const seen = { codes: new Set<string>(), faults: new Set<string>(), byBlockers: [0, 0, 0, 0, 0] };
  before(async () => {
    bases.push(await buildBase("s1"), await buildBase("s1 with clients"));
  });
  after(() => {
    const [none, ...some] = seen.byBlockers;
    console.log(
      `    ${RUNS} sets of 1-4 faults: ${none} harmless for their call; with 1, 2, 3, 4 resources to ` +
        `repair: ${some.join(", ")}; ${seen.codes.size} codes, ${seen.faults.size} faults`,
    );
  });

  const sets = fc.record({
    withClients: fc.boolean(),
    call: fc.constantFrom(...(Object.keys(WORKING_CALLS) as (keyof typeof WORKING_CALLS)[])),
    faults: fc
      .shuffledSubarray(Object.keys(BLOCKING), { minLength: 1, maxLength: 4 })
      .filter((faults) => !NOT_FOLLOWED.some((pair) => pair.every((one) => faults.includes(one)))),
  });

  it("is nothing where nothing was damaged", () => {
    for (const base of bases) {
      for (const call of Object.values(WORKING_CALLS)) {
        const { verdict, blockedBy } = traceIn(base.exports, toRequest(call, base));
        assert.deepEqual({ verdict, blockedBy }, { verdict: "reachable", blockedBy: [] });
      }
    }
  });

  it("is what must be restored, all of it and nothing else", () => {
    fc.assert(
      fc.property(sets, ({ withClients, call, faults }) => {
        const base = bases[withClients ? 1 : 0]!;
        const clean = base.exports;
        const damaged = clean.copy();
        const own = faults.filter((name) => withClients || !/client/i.test(name));
        own.forEach((name) => BLOCKING[name]!(damaged));
        const request = toRequest(WORKING_CALLS[call], base);
        const { verdict, blockedBy } = traceIn(damaged, request);
        const urns = [...new Set(blockedBy.map(({ resource }) => resource!))];
        const after = (restored: readonly string[]) =>
          traceIn(repair(damaged, clean, restored), request).verdict;

        assert.ok(
          urns.every((urn) => urn !== null),
          "a resource is at fault",
        );
        assert.notEqual(verdict, "unknown");
        assert.equal(verdict === "reachable", urns.length === 0);
        const names = urns.map(nameOf).join(", ");
        assert.equal(after(urns), "reachable", `after restoring ${names}`);
        for (const left of urns) {
          const others = urns.filter((urn) => urn !== left);
          assert.notEqual(after(others), "reachable", `without ${nameOf(left)} of ${names}`);
        }

        blockedBy.forEach(({ code }) => seen.codes.add(code));
        own.forEach((name) => seen.faults.add(name));
        seen.byBlockers[urns.length] = (seen.byBlockers[urns.length] ?? 0) + 1;
      }),
      { seed: SEED, numRuns: RUNS },
    );
  }).timeout(120_000);

  it("was tried with every fault and every code that a resource can be at fault for", () => {
    assert.deepEqual([...seen.faults].sort(), Object.keys(BLOCKING).sort());
    const codes = CHECKS.map(({ code }) => code);
    assert.deepEqual(
      [...seen.codes].sort(),
      codes.filter((code) => !OF_THE_CALL_ALONE.includes(code)).sort(),
    );
  });
});
