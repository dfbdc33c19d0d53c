import { fingerprint } from "../../../components/policies";
import type { Exports, Outputs } from "../faults/exports";

/** The three animals of the PetStore sample. */
export const PETS =
  '[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99},{"id":3,"type":"fish","price":0.99}]';
/** A page that holds the two signs of the template language. */
export const PAGE = "<html><body>Pets from $0.99, #1 of its kind</body></html>";

const SIGNS = "#set($hash = '#')#set($dollar = '$')";
const API = "service RestApi::api-hello-api";
const ROOT_METHOD = "service Method::api-hello-method-GET/";
const ROOT_INTEGRATION = "service Integration::api-hello-integration-GET/";
export const POLICY = "service RestApiPolicy::api-hello-policy";
export const DEPLOYMENT = "service Deployment::api-hello-deployment";

/** One method with its integration and its responses, as the routes of an API become. */
export interface Route {
  /** The id of its API; that of the sample settings unless given. */
  api?: string;
  verb: string;
  resourceId: string;
  method?: Outputs;
  integration: Outputs;
  responses?: readonly {
    status: number;
    pattern?: string;
    headers?: Outputs;
    templates?: Outputs;
  }[];
}

/** Puts a route into the API, under a name such as `GET/pets`. */
export function addRoute(e: Exports, name: string, route: Route): void {
  const { api, verb, resourceId, method = {}, integration, responses = [] } = route;
  const restApi = api ?? e.find(API)?.id;
  const common = { restApi, resourceId, httpMethod: verb };
  e.make(`service Method::${name}`, "aws:apigateway/method:Method", `agm-${name}`, {
    ...{ ...common, authorization: "NONE", apiKeyRequired: false, ...method },
  });
  const type = "aws:apigateway/integration:Integration";
  e.make(`service Integration::${name}`, type, `agi-${name}`, { ...common, ...integration });
  for (const { status, pattern, headers = {}, templates } of responses) {
    const statusCode = String(status);
    const key = (header: string) => `method.response.header.${header}`;
    const names = Object.keys(headers);
    e.make(
      `service MethodResponse::${name}-${status}`,
      "aws:apigateway/methodResponse:MethodResponse",
      `agmr-${name}-${status}`,
      {
        ...{ ...common, statusCode },
        responseParameters: Object.fromEntries(names.map((header) => [key(header), true])),
      },
    );
    e.make(
      `service IntegrationResponse::${name}-${status}`,
      "aws:apigateway/integrationResponse:IntegrationResponse",
      `agir-${name}-${status}`,
      {
        ...{ ...common, statusCode, selectionPattern: pattern ?? "" },
        responseParameters: Object.fromEntries(
          names.map((header) => [key(header), headers[header]]),
        ),
        ...(templates ? { responseTemplates: templates } : {}),
      },
    );
  }
}

/** A resource of the API below another one; without a parent below the root. @returns its id */
export function addResource(e: Exports, name: string, part: string, parent?: string): string {
  const { rootResourceId } = e.outputs(API);
  const id = `res${name}`;
  e.make(`service Resource::${name}`, "aws:apigateway/resource:Resource", id, {
    ...{ restApi: e.find(API)?.id, parentId: parent ?? rootResourceId, pathPart: part },
  });
  return id;
}

/** An integration of API Gateway's own that answers always the same. */
export const mock = (
  body: string,
  type = "application/json",
): Omit<Route, "verb" | "resourceId"> => ({
  integration: {
    type: "MOCK",
    requestTemplates: { "application/json": '{"statusCode":200}' },
    passthroughBehavior: "WHEN_NO_MATCH",
  },
  responses: [
    {
      status: 200,
      headers: { "Content-Type": `'${type}'` },
      templates: { [type]: body },
    },
  ],
});

/** The API with the routes of the PetStore sample at the stage `v1`, in place of its function. */
export function petstore(e: Exports): void {
  e.change("service Stage::api-hello-stage", { stageName: "v1" });
  const { resourceId } = e.outputs(ROOT_METHOD) as { resourceId: string };
  e.remove(ROOT_METHOD, ROOT_INTEGRATION, "service Permission::api-hello-permission-GET-47333c");
  const page = SIGNS + PAGE.replace("$", "${dollar}").replace("#", "${hash}");
  addRoute(e, "GET/", { verb: "GET", resourceId, ...mock(page, "text/html") });
  const pets = addResource(e, "pets", "pets");
  addRoute(e, "GET/pets", { verb: "GET", resourceId: pets, ...mock(PETS) });
  const pet = addResource(e, "pet", "{petId}", pets);
  addRoute(e, "GET/pets/petId", {
    ...{ verb: "GET", resourceId: pet },
    method: { requestParameters: { "method.request.path.petId": true } },
    integration: {
      ...{ type: "HTTP_PROXY", integrationHttpMethod: "GET" },
      uri: "https://petstore.example/pets/{petId}",
      requestParameters: { "integration.request.path.petId": "method.request.path.petId" },
    },
  });
}

/** The id of the second API. */
export const SECOND = "second0001";

/** A second API at the same endpoint. */
export function secondApi(e: Exports): void {
  const [first = ""] = [e.find(API)?.id];
  const text = (value: unknown) => JSON.stringify(value ?? null).replaceAll(first, SECOND);
  const add = (type: string, model: string, id: string) =>
    e.add(`service ${type}::second`, model, id, (outputs) => ({
      ...(JSON.parse(text(outputs)) as Outputs),
      id,
    }));
  add("RestApi", API, SECOND);
  e.change("service RestApi::second", { rootResourceId: "secondroot" });
  add("RestApiPolicy", POLICY, SECOND);
  add("Deployment", DEPLOYMENT, "second");
  add("Stage", "service Stage::api-hello-stage", `ags-${SECOND}-v1`);
  e.change("service Stage::second", { deployment: "second" });
  deployPolicy(e, (policy) => policy, "second");
  const page = mock('"second"');
  addRoute(e, "GET/second", { api: SECOND, verb: "GET", resourceId: "secondroot", ...page });
}

/** Changes an API's policy, and deploys it. */
export function deployPolicy(e: Exports, change: (document: string) => string, of?: string): void {
  const [policyName, deployment] =
    of === undefined
      ? [POLICY, DEPLOYMENT]
      : [`service RestApiPolicy::${of}`, `service Deployment::${of}`];
  e.change(policyName, ({ policy }) => ({ policy: change(policy as string) }));
  const { policy } = e.outputs(policyName);
  if (typeof policy === "string") {
    e.change(deployment, ({ triggers }) => ({
      triggers: { ...(triggers as object), policy: fingerprint(JSON.parse(policy)) },
    }));
  }
}
