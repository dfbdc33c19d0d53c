import { pathVariables, type AwsBackend, type Backend } from "../components/backends";
import { fingerprint } from "../components/policies";
import { OBJECT_VERBS } from "../components/objectBackend";
import type { ObjectStore } from "../components/objectStore";
import { ServiceRole } from "../components/serviceRole";
import type { ApiFunction } from "../components/apiFunction";
import type { Route } from "./routes";
import type { RouteSettings } from "./schema";

/** What backends of an API are made of. */
export interface Sources {
  /** The API's component. */
  name: string;
  functions: ReadonlyMap<string, ApiFunction>;
  store?: ObjectStore;
}

/** What answers a route, with the role that it needs. */
export function toBackend(route: Route, settings: RouteSettings, sources: Sources): Backend {
  const { lambda, mock, http, s3, aws, cognito } = settings;
  if (mock) {
    return { kind: "mock", ...mock };
  }
  if (http !== undefined) {
    return { kind: "http", url: http };
  }
  if (s3) {
    return objectsOf(route, s3.key, sources);
  }
  if (aws ?? cognito) {
    const of = `${route.method} ${route.path}`;
    const role = new ServiceRole(`${sources.name}-action-${fingerprint(of).slice(0, 6)}`, {
      description: `What API Gateway may do for ${of.replace(/[{}]/g, "")}`,
      statements: aws?.role ?? [],
    });
    return aws ? toAction(aws, role) : signIn(cognito?.clientId ?? "", role);
  }
  const { functionName, invokeArn } = functionOf(lambda, sources.functions);
  return { kind: "lambda", functionName, invokeArn };
}

/** The function of a folder. */
export function functionOf(
  name: string | undefined,
  functions: ReadonlyMap<string, ApiFunction>,
): ApiFunction {
  const found = functions.get(name ?? "");
  if (!found) {
    throw new Error(`the function ${name ?? ""} passed the settings but was not made`);
  }
  return found;
}

function objectsOf({ method, path }: Route, key: string | undefined, { store }: Sources): Backend {
  const verb = OBJECT_VERBS.find((one) => one === method);
  const [variable = ""] = pathVariables(path);
  if (!verb || !store) {
    throw new Error(`the route ${method} ${path} passed the settings but cannot be built`);
  }
  return store.backend(verb, key === undefined ? { variable } : { fixed: key });
}

function toAction(aws: NonNullable<RouteSettings["aws"]>, { roleArn }: ServiceRole): AwsBackend {
  const { service, action, path, method, parameters, body, responses } = aws;
  return {
    ...{ kind: "aws", service, roleArn, httpMethod: method },
    target: action === undefined ? `path/${path ?? ""}` : `action/${action}`,
    requestParameters: parameters,
    ...(body === undefined ? {} : { requestTemplates: { "application/json": body } }),
    responses: responses.map(({ status, pattern, headers, body: template }) => ({
      ...{ status, headers },
      ...(pattern === undefined ? {} : { pattern }),
      ...(template === undefined ? {} : { templates: { "application/json": template } }),
    })),
  };
}

/**
 * Cognito's sign-in by user name and password. `$input.json` writes what the caller sent as JSON, so that
 * it cannot become more than a text. The action needs no permission; the role is there because an
 * integration signs with one.
 */
function signIn(clientId: string, { roleArn }: ServiceRole): AwsBackend {
  const value = (name: string) => `$input.json('$.${name}')`;
  return {
    ...{ kind: "aws", service: "cognito-idp", target: "action/InitiateAuth", httpMethod: "POST" },
    roleArn,
    requestParameters: {
      "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
    },
    requestTemplates: {
      "application/json":
        `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"${clientId}","AuthParameters":` +
        `{"USERNAME":${value("username")},"PASSWORD":${value("password")}}}`,
    },
    responses: [
      { status: 200, pattern: "200", headers: {} },
      { status: 400, pattern: "400", headers: {} },
      { status: 500, headers: {} },
    ],
  };
}
