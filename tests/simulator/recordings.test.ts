import * as assert from "node:assert/strict";
import { resourcesOf, type ResourceState, type StackExport } from "../../paths/snapshot";
import customer from "../recordings/sample-customer.json";
import service from "../recordings/sample-service.json";
import { makeProject } from "../support/project";
import { buildAll, type BuiltStacks } from "../support/states";

const recordings = { service, customer } as unknown as Record<string, { export: StackExport }>;

/** The same, where the engine promises no order, and without a provider's UUID, which is drawn. */
function comparable(resource: ResourceState): ResourceState {
  const { dependencies, propertyDependencies, provider, id } = resource;
  const sorted = Object.entries(propertyDependencies ?? {}).map(
    ([key, urns]) => [key, [...urns].sort()] as const,
  );
  return {
    ...resource,
    ...(dependencies ? { dependencies: [...dependencies].sort() } : {}),
    ...(propertyDependencies ? { propertyDependencies: Object.fromEntries(sorted) } : {}),
    ...(provider ? { provider: provider.slice(0, provider.lastIndexOf("::")) } : {}),
    ...(resource.type.startsWith("pulumi:providers:") ? { id: id ? "<uuid>" : undefined } : {}),
  };
}

describe("a state of the builtin engine, beside the Pulumi engine's", () => {
  let built: BuiltStacks;
  before(async () => {
    built = await buildAll(makeProject({}));
  });

  for (const [stack, recording] of Object.entries(recordings)) {
    it(`holds for the ${stack} stack the same resources, properties and dependencies`, () => {
      const byUrn = (a: ResourceState, b: ResourceState) => (a.urn < b.urn ? -1 : 1);
      const seen = built.resources(stack).map(comparable).sort(byUrn);
      const expected = resourcesOf(recording.export).map(comparable).sort(byUrn);
      assert.ok(expected.length > 20);
      assert.deepEqual(seen, expected);
    });
  }
});
