import * as assert from "node:assert/strict";
import { Cloud } from "../../simulator/aws/cloud";
import type { Properties } from "../../simulator/sdk";
import { World } from "../../simulator/world";
import { ACCOUNT, REGION } from "./engine";

/** Makes things in one account, each by a URN of its name. */
export function cloudAccount(world = World.empty(), id = ACCOUNT) {
  const cloud = new Cloud(id, REGION, world);
  const make = (type: string, name: string, inputs: Properties) =>
    cloud.create(`aws:${type}`, name, `urn:pulumi:s::p::aws:${type}::${name}`, inputs);
  return { cloud, make, world };
}

export type CloudAccount = ReturnType<typeof cloudAccount>;

/** What is refused, how it comes to that, and the beginning of what is said, or all of it. */
export type Refusal = [what: string, act: (own: CloudAccount) => unknown, message: string | RegExp];

/** Defines a test for each refusal. */
export function itRefuses(refusals: readonly Refusal[]): void {
  for (const [what, act, message] of refusals) {
    it(`refuses ${what}`, () =>
      assert.throws(
        () => act(cloudAccount()),
        (error: Error) => {
          if (typeof message === "string") {
            assert.equal(error.message.slice(0, message.length), message);
          } else {
            assert.match(error.message, message);
          }
          return true;
        },
      ));
  }
}
