import assert from "node:assert/strict";
import { createHash } from "crypto";
import { PrivateApi, type PrivateApiArgs } from "../../components/privateApi";
import { build, REGION } from "../support/componentHarness";

const lambda = (invokeArn: string) => ({
  kind: "lambda" as const,
  ...{ functionName: "hello", invokeArn },
});
const route = { method: "GET", path: "/", backend: lambda("arn:hello") };
const args: PrivateApiArgs = {
  region: REGION,
  apiName: "pets",
  stageName: "v1",
  routes: [route],
  vpcEndpointIds: ["vpce-1", "vpce-2"],
};

/** The triggers of the deployment, and the policy that one of them is made from. */
async function triggers(changed: Partial<PrivateApiArgs> = {}, name = "pets") {
  const { recorded } = await build(() => new PrivateApi(name, { ...args, ...changed }));
  const policy = recorded.get(`${name}-policy`).inputs["policy"] as string;
  return {
    policy,
    made: recorded.get(`${name}-deployment`).inputs["triggers"] as Record<string, string>,
  };
}

/** Which triggers a change of the arguments changes. */
async function changedBy(changed: Partial<PrivateApiArgs>): Promise<string[]> {
  const [before, after] = [(await triggers()).made, (await triggers(changed)).made];
  return Object.keys(after)
    .filter((key) => before[key] !== after[key])
    .sort();
}

describe("the triggers of PrivateApi's deployment", () => {
  it("are one fingerprint each of policy, endpoints and routes", async () => {
    const { made, policy } = await triggers();
    assert.deepEqual(made, {
      // The policy's text has its keys sorted already, and no blanks.
      policy: createHash("sha256").update(policy).digest("hex").slice(0, 16),
      // By sha256sum, of ["vpce-1","vpce-2"] and of the route as JSON with sorted keys, in a list.
      endpoints: "ee2d624b9821c0a9",
      routes: "887fa96eb84212bc",
    });
  });

  it("change with the endpoints, which the policy names too", async () => {
    assert.deepEqual(await changedBy({ vpcEndpointIds: ["vpce-1", "vpce-3"] }), [
      "endpoints",
      "policy",
    ]);
  });

  it("change with the policy alone when the policy speaks of another API", async () => {
    const [one, other] = [await triggers(), await triggers({}, "cats")];
    assert.notEqual(other.made["policy"], one.made["policy"]);
    assert.equal(other.made["endpoints"], one.made["endpoints"]);
    assert.equal(other.made["routes"], one.made["routes"]);
  });

  for (const [what, changed] of [
    ["method", { method: "POST" }],
    ["path", { path: "/pets" }],
    ["function", { backend: lambda("arn:other") }],
  ] as const) {
    it(`change with the ${what} of a route`, async () => {
      assert.deepEqual(await changedBy({ routes: [{ ...route, ...changed }] }), ["routes"]);
    });
  }

  it("change when a route is added", async () => {
    const added = { ...route, path: "/pets" };
    assert.deepEqual(await changedBy({ routes: [route, added] }), ["routes"]);
  });

  for (const [what, changed] of [
    ["nothing", {}],
    ["the order of the endpoints", { vpcEndpointIds: ["vpce-2", "vpce-1"] }],
    ["the name of the API", { apiName: "animals" }],
    ["its description", { description: "All about pets" }],
    ["the stage", { stageName: "v2" }],
  ] as const) {
    it(`stay when ${what} changes, so callers keep their deployment`, async () => {
      assert.deepEqual(await changedBy(changed), []);
    });
  }
});
