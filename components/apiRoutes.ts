import * as pulumi from "@pulumi/pulumi";
import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import { planIntegration, type Backend, type BackendResponse } from "./backends";
import { pathName, statementName } from "./names";
import { fingerprint } from "./policies";

/** How a caller must say who it is. */
export type RouteAuth =
  | { kind: "none" }
  /** Signed by an identity of AWS that the API's policy, and its own account, allow. */
  | { kind: "iam" }
  /** With `x-api-key`: tells callers apart and meters them, and is no more than that. */
  | { kind: "api-key" }
  /** With whatever the API's own authorizer takes. */
  | { kind: "authorizer" };

/** One method on one path, and what answers it. */
export interface ApiRoute {
  /** An HTTP verb, or `ANY`. */
  method: string;
  /** `/`, or segments such as `/pets/{petId}`. */
  path: string;
  backend: Backend;
  auth?: RouteAuth;
}

interface RouteContext {
  name: string;
  region: string;
  api: apigateway.RestApi;
  /** Of the API's authorizer, where it has one. */
  authorizerId?: pulumi.Output<string>;
  parent: pulumi.Resource;
}

/**
 * Makes the resources of an API's paths, and per route a method, an integration, its responses and, for a
 * function, the permission to invoke it.
 *
 * @returns what a deployment must wait for
 */
export function createRoutes(
  context: RouteContext,
  routes: readonly ApiRoute[],
): pulumi.Resource[] {
  const { name, api, parent } = context;
  const resources = new Map<string, pulumi.Output<string>>([["/", api.rootResourceId]]);
  for (const path of [...new Set(routes.flatMap((route) => parents(route.path)))].sort()) {
    const resource = new apigateway.Resource(
      `${name}-resource-${pathName(path)}`,
      {
        restApi: api.id,
        parentId: resources.get(parentOf(path)) ?? api.rootResourceId,
        pathPart: path.slice(path.lastIndexOf("/") + 1),
      },
      { parent },
    );
    resources.set(path, resource.id);
  }
  return routes.flatMap((route) =>
    createRoute(context, route, resources.get(route.path) ?? api.rootResourceId),
  );
}

function createRoute(
  context: RouteContext,
  route: ApiRoute,
  resourceId: pulumi.Output<string>,
): pulumi.Resource[] {
  const { name, region, api, parent } = context;
  const { backend, auth = { kind: "none" } } = route;
  const key = `${route.method}${pathName(route.path)}`;
  const plan = planIntegration(backend, route.method, route.path, region);
  const method = new apigateway.Method(
    `${name}-method-${key}`,
    {
      ...{ restApi: api.id, resourceId, httpMethod: route.method },
      ...authorization(auth, context.authorizerId),
      ...unlessEmpty("requestParameters", plan.methodParameters),
    },
    { parent },
  );
  if (backend.kind === "lambda") {
    new lambda.Permission(
      statementName(`${name}-permission`, key),
      {
        function: backend.functionName,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/${permissionPath(route)}`,
      },
      { parent },
    );
  }
  const integration = new apigateway.Integration(
    `${name}-integration-${key}`,
    { restApi: api.id, resourceId, httpMethod: method.httpMethod, ...plan.integration },
    // A method has one: AWS refuses the new one while the old one is there.
    { parent, deleteBeforeReplace: true },
  );
  const responses = plan.responses.map((response) =>
    createResponse(context, key, response, { method, integration, resourceId }),
  );
  return [integration, ...responses];
}

/** A status that a method may answer with, and the backend's answers that it stands for. */
function createResponse(
  { name, api, parent }: RouteContext,
  key: string,
  { status, pattern, headers, templates }: BackendResponse,
  of: {
    method: apigateway.Method;
    integration: apigateway.Integration;
    resourceId: pulumi.Output<string>;
  },
): apigateway.IntegrationResponse {
  const names = Object.keys(headers).sort();
  const parameters = <T>(value: (header: string) => T): Record<string, T> =>
    Object.fromEntries(names.map((header) => [`method.response.header.${header}`, value(header)]));
  const common = { restApi: api.id, resourceId: of.resourceId, statusCode: String(status) };
  const response = new apigateway.MethodResponse(
    `${name}-response-${key}-${status}`,
    {
      ...{ ...common, httpMethod: of.method.httpMethod },
      ...unlessEmpty(
        "responseParameters",
        parameters(() => true),
      ),
    },
    { parent },
  );
  return new apigateway.IntegrationResponse(
    // By what it answers, not by its status: AWS refuses a second answer for the same pattern.
    `${name}-answer-${key}-${answerName(pattern)}`,
    {
      ...common,
      // The integration's, so that it is made anew with it: it goes when the integration goes.
      httpMethod: of.integration.httpMethod,
      ...(pattern === undefined ? {} : { selectionPattern: pattern }),
      ...unlessEmpty(
        "responseParameters",
        parameters((header) => headers[header] ?? ""),
      ),
      ...(templates ? { responseTemplates: { ...templates } } : {}),
    },
    {
      parent,
      dependsOn: [response],
      // The provider would put another status beside the old one, whose pattern AWS refuses.
      replaceOnChanges: ["statusCode"],
      deleteBeforeReplace: true,
    },
  );
}

/** A pattern as part of a logical name. */
const answerName = (pattern = "default"): string =>
  /^\w+$/.test(pattern) ? pattern : fingerprint(pattern).slice(0, 6);

function authorization(auth: RouteAuth, authorizerId: pulumi.Output<string> | undefined) {
  switch (auth.kind) {
    case "none":
      return { authorization: "NONE" };
    case "iam":
      return { authorization: "AWS_IAM" };
    case "api-key":
      return { authorization: "NONE", apiKeyRequired: true };
    case "authorizer":
      if (!authorizerId) {
        throw new Error("a route asks for an authorizer, and the API has none");
      }
      return { authorization: "CUSTOM", authorizerId };
  }
}

function unlessEmpty<K extends string, T extends object>(key: K, value: T): { [key in K]?: T } {
  return (Object.keys(value).length > 0 ? { [key]: value } : {}) as { [key in K]?: T };
}

/** The paths of the resources that a route needs, itself included: `/a/b` needs `/a` and `/a/b`. */
function parents(path: string): string[] {
  const parts = path === "/" ? [] : path.slice(1).split("/");
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join("/")}`);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** Method and path as they stand in the ARN that API Gateway invokes with. */
function permissionPath(route: ApiRoute): string {
  return `${route.method === "ANY" ? "*" : route.method}${route.path.replace(/\{[^}]*\}/g, "*")}`;
}
