import * as pulumi from "@pulumi/pulumi";

/** What answers a route. */
export type Backend =
  | { kind: "lambda"; functionName: pulumi.Input<string>; invokeArn: pulumi.Input<string> }
  | MockBackend
  | HttpBackend
  | AwsBackend;

/** API Gateway itself answers, always the same. */
export interface MockBackend {
  kind: "mock";
  status: number;
  body: string;
  /** `Content-Type` decides nothing for callers: API Gateway sends what is written here. */
  headers: Readonly<Record<string, string>>;
}

/** Another HTTPS service answers; the request is handed on as it is, path variables included. */
export interface HttpBackend {
  kind: "http";
  url: string;
}

/** An action of an AWS service answers, called with a role's credentials. */
export interface AwsBackend {
  kind: "aws";
  service: string;
  /** `action/<Action>`, or `path/<path>` in which `{name}` stands for a mapped parameter. */
  target: pulumi.Input<string>;
  /** The verb that the service takes, whatever the caller's. */
  httpMethod: string;
  roleArn: pulumi.Input<string>;
  /** `integration.request.…` from `method.request.…`, or from a text in single quotes. */
  requestParameters: Readonly<Record<string, string>>;
  requestTemplates?: Readonly<Record<string, string>>;
  responses: readonly BackendResponse[];
}

/** How one kind of a service's answer is handed to the caller. */
export interface BackendResponse {
  status: number;
  /** Which answers; the one without a pattern takes all that no other one takes. */
  pattern?: string;
  /** Header names, and `integration.response.header.…` or a text in single quotes. */
  headers: Readonly<Record<string, string>>;
  templates?: Readonly<Record<string, string>>;
}

/** The arguments of a method's integration and of its responses, without what names the method. */
export interface IntegrationPlan {
  methodParameters: Record<string, boolean>;
  integration: {
    type: string;
    integrationHttpMethod?: string;
    uri?: pulumi.Input<string>;
    credentials?: pulumi.Input<string>;
    requestParameters?: Record<string, string>;
    requestTemplates?: Record<string, string>;
    passthroughBehavior?: string;
  };
  responses: BackendResponse[];
}

const JSON_TYPE = "application/json";

/**
 * What API Gateway must be told so that a backend answers a method.
 *
 * @param method the route's verb or `ANY`
 * @param path the route's path; its variables reach HTTP backends by their names
 */
export function planIntegration(
  backend: Backend,
  method: string,
  path: string,
  region: string,
): IntegrationPlan {
  switch (backend.kind) {
    case "lambda":
      return {
        methodParameters: {},
        integration: {
          type: "AWS_PROXY",
          // Lambda's own API is invoked by POST, whatever the caller's verb.
          integrationHttpMethod: "POST",
          uri: backend.invokeArn,
        },
        responses: [],
      };
    case "mock":
      return {
        methodParameters: {},
        // The template's status picks the response; there is one.
        integration: {
          type: "MOCK",
          requestTemplates: { [JSON_TYPE]: JSON.stringify({ statusCode: backend.status }) },
        },
        responses: [mockResponse(backend)],
      };
    case "http": {
      const variables = pathVariables(path);
      const parameters = variables.map((name) => [`method.request.path.${name}`, true] as const);
      return {
        methodParameters: Object.fromEntries(parameters),
        integration: {
          ...{ type: "HTTP_PROXY", integrationHttpMethod: method, uri: backend.url },
          ...(variables.length > 0 ? { requestParameters: handedOn(variables) } : {}),
        },
        responses: [],
      };
    }
    case "aws":
      return {
        methodParameters: declared(backend.requestParameters),
        integration: {
          type: "AWS",
          integrationHttpMethod: backend.httpMethod,
          uri: pulumi.interpolate`arn:aws:apigateway:${region}:${backend.service}:${backend.target}`,
          credentials: backend.roleArn,
          requestParameters: { ...backend.requestParameters },
          ...(backend.requestTemplates
            ? { requestTemplates: { ...backend.requestTemplates }, passthroughBehavior: "NEVER" }
            : {}),
        },
        responses: [...backend.responses],
      };
  }
}

/** The names of a path's variables, the greedy one's without its plus. */
export function pathVariables(path: string): string[] {
  return [...path.matchAll(/\{([^}+]+)\+?\}/g)].map((match) => match[1] ?? "");
}

function mockResponse({ status, body, headers }: MockBackend): BackendResponse {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  return {
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, `'${value}'`]),
    ),
    templates: { [type?.[1].split(";")[0] ?? JSON_TYPE]: escapeTemplate(body) },
  };
}

/** A text as a mapping template (Velocity) that gives just that text: `#` and `$` begin words there. */
export function escapeTemplate(text: string): string {
  const signs = { "#": "${hash}", $: "${dollar}" } as const;
  return /[#$]/.test(text)
    ? `#set($hash = '#')#set($dollar = '$')${text.replace(/[#$]/g, (sign) => signs[sign as "#"])}`
    : text;
}

const handedOn = (variables: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    variables.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
  );

/** The parameters of a method that its mappings read: path variables must come, others may. */
function declared(mappings: Readonly<Record<string, string>>): Record<string, boolean> {
  return Object.fromEntries(
    Object.values(mappings)
      .filter((source) => source.startsWith("method.request."))
      .map((source) => [source, source.startsWith("method.request.path.")]),
  );
}
