import assert from "node:assert/strict";
import * as fc from "fast-check";
import { evaluatePolicy, type Decision } from "../../../paths/policies/evaluate";
import { findOpenStatements } from "../../../paths/policies/open";
import { KEYS, IN_REQUESTS, holds, policies, requests, statements } from "./arbitraries";
import { API, effectOf, policy, request, type Raw } from "./requests";

/** How much an answer lets through. */
const access = ({ effect }: Pick<Decision, "effect">): number =>
  effect === "allow" ? 2 : effect === "unknown" ? 1 : 0;

/** Gives every letter of a key a case of its own. */
const recase = (key: string, upper: readonly boolean[]): string =>
  [...key].map((c, at) => (upper[at % upper.length] ? c.toUpperCase() : c.toLowerCase())).join("");

describe("every policy", () => {
  it("is judged in all of its ways by these policies", () => {
    const seen = new Set<string>();
    holds(
      fc.property(policies, requests, (list, call) => {
        seen.add(effectOf(policy(...list), call));
      }),
    );
    assert.deepEqual([...seen].sort(), ["allow", "explicitDeny", "implicitDeny", "unknown"]);
  });

  it("says the same in whatever order its statements stand", () => {
    holds(
      fc.property(
        policies.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
          ),
        ),
        requests,
        ([list, shuffled], call) => {
          assert.equal(effectOf(policy(...shuffled), call), effectOf(policy(...list), call));
        },
      ),
    );
  });

  it("denies what one of its statements denies, wherever that stands", () => {
    let denied = 0;
    holds(
      fc.property(policies, statements("Deny"), fc.nat(5), requests, (list, denial, at, call) => {
        if (effectOf(policy(denial), call) !== "explicitDeny") return;
        denied++;
        const all = [...list.slice(0, at), denial, ...list.slice(at)];
        assert.equal(effectOf(policy(...all), call), "explicitDeny");
      }),
    );
    assert.ok(denied > 50, `${denied}`);
  });

  it("lets no less through with one Allow more", () => {
    holds(
      fc.property(policies, statements("Allow"), requests, (list, more, call) => {
        const before = evaluatePolicy(policy(...list), call);
        const after = evaluatePolicy(policy(...list, more), call);
        assert.ok(access(after) >= access(before), `${before.reason} → ${after.reason}`);
      }),
    );
  });

  it("lets no more through with one Deny more", () => {
    holds(
      fc.property(policies, statements("Deny"), requests, (list, more, call) => {
        const before = evaluatePolicy(policy(...list), call);
        const after = evaluatePolicy(policy(more, ...list), call);
        assert.ok(access(after) <= access(before), `${before.reason} → ${after.reason}`);
      }),
    );
  });

  it("does not care for the case of its keys, or the request's", () => {
    const casing = fc.array(fc.boolean(), { minLength: 1, maxLength: 9 });
    holds(
      fc.property(policies, requests, casing, casing, (list, call, written, asked) => {
        const recased = list.map((one) => ({
          ...one,
          ...(one.Condition === undefined
            ? {}
            : {
                Condition: Object.fromEntries(
                  Object.entries(one.Condition as Record<string, Raw>).map(([operator, block]) => [
                    operator,
                    Object.fromEntries(
                      Object.entries(block).map(([key, value]) => [recase(key, written), value]),
                    ),
                  ]),
                ),
              }),
        }));
        const context = Object.fromEntries(
          Object.entries(call.context).map(([key, value]) => [recase(key, asked), value]),
        );
        const [one, other] = [
          evaluatePolicy(policy(...list), call),
          evaluatePolicy(policy(...recased), { ...call, context }),
        ];
        assert.deepEqual([other.effect, other.statements], [one.effect, one.statements]);
      }),
    );
  });

  it("that is decided without knowing a key is decided alike whatever the key holds", () => {
    let decided = 0;
    holds(
      fc.property(
        policies,
        requests,
        fc.constantFrom(...KEYS),
        fc.constantFrom(...IN_REQUESTS),
        (list, call, key, value) => {
          const ask = (given: "unknown" | "absent" | string[]): number =>
            access(
              evaluatePolicy(policy(...list), {
                ...call,
                context: { ...call.context, [key]: given },
              }),
            );
          const blind = ask("unknown");
          if (blind === 1) return;
          decided++;
          assert.deepEqual([ask([value]), ask("absent")], [blind, blind]);
        },
      ),
    );
    assert.ok(decided > 200, `${decided}`);
  });

  it("with a statement reported as open lets a stranger in", () => {
    let open = 0;
    const plain = fc.array(statements("Allow", "Deny"), { minLength: 1, maxLength: 3 });
    holds(
      fc.property(plain, (list) => {
        const found = findOpenStatements(policy(...list), API);
        if (found.length === 0 || /IfExists|ForAllValues/.test(JSON.stringify(list))) return;
        open++;
        const context = {
          ...{ "aws:SourceVpce": ["vpce-9"], "aws:SourceVpc": ["vpc-9"] },
          ...{ "aws:VpcSourceIp": ["172.31.9.9"], "aws:PrincipalArn": "absent" as const },
        };
        const effects = ["prod", "test", "other"].map((stage) =>
          effectOf(policy(...list), request({ context, resource: `${API}/${stage}/GET/pets` })),
        );
        assert.ok(effects.includes("allow"), `${effects.join()}: ${found[0]?.reason}`);
      }),
    );
    assert.ok(open > 50, `${open}`);
  });
});
