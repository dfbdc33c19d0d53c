import { nearest } from "./problems";

/** One route of an API: the method and the resource path it answers. */
export interface Route {
  method: string;
  path: string;
}

/** The methods that API Gateway knows; `ANY` is every one. */
export const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/**
 * Reads `GET /pets/{petId}`.
 *
 * @returns the route, or a phrase that says what is wrong with the text
 */
export function parseRoute(key: string): Route | string {
  const [method = "", path = "", ...rest] = key.split(" ");
  if (rest.length > 0 || !path.startsWith("/")) {
    return "is not a method, one space and a path";
  }
  if (!METHODS.includes(method)) {
    return `has the unknown method ${method}`;
  }
  if (path === "/") {
    return { method, path };
  }
  const parts = path.slice(1).split("/");
  for (const [i, part] of parts.entries()) {
    const greedy = /^\{[A-Za-z0-9._-]+\+\}$/.test(part);
    if (greedy && i < parts.length - 1) {
      return `has the greedy ${part} before the end of the path`;
    }
    if (!greedy && !/^(\{[A-Za-z0-9._-]+\}|[A-Za-z0-9._:-]+)$/.test(part)) {
      return part === "" ? "has an empty path segment" : `has the path segment ${part}`;
    }
  }
  return { method, path };
}

/** The route that a text without a known method was probably meant to be, as text. */
export function nearestRoute(key: string): string | undefined {
  const [method = "", ...rest] = key.split(" ");
  const meant = [nearest(method, METHODS) ?? "", ...rest].join(" ");
  return typeof parseRoute(meant) === "string" ? undefined : meant;
}

/** Two routes that API Gateway cannot hold together: a resource has at most one variable child. */
export function routesProblem(
  keys: readonly string[],
): { key: string; what: string; fix: string } | undefined {
  const variables = new Map<string, string>();
  for (const key of keys) {
    const route = parseRoute(key);
    if (typeof route === "string") {
      continue;
    }
    let parent = "";
    for (const part of route.path.split("/").slice(1)) {
      const known = variables.get(parent);
      if (part.startsWith("{")) {
        if (known !== undefined && known !== part) {
          return {
            key,
            what: `has the variable ${part} where another route has ${known}: API Gateway allows one`,
            fix: `call both ${known}`,
          };
        }
        variables.set(parent, part);
      }
      parent = `${parent}/${part}`;
    }
  }
  return undefined;
}

/**
 * The path a caller can try first: `/` where it is served, else the first GET route without a variable in
 * the order of the alphabet, else the first GET route, else the first route; variables are written as 1.
 */
export function sampleCallPath(keys: readonly string[]): string {
  const routes = keys.map(parseRoute).filter((route) => typeof route !== "string");
  const first = (wanted: (route: Route) => boolean): string | undefined =>
    routes
      .filter(wanted)
      .map((route) => route.path)
      .sort()[0];
  const isRead = ({ method }: Route) => method === "GET" || method === "ANY";
  const path =
    first((route) => isRead(route) && !route.path.includes("{")) ??
    first(isRead) ??
    first(() => true);
  return (path ?? "/").replace(/\{[^}]*\}/g, "1");
}
