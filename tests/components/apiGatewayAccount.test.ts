import assert from "node:assert/strict";
import { ApiGatewayAccount } from "../../components/apiGatewayAccount";
import { build, valueOf } from "../support/componentHarness";

describe("ApiGatewayAccount", () => {
  it("gives API Gateway a role that it alone assumes and that may push logs, no more", async () => {
    const { recorded } = await build(() => new ApiGatewayAccount("gateway"));
    assert.deepEqual(recorded.resources(), [
      "Account gateway-account",
      "Role gateway-role",
      "RolePolicyAttachment gateway-role-logs",
    ]);
    const { assumeRolePolicy, ...role } = recorded.get("gateway-role").inputs;
    assert.deepEqual(JSON.parse(assumeRolePolicy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
    assert.deepEqual(role, {
      description: "Lets API Gateway write logs in this account and region",
      tags: { Name: "gateway-role" },
    });
    assert.deepEqual(recorded.get("gateway-role-logs").inputs, {
      role: recorded.get("gateway-role").outputs["name"],
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    });
  });

  it("names that role in the account's setting once the role may write", async () => {
    const { recorded } = await build(() => new ApiGatewayAccount("gateway"));
    const account = recorded.get("gateway-account");
    const { arn } = recorded.get("gateway-role").outputs;
    assert.match(arn as string, /^arn:aws:iam::111111111111:role\/gateway-role-/);
    assert.deepEqual(account.inputs, { cloudwatchRoleArn: arn });
    assert.deepEqual(account.dependsOn, ["gateway-role", "gateway-role-logs"]);
  });

  it("keeps role, policy and setting when the stack is destroyed: others may rely on them", async () => {
    const { recorded } = await build(() => new ApiGatewayAccount("gateway"));
    for (const name of ["gateway-role", "gateway-role-logs", "gateway-account"]) {
      assert.equal(recorded.get(name).retainOnDelete, true, name);
    }
  });

  it("offers the role that the setting names", async () => {
    const { made, recorded } = await build(() => new ApiGatewayAccount("gateway"));
    assert.equal(await valueOf(made.roleArn), recorded.get("gateway-role").outputs["arn"]);
  });

  it("refuses a name too long for a role", async () => {
    const name = "g".repeat(52);
    await assert.rejects(
      build(() => new ApiGatewayAccount(name)),
      new RegExp(`the name "${name}-role" has 57 characters; at most 56 fit`),
    );
  });
});
