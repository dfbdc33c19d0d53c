import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiKeys } from "../../components/apiKeys";
import { build, valueOf } from "../support/componentHarness";

describe("keys of an API", () => {
  const built = (customers: string[]) =>
    build(
      () =>
        new ApiKeys("keys", {
          customers,
          stages: [
            { restApiId: "abc123", stageName: "v1" },
            { restApiId: "def456", stageName: "prod" },
          ],
        }),
    );

  it("count at every stage, by one plan", async () => {
    const { recorded } = await built(["hoge", "fuga"]);
    assert.deepEqual(recorded.resources(), [
      ...["ApiKey keys-fuga-key", "ApiKey keys-hoge-key", "UsagePlan keys-plan"],
      ...["UsagePlanKey keys-fuga-member", "UsagePlanKey keys-hoge-member"],
    ]);
    assert.deepEqual(recorded.get("keys-plan").inputs, {
      description: "Who calls, and how often",
      apiStages: [
        { apiId: "abc123", stage: "v1" },
        { apiId: "def456", stage: "prod" },
      ],
      tags: { Name: "keys-plan" },
    });
  });

  it("are one for each customer, with a value that AWS chooses", async () => {
    const { recorded } = await built(["hoge"]);
    const key = recorded.get("keys-hoge-key");
    assert.deepEqual(key.inputs, { description: "Calls of hoge", tags: { Name: "keys-hoge-key" } });
    assert.deepEqual(recorded.get("keys-hoge-member").inputs, {
      ...{ keyId: key.id, keyType: "API_KEY" },
      usagePlanId: recorded.get("keys-plan").id,
    });
  });

  it("are told by customer, as a secret", async () => {
    const { made, recorded } = await built(["hoge", "fuga"]);
    assert.deepEqual(await valueOf(made.values), {
      hoge: "value of keys-hoge-key",
      fuga: "value of keys-fuga-key",
    });
    assert.equal(await pulumi.isSecret(made.values), true);
    const [outputs] = recorded.componentOutputs.values();
    assert.deepEqual(Object.keys(outputs ?? {}), ["values"]);
  });
});
