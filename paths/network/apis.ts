import { sole, type Network, type Node } from "./network";
import { known, UNKNOWN, type Maybe, type Properties } from "./properties";

export const REST_API = "aws:apigateway/restApi:RestApi";
export const POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy";
export const DEPLOYMENT = "aws:apigateway/deployment:Deployment";
export const STAGE = "aws:apigateway/stage:Stage";
const RESOURCE = "aws:apigateway/resource:Resource";
const METHOD = "aws:apigateway/method:Method";
const INTEGRATION = "aws:apigateway/integration:Integration";
export const FUNCTION = "aws:lambda/function:Function";
const AUTHORIZER = "aws:apigateway/authorizer:Authorizer";
const PERMISSION = "aws:lambda/permission:Permission";

export const findApi = (network: Network, id: string): Node | undefined =>
  network.find(REST_API, id);

export const findAuthorizer = (network: Network, id: string | undefined): Node | undefined =>
  network.find(AUTHORIZER, id);

/** The kind of an API's endpoint: `PRIVATE`, `REGIONAL` or `EDGE`. */
export function typeOfApi(api: Node): Maybe<string> {
  const configuration = api.properties.object("endpointConfiguration");
  // Pulumi writes one type; other tools a list of one.
  const types: unknown = configuration?.raw("types");
  const [first] = Array.isArray(types) ? (types as unknown[]) : [types];
  return typeof first === "string" ? first : UNKNOWN;
}

export const stagesOf = (network: Network, api: Node): readonly Node[] =>
  network.belonging(STAGE, "restApi", api, api.id);

/** The deployment that a stage serves. */
export const deploymentOf = (network: Network, stage: Node): Node | undefined =>
  network.find(DEPLOYMENT, known(stage.properties.text("deployment")));

/** An API's policy: of its own resource, else inside the API. */
export function policyOf(network: Network, api: Node): { node: Node; document: unknown } {
  const own = network.where(POLICY, "restApiId", api.id)[0];
  if (own) {
    return { node: own, document: own.properties.raw("policy") };
  }
  const mayHaveOne = network.strays(POLICY, "restApiId", api.stack).length > 0;
  return { node: api, document: mayHaveOne ? UNKNOWN : api.properties.raw("policy") };
}

/** A method of an API, on the resource that a path leads to. */
export interface MethodView {
  resourcePath: string;
  /** `ANY` for all. */
  verb: string;
  /** `undefined` when it is missing, and only its integration says that it was meant. */
  method?: Node;
  /** `undefined` when the method has none. */
  integration?: Node;
  /** What stood where the path has variables. */
  parameters: Record<string, string>;
}

/** How a path and a verb meet an API's resources. */
export type Routed =
  | ({ found: true } & MethodView)
  /** With what has another verb or lacks the method, and what was meant where that can be told. */
  | { found: false; resource?: Node; reason: string; meant?: MethodView };

/**
 * Finds the method for a verb and a path below the stage, as API Gateway does: fixed parts before
 * variables before `{proxy+}`, the verb before `ANY`, a slash at the end ignored.
 */
export function route(network: Network, api: Node, verb: string, path: string): Maybe<Routed> {
  return network.onceFor(`route ${verb} ${path}`, api, () => walkTo(network, api, verb, path));
}

function walkTo(network: Network, api: Node, verb: string, path: string): Maybe<Routed> {
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
  const found = descend({ resources, parts, dead: new Set() }, 0, root, {
    path: "",
    parameters: {},
  });
  const mayBeOthers =
    network.strays(RESOURCE, "restApi", api.stack).length > 0 ||
    resources.some((one) => isUntold(one, "parentId") || isUntold(one, "pathPart"));
  if (mayBeOthers && !found?.isExact) {
    return UNKNOWN;
  }
  return found
    ? methodOf(network, api, verb, found)
    : { found: false, reason: `no resource of the API has the path /${parts.join("/")}` };
}

