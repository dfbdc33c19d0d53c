import assert from "node:assert/strict";
import * as fc from "fast-check";
import { CHECKS } from "../../paths/catalogue";
import { buildBase, type Base } from "../support/bases";
import {
  toRequest,
  traceIn,
  WORKING_CALLS,
  WORKING_CALLS_OF_EVERY_KIND,
  type WrittenCall,
} from "../support/calls";
import { BLOCKING, BLOCKING_OF_EVERY_KIND, FAULTS } from "../support/faults";
import { assertBlockedBy } from "../support/blockers";

const SEED = 20261121;
const RUNS = 2000;

/** Together they make a public API that is called by its public name: that is not followed. */
const NOT_FOLLOWED = [
  ["apiOfAnotherType", "zoneRemoved"],
  ["apiOfAnotherType", "privateDnsOff"],
];

/** Codes that no resource of the sample's exports is at fault for. */
const OF_THE_CALL_ALONE = ["AUTH_DENIED", "ROUTE_MISSING", "TLS_NAME_MISMATCH"];

/** Faults of the sample that do the same to routes of every kind. */
const OF_BOTH = [
  ...["customerDnsHostnamesOff", "customerClientEgressRemoved", "endpointIngressRemoved"],
  ...["executeApiEndpointPending", "endpointPolicyDenies", "policyRemoved", "stageOfAnotherName"],
  ...["deploymentOfAnotherPolicy", "defaultEndpointDisabled"],
];

/** What the runs of a property met. */
interface Seen {
  codes: Set<string>;
  faults: Set<string>;
  /** How often, by the number of resources to repair. */
  byBlockers: number[];
}

const newSeen = (): Seen => ({
  ...{ codes: new Set(), faults: new Set(), byBlockers: [0, 0, 0, 0, 0] },
});

describe("what blocks a call", () => {
  const bases: Base[] = [];
  const [seen, ofKinds] = [newSeen(), newSeen()];
  before(async () => {
    bases.push(await buildBase("s1"), await buildBase("s1 with clients"));
  });
  after(() => {
    for (const { codes, faults, byBlockers } of [seen, ofKinds]) {
      const [none, ...some] = byBlockers;
      console.log(
        `    ${RUNS} sets of 1-4 faults: ${none} harmless for their call; with 1, 2, 3, 4 resources to ` +
          `repair: ${some.join(", ")}; ${codes.size} codes, ${faults.size} faults`,
      );
    }
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

  /** Damages a base, and restores what blocks the call: all of it, and all but one. */
  function check(base: Base, call: WrittenCall, own: readonly string[], seen: Seen): void {
    const clean = base.exports;
    const damaged = clean.copy();
    own.forEach((name) => FAULTS[name]!(damaged));
    const request = toRequest(call, base);
    const { urns, codes } = assertBlockedBy(clean, damaged, request);

    codes.forEach((code) => seen.codes.add(code));
    own.forEach((name) => seen.faults.add(name));
    seen.byBlockers[urns.length] = (seen.byBlockers[urns.length] ?? 0) + 1;
  }

  it("is what must be restored, all of it and nothing else", () => {
    fc.assert(
      fc.property(sets, ({ withClients, call, faults }) => {
        const own = faults.filter((name) => withClients || !/client/i.test(name));
        check(bases[withClients ? 1 : 0]!, WORKING_CALLS[call], own, seen);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  }).timeout(120_000);

  it("is so with routes of every kind, direct customers and networks outside AWS", async () => {
    const base = await buildBase("every kind with a resolver");
    for (const call of Object.values(WORKING_CALLS_OF_EVERY_KIND)) {
      assert.equal(traceIn(base.exports, toRequest(call, base)).verdict, "reachable", call.curl);
    }
    const all = [...Object.keys(BLOCKING_OF_EVERY_KIND), ...OF_BOTH];
    const calls = Object.values(WORKING_CALLS_OF_EVERY_KIND);
    const kinds = fc.record({
      call: fc.constantFrom(...calls),
      faults: fc.shuffledSubarray(all, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(kinds, ({ call, faults }) => check(base, call, faults, ofKinds)),
      { seed: SEED, numRuns: RUNS },
    );
    assert.deepEqual([...ofKinds.faults].sort(), [...all].sort());
    for (const code of ["AUTH_DENIED", "API_KEY_REQUIRED", "ROUTE_MISSING", "INTEGRATION_FAILED"]) {
      assert.ok(ofKinds.codes.has(code), code);
    }
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
