import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiFunction } from "../../components/apiFunction";
import { build, valueOf } from "../support/componentHarness";

const code = "exports.handler = async () => ({ statusCode: 204 });";
const network = {
  vpcId: pulumi.output("vpc-1"),
  subnetIds: pulumi.output(["subnet-a", "subnet-c"]),
};

const outside = async () => await build(() => new ApiFunction("pets", { code }));
const inside = async () => await build(() => new ApiFunction("pets", { code, network }));

describe("ApiFunction", () => {
  it("is a function on Arm with its own role and log group, outside any VPC", async () => {
    const { recorded } = await outside();
    assert.deepEqual(recorded.resources(), [
      "Function pets-function",
      "LogGroup pets-logs",
      "Role pets-role",
      "RolePolicy pets-role-logs",
    ]);
    const { code: _code, ...inputs } = recorded.get("pets-function").inputs;
    assert.deepEqual(inputs, {
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: recorded.get("pets-role").outputs["arn"],
      memorySize: 128,
      timeout: 10,
      loggingConfig: { logFormat: "JSON", logGroup: recorded.get("pets-logs").outputs["name"] },
      tags: { Name: "pets-function" },
    });
    assert.deepEqual(recorded.get("pets-logs").inputs, {
      retentionInDays: 30,
      tags: { Name: "pets-logs" },
    });
  });

  it("ships the given source as the one file that its handler names", async () => {
    const { recorded } = await outside();
    const archive = recorded.get("pets-function").inputs["code"] as pulumi.asset.AssetArchive;
    const files = await archive.assets;
    assert.deepEqual(Object.keys(files), ["index.js"]);
    assert.equal(await (files["index.js"] as pulumi.asset.StringAsset).text, code);
  });

  it("may write to its own log group and do nothing else", async () => {
    const { recorded } = await outside();
    const { assumeRolePolicy, ...role } = recorded.get("pets-role").inputs;
    assert.deepEqual(JSON.parse(assumeRolePolicy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
    assert.deepEqual(role, {
      description: "What the function pets may do",
      tags: { Name: "pets-role" },
    });
    const { policy, role: roleName } = recorded.get("pets-role-logs").inputs;
    assert.equal(roleName, recorded.get("pets-role").outputs["name"]);
    assert.deepEqual(JSON.parse(policy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${String(recorded.get("pets-logs").outputs["arn"])}:*`,
        },
      ],
    });
  });

  it("waits for its policies, or its first call would leave no log", async () => {
    const { recorded } = await outside();
    assert.deepEqual(recorded.get("pets-function").dependsOn, [
      "pets-logs",
      "pets-role",
      "pets-role-logs",
    ]);
  });

  it("gets a group without rules and the right to interfaces when put into a VPC", async () => {
    const { recorded } = await inside();
    assert.deepEqual(recorded.resources(), [
      "Function pets-function",
      "LogGroup pets-logs",
      "Role pets-role",
      "RolePolicy pets-role-logs",
      "RolePolicyAttachment pets-role-vpc",
      "SecurityGroup pets-group",
    ]);
    const handler = recorded.get("pets-function");
    assert.deepEqual(handler.inputs["vpcConfig"], {
      subnetIds: ["subnet-a", "subnet-c"],
      securityGroupIds: [recorded.get("pets-group").id],
    });
    assert.deepEqual(recorded.get("pets-group").inputs, {
      vpcId: "vpc-1",
      description: "What the function may reach: nothing",
      tags: { Name: "pets-group" },
    });
    assert.deepEqual(recorded.get("pets-role-vpc").inputs, {
      role: recorded.get("pets-role").outputs["name"],
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    });
    // AWS refuses the function before its role may make interfaces.
    assert.ok(handler.dependsOn.includes("pets-role-vpc"));
  });

  it("offers the name to permit and the ARN to integrate", async () => {
    const { made, recorded } = await outside();
    const { name, invokeArn } = recorded.get("pets-function").outputs;
    assert.equal(await valueOf(made.functionName), name);
    assert.match(name as string, /^pets-function-[0-9a-f]{7}$/);
    assert.equal(await valueOf(made.invokeArn), invokeArn);
    assert.match(invokeArn as string, /\/invocations$/);
  });

  it("refuses a name too long for a role or a function", async () => {
    const name = "f".repeat(50);
    await assert.rejects(
      build(() => new ApiFunction(name, { code })),
      new RegExp(`the name "${name}-function" has 59 characters; at most 56 fit`),
    );
  });
});
