import { normal } from "./network/zones";
import type { Request, Target } from "./request";

/** How a call says which API it is for. */
export type Identity =
  | { kind: "api"; id: string; by: "header" | "host" | "both" }
  /** Neither header nor name is an API's. */
  | { kind: "none" }
  /** Header and name say different things, and no source says which holds. */
  | { kind: "contradiction"; ids: readonly string[] };

export const API_ID_HEADER = "x-apigw-api-id";

/** What an id that API Gateway gives looks like. */
export const API_ID = /^[a-z0-9]{10}$/;

const API_HOST =
  /^([a-z0-9]+)(?:-vpce-[0-9a-f]+)?\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/**
 * Which API a call is for: by the header `x-apigw-api-id`, or by a Host that is an API's name (API Gateway
 * guide, "Invoke a private API").
 */
export function identify(request: Request, url: Target): Identity {
  const header = request.headers[API_ID_HEADER];
  const host = API_HOST.exec(hostHeader(request, url))?.[1];
  if (header !== undefined && header !== "") {
    return host !== undefined && host !== header
      ? { kind: "contradiction", ids: [header, host] }
      : { kind: "api", id: header, by: host === undefined ? "header" : "both" };
  }
  return host === undefined ? { kind: "none" } : { kind: "api", id: host, by: "host" };
}

/** The Host that arrives: what the caller says, else the URL's. */
export function hostHeader(request: Request, url: Target): string {
  return normal((request.headers["host"] ?? url.host).replace(/:\d+$/, ""));
}
