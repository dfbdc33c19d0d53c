import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiGatewayAccount } from "../../components/apiGatewayAccount";
import { PrivateApi, type PrivateApiArgs } from "../../components/privateApi";
import { build, REGION, valueOf } from "../support/componentHarness";

const hello = {
  backend: {
    kind: "lambda" as const,
    functionName: pulumi.output("hello-1234567"),
    invokeArn: pulumi.output("arn:hello/invocations"),
  },
};
const args: PrivateApiArgs = {
  region: REGION,
  apiName: "pets",
  description: "All about pets",
  stageName: "v1",
  routes: [{ method: "GET", path: "/", ...hello }],
  vpcEndpointIds: [pulumi.output("vpce-2"), "vpce-1"],
};

const api = async (changed: Partial<PrivateApiArgs> = {}) =>
  await build(() => new PrivateApi("pets", { ...args, ...changed }));

describe("PrivateApi", () => {
  it("is an API of type PRIVATE, reachable through the endpoints it names", async () => {
    const { recorded } = await api();
    const [permission] = recorded.resources().filter((one) => one.startsWith("Permission "));
    assert.match(permission ?? "", /^Permission pets-permission-GET-[0-9a-f]{6}$/);
    const others = recorded.resources().filter((one) => one !== permission);
    assert.deepEqual(others, [
      "Deployment pets-deployment",
      "Integration pets-integration-GET/",
      "LogGroup pets-access-logs",
      "Method pets-method-GET/",
      "RestApi pets-api",
      "RestApiPolicy pets-policy",
      "Stage pets-stage",
    ]);
    assert.deepEqual(recorded.get("pets-api").inputs, {
      name: "pets",
      description: "All about pets",
      endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: ["vpce-2", "vpce-1"] },
      tags: { Name: "pets-api" },
    });
  });

  it("lets everybody invoke who comes through one of these endpoints, and nobody else", async () => {
    const { recorded } = await api();
    const { id, outputs } = recorded.get("pets-api");
    const { restApiId, policy, ...rest } = recorded.get("pets-policy").inputs;
    assert.deepEqual(rest, {});
    assert.equal(restApiId, id);
    assert.match(String(outputs["executionArn"]), /^arn:aws:execute-api:ap-northeast-1:1{12}:/);
    assert.deepEqual(JSON.parse(policy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: `${String(outputs["executionArn"])}/*`,
          Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } },
        },
      ],
    });
  });

  it("deploys only after its policy and all its routes are there", async () => {
    const routes = [
      { method: "GET", path: "/", ...hello },
      { method: "POST", path: "/pets", ...hello },
    ];
    const { recorded } = await api({ routes });
    const { inputs, dependsOn } = recorded.get("pets-deployment");
    assert.deepEqual(Object.keys(inputs).sort(), ["restApi", "triggers"]);
    assert.equal(inputs["restApi"], recorded.get("pets-api").id);
    for (const name of ["pets-policy", "pets-integration-GET/", "pets-integration-POST/pets"]) {
      assert.ok(dependsOn.includes(name), name);
    }
  });

  it("serves that deployment on a stage with access logs in JSON", async () => {
    const { recorded } = await api();
    const { accessLogSettings, ...stage } = recorded.get("pets-stage").inputs;
    assert.deepEqual(stage, {
      restApi: recorded.get("pets-api").id,
      deployment: recorded.get("pets-deployment").id,
      stageName: "v1",
      tags: { Name: "pets-stage" },
    });
    const logs = recorded.get("pets-access-logs");
    assert.deepEqual(logs.inputs, { retentionInDays: 30, tags: { Name: "pets-access-logs" } });
    const { destinationArn, format } = accessLogSettings as Record<string, string>;
    assert.equal(destinationArn, logs.outputs["arn"]);
    assert.deepEqual(JSON.parse(format ?? ""), {
      requestId: "$context.requestId",
      requestTime: "$context.requestTime",
      method: "$context.httpMethod",
      path: "$context.path",
      status: "$context.status",
      sourceIp: "$context.identity.sourceIp",
      vpcId: "$context.identity.vpcId",
      vpceId: "$context.identity.vpceId",
      error: "$context.error.message",
    });
  });

  it("has its stage wait for the account's log role when it is given one", async () => {
    const { recorded } = await build(() => {
      const logRole = new ApiGatewayAccount("gateway");
      return [
        new PrivateApi("with", { ...args, logRole }),
        new PrivateApi("without", { ...args, logRole: undefined }),
      ];
    });
    assert.ok(recorded.get("with-stage").dependsOn.includes("gateway-account"));
    assert.deepEqual(recorded.get("without-stage").dependsOn, [
      "without-access-logs",
      "without-api",
      "without-deployment",
    ]);
  });

  it("keeps the stage's logical name when the stage is renamed", async () => {
    const { recorded } = await api({ stageName: "v2" });
    assert.equal(recorded.get("pets-stage").inputs["stageName"], "v2");
  });

  it("offers the parts of the API's address", async () => {
    const { made, recorded } = await api();
    const { id } = recorded.get("pets-api");
    assert.match(id, /^[0-9a-f]{10}$/);
    assert.equal(await valueOf(made.restApiId), id);
    assert.equal(await valueOf(made.stageName), "v1");
    assert.equal(await valueOf(made.host), `${id}.execute-api.ap-northeast-1.amazonaws.com`);
  });
});
