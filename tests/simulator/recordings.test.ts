import * as assert from "node:assert/strict";
import { resourcesOf, type StackExport } from "../../paths/snapshot";
import customer from "../recordings/sample-customer.json";
import service from "../recordings/sample-service.json";
import { comparableAll } from "../support/comparable";
import { makeProject } from "../support/project";
import { buildAll, type BuiltStacks } from "../support/states";

const recordings = { service, customer } as unknown as Record<string, { export: StackExport }>;

describe("a state of the builtin engine, beside the Pulumi engine's", () => {
  let built: BuiltStacks;
  before(async () => {
    built = await buildAll(makeProject({}));
  });

  for (const [stack, recording] of Object.entries(recordings)) {
    it(`holds for the ${stack} stack the same resources, properties and dependencies`, () => {
      const seen = comparableAll(built.resources(stack));
      const expected = comparableAll(resourcesOf(recording.export));
      assert.ok(expected.length > 20);
      assert.deepEqual(seen, expected);
    });
  }
});
