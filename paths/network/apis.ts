import type { Network, Node } from "./network";
import { isMap, known, UNKNOWN, type Maybe } from "./properties";

export const REST_API = "aws:apigateway/restApi:RestApi";
export const POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy";
export const DEPLOYMENT = "aws:apigateway/deployment:Deployment";
export const STAGE = "aws:apigateway/stage:Stage";
const RESOURCE = "aws:apigateway/resource:Resource";
const METHOD = "aws:apigateway/method:Method";
const INTEGRATION = "aws:apigateway/integration:Integration";
export const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";

export const findApi = (network: Network, id: string): Node | undefined =>
  network.find(REST_API, id);

/** The kind of an API's endpoint: `PRIVATE`, `REGIONAL` or `EDGE`. */
export function typeOfApi(api: Node): Maybe<string> {
  const configuration = api.properties.object("endpointConfiguration");
  // Pulumi writes one type; other tools a list of one.
  const types: unknown = configuration?.raw("types");
  const [first] = Array.isArray(types) ? (types as unknown[]) : [types];
  return typeof first === "string" ? first : UNKNOWN;
}

export const stagesOf = (network: Network, api: Node): readonly Node[] =>
  network.where(STAGE, "restApi", api.id);

/** The deployment that a stage serves. */
export const deploymentOf = (network: Network, stage: Node): Node | undefined =>
  network.find(DEPLOYMENT, known(stage.properties.text("deployment")));

/** An API's policy: of its own resource, else inside the API. */
export function policyOf(network: Network, api: Node): { node: Node; document: unknown } {
  const own = network.where(POLICY, "restApiId", api.id)[0];
  return own
    ? { node: own, document: own.properties.raw("policy") }
    : { node: api, document: api.properties.raw("policy") };
}

/** A method of an API, on the resource that a path leads to. */
export interface MethodView {
  resourcePath: string;
  method: Node;
  /** `undefined` when the method has none. */
  integration?: Node;
  /** What stood where the path has variables. */
  parameters: Record<string, string>;
}

/** How a path and a verb meet an API's resources. */
export type Routed =
  ({ found: true } & MethodView) | { found: false; resource?: Node; reason: string };

/**
 * Finds the method for a verb and a path below the stage, as API Gateway does: fixed parts before
 * variables before `{proxy+}`, the verb before `ANY`, a slash at the end ignored.
 */
export function route(network: Network, api: Node, verb: string, path: string): Maybe<Routed> {
  if (api.properties.raw("body") !== undefined && api.properties.raw("body") !== "") {
    // An API made of an OpenAPI document has resources that the export does not list.
    return UNKNOWN;
  }
  const resources = network.where(RESOURCE, "restApi", api.id);
  const parts = path.split("/").filter((part) => part !== "");
  const root = known(api.properties.text("rootResourceId"));
  if (root === undefined) {
    return UNKNOWN;
  }
  const found = descend(resources, root, parts, {}, "");
  if (!found) {
    return { found: false, reason: `no resource of the API has the path /${parts.join("/")}` };
  }
  const methods = network
    .where(METHOD, "restApi", api.id)
    .filter(({ properties }) => properties.text("resourceId") === found.id);
  const withVerb = (wanted: string) =>
    methods.find(({ properties }) => properties.text("httpMethod") === wanted);
  const method = withVerb(verb) ?? withVerb("ANY");
  const resourcePath = found.path === "" ? "/" : found.path;
  if (!method) {
    const unclear = methods.some(({ properties }) => properties.text("httpMethod") === UNKNOWN);
    return unclear
      ? UNKNOWN
      : { found: false, resource: found.node, reason: `${resourcePath} has no method ${verb}` };
  }
  const integration = network
    .where(INTEGRATION, "restApi", api.id)
    .find(
      ({ properties }) =>
        properties.text("resourceId") === found.id &&
        properties.text("httpMethod") === method.properties.text("httpMethod"),
    );
  return { found: true, resourcePath, method, integration, parameters: found.parameters };
}

interface Place {
  id: string;
  path: string;
  node?: Node;
  parameters: Record<string, string>;
}

function descend(
  resources: readonly Node[],
  id: string,
  parts: readonly string[],
  parameters: Record<string, string>,
  path: string,
  node?: Node,
): Place | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) {
    return { id, path, node, parameters };
  }
  const children = resources.filter(({ properties }) => properties.text("parentId") === id);
  const named = (pattern: RegExp) =>
    children.flatMap((child) => {
      const match = pattern.exec(known(child.properties.text("pathPart")) ?? "");
      return match ? [{ child, name: match[1] ?? "" }] : [];
    });
  const fixed = children.find(({ properties }) => properties.text("pathPart") === part);
  if (fixed) {
    const found = descend(resources, fixed.id, rest, parameters, `${path}/${part}`, fixed);
    if (found) {
      return found;
    }
  }
  for (const { child, name } of named(/^\{([^+}]+)\}$/)) {
    const own = { ...parameters, [name]: part };
    const found = descend(resources, child.id, rest, own, `${path}/{${name}}`, child);
    if (found) {
      return found;
    }
  }
  const [greedy] = named(/^\{([^+}]+)\+\}$/);
  return greedy
    ? {
        ...{ id: greedy.child.id, path: `${path}/{${greedy.name}+}`, node: greedy.child },
        parameters: { ...parameters, [greedy.name]: parts.join("/") },
      }
    : undefined;
}

/** The function that an integration invokes, by its ARN. */
export function functionOf(network: Network, integration: Node): Maybe<Node> | undefined {
  const uri = known(integration.properties.text("uri"));
  const arn = /functions\/(arn:[^/]+)\/invocations$/.exec(uri ?? "")?.[1];
  if (arn === undefined) {
    return UNKNOWN;
  }
  // An alias or a version may follow the name.
  const plain = arn.split(":").slice(0, 7).join(":");
  return network.where(FUNCTION, "arn", plain)[0];
}

/** The permissions of a function. */
export function permissionsOf(network: Network, lambda: Node): readonly Node[] {
  const name = known(lambda.properties.text("name")) ?? lambda.id;
  const arn = known(lambda.properties.text("arn"));
  return [
    ...network.where(PERMISSION, "function", name),
    ...(arn === undefined || arn === name ? [] : network.where(PERMISSION, "function", arn)),
  ];
}

/** Of a stage's deployment: what the program noted to deploy again for. */
export function triggersOf(deployment: Node): Record<string, unknown> {
  const triggers = deployment.properties.raw("triggers");
  return isMap(triggers) ? triggers : {};
}
