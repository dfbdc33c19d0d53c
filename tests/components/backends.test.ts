import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ApiRoute } from "../../components/apiRoutes";
import { escapeTemplate, planIntegration } from "../../components/backends";
import { PrivateApi } from "../../components/privateApi";
import { build, REGION, valueOf } from "../support/componentHarness";

const built = (...routes: ApiRoute[]) =>
  build(
    () =>
      new PrivateApi("zoo", {
        ...{ region: REGION, apiName: "zoo", stageName: "v1", vpcEndpointIds: ["vpce-1"] },
        routes,
      }),
  );

describe("a route that API Gateway answers itself", () => {
  const page: ApiRoute = {
    ...{ method: "GET", path: "/" },
    backend: {
      ...{ kind: "mock", status: 202, body: "<h1>#1 for $5</h1>" },
      headers: { "Content-Type": "text/html; charset=utf-8", "X-Zoo": "yes" },
    },
  };

  it("has one response, with its status, headers and body", async () => {
    const { recorded } = await built(page);
    const at = { restApi: recorded.get("zoo-api").id, httpMethod: "GET" };
    const resourceId = recorded.get("zoo-api").outputs["rootResourceId"];
    assert.deepEqual(recorded.get("zoo-integration-GET/").inputs, {
      ...{ ...at, resourceId, type: "MOCK" },
      requestTemplates: { "application/json": '{"statusCode":202}' },
    });
    assert.deepEqual(recorded.get("zoo-response-GET/-202").inputs, {
      ...{ ...at, resourceId, statusCode: "202" },
      responseParameters: {
        "method.response.header.Content-Type": true,
        "method.response.header.X-Zoo": true,
      },
    });
    assert.deepEqual(recorded.get("zoo-answer-GET/-default").inputs, {
      ...{ ...at, resourceId, statusCode: "202" },
      responseParameters: {
        "method.response.header.Content-Type": "'text/html; charset=utf-8'",
        "method.response.header.X-Zoo": "'yes'",
      },
      responseTemplates: {
        "text/html": "#set($hash = '#')#set($dollar = '$')<h1>${hash}1 for ${dollar}5</h1>",
      },
    });
  });

  it("is deployed only when its response is there, and its response after its integration", async () => {
    const { recorded } = await built(page);
    assert.ok(recorded.get("zoo-deployment").dependsOn.includes("zoo-answer-GET/-default"));
    assert.ok(recorded.get("zoo-answer-GET/-default").dependsOn.includes("zoo-integration-GET/"));
  });

  it("needs no permission of a function", async () => {
    const { recorded } = await built(page);
    const permissions = recorded.resources().filter((one) => one.startsWith("Permission "));
    assert.deepEqual(permissions, []);
  });
});

describe("a text as a mapping template", () => {
  it("stays as it is without signs of the language", () => {
    assert.equal(escapeTemplate('{"a": [1]}'), '{"a": [1]}');
  });
});

describe("a route that another service answers", () => {
  it("hands verb and path variables on", () => {
    const url = "https://example.com/{rest}";
    const plan = planIntegration({ kind: "http", url }, "ANY", "/{rest+}", REGION);
    assert.deepEqual(plan, {
      methodParameters: { "method.request.path.rest": true },
      integration: {
        ...{ type: "HTTP_PROXY", integrationHttpMethod: "ANY", uri: url },
        requestParameters: { "integration.request.path.rest": "method.request.path.rest" },
      },
      responses: [],
    });
  });

  it("of AWS is called by its own verb, with the role's credentials and mapped parameters", async () => {
    const plan = planIntegration(
      {
        ...{ kind: "aws", service: "s3", target: "path/files/{key}", httpMethod: "GET" },
        roleArn: "arn:aws:iam::111111111111:role/reader",
        requestParameters: {
          "integration.request.path.key": "method.request.path.key",
          "integration.request.header.Range": "method.request.header.Range",
          "integration.request.header.X": "'fixed'",
        },
        responses: [{ status: 200, headers: {} }],
      },
      "HEAD",
      "/{key+}",
      REGION,
    );
    // A path variable always comes; a header need not.
    assert.deepEqual(plan.methodParameters, {
      "method.request.path.key": true,
      "method.request.header.Range": false,
    });
    assert.equal(plan.integration.type, "AWS");
    assert.equal(plan.integration.integrationHttpMethod, "GET");
    const uri = await valueOf(pulumi.output(plan.integration.uri));
    assert.equal(uri, `arn:aws:apigateway:${REGION}:s3:path/files/{key}`);
    assert.equal(plan.integration.credentials, "arn:aws:iam::111111111111:role/reader");
  });
});

describe("a route's callers", () => {
  for (const [auth, expected] of [
    [undefined, { authorization: "NONE" }],
    [{ kind: "none" }, { authorization: "NONE" }],
    [{ kind: "iam" }, { authorization: "AWS_IAM" }],
    [{ kind: "api-key" }, { authorization: "NONE", apiKeyRequired: true }],
  ] as const) {
    it(`say who they are by ${auth?.kind ?? "nothing"}`, async () => {
      const backend = { kind: "mock", status: 200, body: "", headers: {} } as const;
      const { recorded } = await built({ method: "GET", path: "/", backend, auth });
      const { restApi: _, resourceId: __, ...inputs } = recorded.get("zoo-method-GET/").inputs;
      assert.deepEqual(inputs, { httpMethod: "GET", ...expected });
    });
  }
});

describe("an API with an authorizer", () => {
  const asked = async () =>
    (
      await build(
        () =>
          new PrivateApi("zoo", {
            ...{ region: REGION, apiName: "zoo", stageName: "v1", vpcEndpointIds: ["vpce-1"] },
            authorizer: { functionName: "guard", invokeArn: "arn:guard/invocations" },
            routes: [
              {
                ...{ method: "GET", path: "/", auth: { kind: "authorizer" } },
                backend: { kind: "mock", status: 200, body: "", headers: {} },
              },
            ],
          }),
      )
    ).recorded;

  it("asks it on the routes that say so, by the Authorization header", async () => {
    const recorded = await asked();
    const authorizer = recorded.get("zoo-authorizer");
    assert.deepEqual(authorizer.inputs, {
      ...{ restApi: recorded.get("zoo-api").id, type: "REQUEST" },
      authorizerUri: "arn:guard/invocations",
      identitySource: "method.request.header.Authorization",
      authorizerResultTtlInSeconds: 300,
    });
    const { authorization, authorizerId } = recorded.get("zoo-method-GET/").inputs;
    assert.deepEqual([authorization, authorizerId], ["CUSTOM", authorizer.id]);
  });

  it("may invoke the function as this authorizer alone", async () => {
    const recorded = await asked();
    const name = recorded.resources().find((one) => one.startsWith("Permission ")) ?? "";
    const executionArn = String(recorded.get("zoo-api").outputs["executionArn"]);
    assert.deepEqual(recorded.get(name.replace("Permission ", "")).inputs, {
      ...{ function: "guard", action: "lambda:InvokeFunction" },
      principal: "apigateway.amazonaws.com",
      sourceArn: `${executionArn}/authorizers/${recorded.get("zoo-authorizer").id}`,
    });
  });
});