/** The method of a resource for a verb, with its integration. */
function methodOf(network: Network, api: Node, verb: string, place: Place): Maybe<Routed> {
  const all = network.where(METHOD, "restApi", api.id);
  const methods = all.filter(({ properties }) => properties.text("resourceId") === place.id);
  const withVerb = (wanted: string) =>
    methods.find(({ properties }) => properties.text("httpMethod") === wanted);
  const exact = withVerb(verb);
  const mayBeOthers =
    network.strays(METHOD, "restApi", api.stack).length > 0 ||
    all.some((one) => isUntold(one, "resourceId")) ||
    methods.some((one) => isUntold(one, "httpMethod"));
  if (!exact && mayBeOthers) {
    return UNKNOWN;
  }
  const method = exact ?? withVerb("ANY");
  const integrations = network.where(INTEGRATION, "restApi", api.id);
  const integrationOf = (wanted: string) =>
    integrations.find(
      ({ properties }) =>
        properties.text("resourceId") === place.id && properties.text("httpMethod") === wanted,
    );
  const { path, parameters } = place;
  const view = (wanted: string, own: Node | undefined): MethodView => ({
    ...{ resourcePath: path === "" ? "/" : path, verb: wanted, parameters },
    ...{ method: own, integration: integrationOf(wanted) },
  });
  if (!method) {
    const other = sole(methods);
    const otherVerb = known(other?.properties.text("httpMethod"));
    // The integration of a verb outlives its method in a damaged export only; else the only method counts.
    const meant = integrationOf(verb) ? verb : otherVerb;
    return {
      ...{ found: false, resource: other ?? place.node },
      reason: `${path === "" ? "/" : path} has no method ${verb}`,
      meant: meant === undefined ? undefined : view(meant, other),
    };
  }
  const isUnclear =
    network.strays(INTEGRATION, "restApi", api.stack).length > 0 ||
    integrations.some((one) => isUntold(one, "resourceId") || isUntold(one, "httpMethod"));
  const found = view(known(method.properties.text("httpMethod")) ?? verb, method);
  return !found.integration && isUnclear ? UNKNOWN : { found: true, ...found };
}

const isUntold = ({ properties }: Node, key: string): boolean => properties.text(key) === UNKNOWN;

interface Place {
  id: string;
  path: string;
  node?: Node;
  parameters: Record<string, string>;
  /** Whether no part of the path stands for a variable: then nothing else comes before it. */
  isExact: boolean;
}

/** A walk down an API's resources. */
interface Walk {
  resources: readonly Node[];
  parts: readonly string[];
  /** Resources below which the rest of the path is known not to be: a damaged export may hold circles. */
  dead: Set<string>;
}

function descend(
  walk: Walk,
  depth: number,
  id: string,
  place: Omit<Place, "id" | "isExact">,
): Place | undefined {
  const { resources, parts, dead } = walk;
  const part = parts[depth];
  if (part === undefined) {
    return { ...place, id, isExact: !place.path.includes("{") };
  }
  const key = `${depth} ${id}`;
  // No tree is deeper than it has resources.
  if (depth >= resources.length || dead.has(key)) {
    return undefined;
  }
  const children = resources.filter(({ properties }) => properties.text("parentId") === id);
  const named = (pattern: RegExp) =>
    children.flatMap((child) => {
      const match = pattern.exec(known(child.properties.text("pathPart")) ?? "");
      return match ? [{ child, name: match[1] ?? "" }] : [];
    });
  const fixed = children.find(({ properties }) => properties.text("pathPart") === part);
  const steps = [
    ...(fixed ? [{ child: fixed, label: part, parameters: place.parameters }] : []),
    ...named(/^\{([^+}]+)\}$/).map(({ child, name }) => ({
      ...{ child, label: `{${name}}` },
      parameters: { ...place.parameters, [name]: part },
    })),
  ];
  for (const { child, label, parameters } of steps) {
    const next = { path: `${place.path}/${label}`, node: child, parameters };
    const found = descend(walk, depth + 1, child.id, next);
    if (found) {
      return found;
    }
  }
  const [greedy] = named(/^\{([^+}]+)\+\}$/);
  if (greedy) {
    const { child, name } = greedy;
    return {
      ...{ id: child.id, path: `${place.path}/{${name}+}`, node: child, isExact: false },
      parameters: { ...place.parameters, [name]: parts.slice(depth).join("/") },
    };
  }
  dead.add(key);
  return undefined;
}

/** The function that an integration invokes, by its ARN. */
export function functionOf(network: Network, integration: Node): Maybe<Node> | undefined {
  return network.onceFor("function", integration, () => invokedBy(network, integration));
}

function invokedBy(network: Network, integration: Node): Maybe<Node> | undefined {
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
  const name = known(lambda.properties.text("name")) ?? (lambda.id || undefined);
  const arn = known(lambda.properties.text("arn"));
  return [
    ...network.belonging(PERMISSION, "function", lambda, name),
    ...(arn === undefined || arn === name ? [] : network.where(PERMISSION, "function", arn)),
  ];
}

/** Of a stage's deployment: what the program noted to deploy again for. */
export const triggersOf = (deployment: Node): Properties | undefined =>
  deployment.properties.object("triggers");
