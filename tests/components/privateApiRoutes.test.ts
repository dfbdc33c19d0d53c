import assert from "node:assert/strict";
import { PrivateApi } from "../../components/privateApi";
import { build, REGION } from "../support/componentHarness";

const lambda = (functionName: string, invokeArn: string) => ({
  backend: { kind: "lambda" as const, functionName, invokeArn },
});
const hello = lambda("hello-1234567", "arn:hello/invocations");
const pets = lambda("pets-7654321", "arn:pets/invocations");

const ROUTES = [
  { method: "GET", path: "/pets/{petId}/toys", ...pets },
  { method: "GET", path: "/pets/{petId}", ...pets },
  { method: "DELETE", path: "/pets/{petId}", ...pets },
  { method: "ANY", path: "/", ...hello },
  { method: "ANY", path: "/files/{rest+}", ...hello },
];

const built = async (routes = ROUTES) =>
  await build(
    () =>
      new PrivateApi("zoo", {
        ...{ region: REGION, apiName: "zoo", stageName: "v1", routes, vpcEndpointIds: ["vpce-1"] },
      }),
  );

/** A path in logical names: without the names of its variables. */
const unnamed = (path: string): string => path.replace("{petId}", "{}").replace("{rest+}", "{+}");

describe("the routes of PrivateApi", () => {
  it("make one resource per path, each below the one its path names", async () => {
    const { recorded } = await built();
    const api = recorded.get("zoo-api");
    const id = (path: string) => recorded.get(`zoo-resource-${unnamed(path)}`).id;
    const parents = {
      "/files": api.outputs["rootResourceId"],
      "/files/{rest+}": id("/files"),
      "/pets": api.outputs["rootResourceId"],
      "/pets/{petId}": id("/pets"),
      "/pets/{petId}/toys": id("/pets/{petId}"),
    };
    assert.deepEqual(
      recorded.resources().filter((resource) => resource.startsWith("Resource ")),
      Object.keys(parents).map((path) => `Resource zoo-resource-${unnamed(path)}`),
    );
    for (const [path, parentId] of Object.entries(parents)) {
      assert.deepEqual(recorded.get(`zoo-resource-${unnamed(path)}`).inputs, {
        restApi: api.id,
        parentId,
        pathPart: path.split("/").at(-1),
      });
    }
  });

  it("answer each method on its own resource, unsigned, with the function of the route", async () => {
    const { recorded } = await built();
    const api = recorded.get("zoo-api");
    for (const { method, path, backend } of ROUTES) {
      const common = {
        restApi: api.id,
        resourceId:
          path === "/"
            ? api.outputs["rootResourceId"]
            : recorded.get(`zoo-resource-${unnamed(path)}`).id,
        httpMethod: method,
      };
      assert.deepEqual(recorded.get(`zoo-method-${method}${unnamed(path)}`).inputs, {
        ...common,
        authorization: "NONE",
      });
      assert.deepEqual(recorded.get(`zoo-integration-${method}${unnamed(path)}`).inputs, {
        ...common,
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        uri: backend.invokeArn,
      });
    }
  });

  it("integrate a method only after it exists", async () => {
    const { recorded } = await built();
    // The output of a method, not the verb in the settings, is what the integration names.
    assert.ok(recorded.get("zoo-integration-ANY/").dependsOn.includes("zoo-method-ANY/"));
  });

  it("permit API Gateway to invoke each function for its own method and path alone", async () => {
    const { recorded } = await built();
    const sources = {
      "GET-pets-toys": ["pets-7654321", "GET/pets/*/toys"],
      "GET-pets": ["pets-7654321", "GET/pets/*"],
      "DELETE-pets": ["pets-7654321", "DELETE/pets/*"],
      ANY: ["hello-1234567", "*/"],
      "ANY-files": ["hello-1234567", "*/files/*"],
    };
    assert.equal(ROUTES.length, Object.keys(sources).length);
    const permissions = recorded
      .resources()
      .filter((resource) => resource.startsWith("Permission "))
      .map((resource) => resource.replace("Permission ", ""));
    assert.equal(permissions.length, ROUTES.length);
    const executionArn = String(recorded.get("zoo-api").outputs["executionArn"]);
    for (const [key, [functionName, source]] of Object.entries(sources)) {
      const named = new RegExp(`^zoo-permission-${key}-[0-9a-f]{6}$`);
      const name = permissions.find((permission) => named.test(permission)) ?? key;
      assert.deepEqual(recorded.get(name).inputs, {
        function: functionName,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: `${executionArn}/*/${source}`,
      });
    }
  });

  it("keep their resources and methods when a variable is renamed", async () => {
    const named = async (variable: string) =>
      (await built([{ method: "GET", path: `/pets/{${variable}}/toys`, ...hello }])).recorded;
    const [before, after] = [await named("petId"), await named("id")];
    assert.deepEqual(after.resources(), before.resources());
    assert.equal(after.get("zoo-resource-/pets/{}").inputs["pathPart"], "{id}");
  });

  it("need no resource for the root", async () => {
    const { recorded } = await built([{ method: "GET", path: "/", ...hello }]);
    assert.deepEqual(
      recorded.resources().filter((resource) => resource.startsWith("Resource ")),
      [],
    );
  });
});
