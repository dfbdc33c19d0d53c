import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ResourceState } from "../../paths/snapshot";
import { inOrder } from "../../simulator/order";

const resource = (urn: string, needs: Partial<ResourceState> = {}): ResourceState => ({
  ...{ urn, custom: true, type: urn },
  ...needs,
});

describe("the order of resources in a state", () => {
  it("puts each after its parent, its provider and what its inputs come from", () => {
    const resources = [
      resource("a", { dependencies: ["z"], provider: "provider::id" }),
      resource("z", { propertyDependencies: { vpcId: ["y"] } }),
      resource("y", { parent: "root" }),
      resource("provider"),
      resource("root", { type: "pulumi:pulumi:Stack" }),
    ];
    const urns = inOrder(resources).map(({ urn }) => urn);
    assert.deepEqual(urns, ["root", "provider", "y", "z", "a"]);
  });

  it("does not depend on the order of registration", () => {
    const edges = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 });
    fc.assert(
      fc.property(edges, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (pairs, keys) => {
        // An edge from a higher to a lower number: never a circle.
        const resources = Array.from({ length: 12 }, (_, i) =>
          resource(`urn${i}`, {
            dependencies: pairs.filter(([a, b]) => a === i && b < i).map(([, b]) => `urn${b}`),
          }),
        );
        const shuffled = [...resources].sort((a, b) => key(a) - key(b));
        function key({ urn }: ResourceState): number {
          return keys[Number(urn.slice(3))] ?? 0;
        }
        const sorted = inOrder(resources);
        assert.deepEqual(inOrder(shuffled), sorted);
        const place = new Map(sorted.map(({ urn }, i) => [urn, i]));
        for (const { urn, dependencies = [] } of sorted) {
          assert.ok(dependencies.every((need) => (place.get(need) ?? 99) < (place.get(urn) ?? -1)));
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("refuses a circle, naming it", () => {
    const circle = [resource("a", { dependencies: ["b"] }), resource("b", { dependencies: ["a"] })];
    assert.throws(() => inOrder(circle), /resources need each other: a, b/);
  });
});
