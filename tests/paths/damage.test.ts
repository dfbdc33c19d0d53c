import * as assert from "node:assert/strict";
import { ownCalls, seedCalls } from "../../automation/seedCalls";
import type { Request } from "../../paths/request";
import type { ResourceState } from "../../paths/snapshot";
import { trace } from "../../paths/trace";
import {
  at,
  HIDDEN,
  otherValues,
  placesIn,
  seeded,
  withValue,
  type Place,
} from "../support/damage";
import {
  arrival,
  bounded,
  deepCall,
  merged,
  networkOf,
  told,
  verdictOf,
  type Stack,
  type World,
} from "../support/damagedWorlds";
import { DAMAGES, diceOf, type Damaged } from "../support/damages";
import { makeProject } from "../support/project";
import { buildAll } from "../support/states";

const SEED = 20_251_121;
const EXPORTS = 10_000;
const BATCH = 100;

describe("damaged exports", function () {
  this.timeout(120_000);
  let clean: World;
  let calls: { name: string; request: Request }[];
  /** By URN and place: the calls that come out otherwise when something else stands there. */
  const depending = new Map<string, Set<string>>();
  const keyOf = ({ urn }: { urn: string }, place: Place) => `${urn} ${place.join(".")}`;
  const callsOf = (names: ReadonlySet<string>) => calls.filter(({ name }) => names.has(name));
  const swapped = (stack: Stack, old: ResourceState, next: ResourceState): World => ({
    ...clean,
    [stack]: clean[stack].map((one) => (one === old ? next : one)),
  });
  const everyPlace = (visit: (stack: Stack, resource: ResourceState, place: Place) => void) => {
    for (const stack of ["service", "customer"] as const) {
      for (const resource of clean[stack].filter(({ custom }) => custom)) {
        placesIn(resource.outputs).forEach((place) => visit(stack, resource, place));
      }
    }
  };

  before(async () => {
    const built = await buildAll(makeProject());
    clean = { service: built.resources("service"), customer: built.resources("customer") };
    const network = networkOf(clean);
    // The call by the name of the customer's endpoint is none of its own.
    const all = [...ownCalls(network), ...seedCalls(network).filter(({ name }) => name === "C7")];
    calls = all.map(({ name, request }) => ({ name, request: structuredClone(request) }));
    assert.deepEqual(
      calls.map(({ request }) => verdictOf(network, request)),
      calls.map(() => "reachable"),
    );
    everyPlace((stack, resource, place) => {
      const found = new Set<string>();
      for (const value of otherValues(at(resource.outputs, place))) {
        const other = networkOf(swapped(stack, resource, withValue(resource, place, value)));
        calls
          .filter(({ request }) => verdictOf(other, request) !== "reachable")
          .forEach(({ name }) => found.add(name));
      }
      if (found.size > 0) {
        depending.set(keyOf(resource, place), found);
      }
    });
  });

  it("finds what the calls depend on", () => {
    const resources = new Set([...depending.keys()].map((key) => key.split(" ")[0]));
    console.info(
      `      ${depending.size} values of ${resources.size} resources decide one of ${calls.length} calls`,
    );
    assert.equal(calls.length, 6);
    // Every part of the way has one: DNS, groups, endpoints, service, load balancer, policies, API, function.
    const types = new Set(
      [...resources].map((urn) => urn?.split("::")[2]?.split("$").at(-1)?.split("/")[1]),
    );
    for (const type of [
      ...["zone:Zone", "record:Record", "vpc:Vpc", "vpcEndpoint:VpcEndpoint"],
      ...["vpcEndpointService:VpcEndpointService", "loadBalancer:LoadBalancer"],
      ...["listener:Listener", "targetGroup:TargetGroup", "restApi:RestApi", "stage:Stage"],
      ...["targetGroupAttachment:TargetGroupAttachment", "restApiPolicy:RestApiPolicy"],
      ...["method:Method", "integration:Integration", "permission:Permission"],
      ...["securityGroupIngressRule:SecurityGroupIngressRule", "function:Function"],
    ]) {
      assert.ok(types.has(type), type);
    }
  });

  it("hiding a value that decides a call leaves the call unknown", () => {
    let hidings = 0;
    everyPlace((stack, resource, place) => {
      const names = depending.get(keyOf(resource, place));
      if (!names || told(resource, place)) {
        return;
      }
      for (const [way, value] of Object.entries(HIDDEN)) {
        const network = networkOf(swapped(stack, resource, withValue(resource, place, value)));
        for (const { name, request } of callsOf(names)) {
          hidings++;
          const verdict = verdictOf(network, request);
          assert.equal(verdict, "unknown", `${name} with ${way} at ${keyOf(resource, place)}`);
          assert.notDeepEqual(trace(network, request).assumptions, []);
        }
      }
    });
    console.info(`      ${hidings} calls with one deciding value hidden, all unknown`);
    assert.ok(hidings > 500);
  });

  it("hiding both of what is told twice leaves the call unknown", () => {
    let hidings = 0;
    everyPlace((stack, resource, place) => {
      const names = depending.get(keyOf(resource, place));
      const twice = names && told(resource, place);
      if (!names || !twice) {
        return;
      }
      const [key = ""] = place;
      const own = withValue(resource, [key], null);
      const both =
        twice.twin[0] === "id" ? { ...own, id: undefined } : withValue(own, twice.twin, null);
      const network = networkOf(swapped(stack, resource, both));
      for (const { name, request } of callsOf(names)) {
        hidings++;
        const what: string = `${name} with null at ${keyOf(resource, place)} and ${twice.twin.join(".")}`;
        assert.equal(verdictOf(network, request), "unknown", what);
      }
    });
    assert.ok(hidings > 10);
  });

  it(`${EXPORTS} exports, each damaged in up to four ways: no crash, no end of waiting, no false arrival`, () => {
    const dice = diceOf(seeded(SEED));
    const verdicts = new Map<string, number>();
    let compared = 0;
    let what = "";
    const examine = (i: number) => {
      const names: string[] = Array.from({ length: 1 + dice.below(4) }, () =>
        dice.pick(Object.keys(DAMAGES)),
      );
      const { name, request }: (typeof calls)[number] = dice.pick(calls);
      const asked = names.includes("circular paths") ? deepCall(request) : request;
      const world = { ...clean };
      // The same damages without those that hide something.
      const open = { ...clean };
      const hidden: NonNullable<Damaged["hidden"]>[] = [];
      const pending: Partial<Record<Stack, boolean>> = {};
      for (const one of names) {
        const stack = dice.pick(["service", "customer"] as const);
        const made = DAMAGES[one]?.(world[stack], dice);
        assert.ok(made);
        if (made.hidden) {
          hidden.push(made.hidden);
        } else {
          open[stack] = merged(open[stack], world[stack], made.resources);
        }
        world[stack] = made.resources;
        pending[stack] ||= made.pending;
      }
      what = `export ${i}: ${names.join(", ")}; ${name}`;
      const verdict: string = verdictOf(networkOf(world, pending), asked);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (pending.service || pending.customer) {
        assert.equal(arrival(verdict), 0, what);
      }
      if (hidden.length === 0 || arrival(verdict) === 0) {
        return;
      }
      compared++;
      // Knowing less never makes a call arrive.
      const ends: string = verdictOf(networkOf(open, pending), asked);
      assert.ok(
        arrival(verdict) <= arrival(ends) || hidden.some(isTwice),
        `${what}: ${verdict}, and ${ends} when nothing is hidden`,
      );
      if (hidden.length === names.length) {
        for (const one of hidden) {
          const decides = depending.get(keyOf(one, one.place))?.has(name) ?? false;
          assert.ok(
            !decides || isTwice(one),
            `${what}: ${verdict}, and ${keyOf(one, one.place)} is hidden`,
          );
        }
      }
    };
    for (let i = 0; i < EXPORTS; i += BATCH) {
      try {
        bounded(() => Array.from({ length: BATCH }, (_, k) => examine(i + k)));
      } catch (error) {
        const isOwn = error instanceof assert.AssertionError;
        assert.fail(isOwn ? error : `${what}: ${String(error)}`);
      }
    }
    const counts = [...verdicts].sort().map(([verdict, count]) => `${count} ${verdict}`);
    console.info(`      ${counts.join(", ")}; ${compared} compared with nothing hidden`);
    assert.ok(compared > 100);
  });

  function isTwice({ urn, place }: { urn: string; place: Place }): boolean {
    const resource = [...clean.service, ...clean.customer].find((one) => one.urn === urn);
    return resource !== undefined && told(resource, place) !== undefined;
  }
});
