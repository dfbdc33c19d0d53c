/** One HTTPS call, as curl would make it. */
export interface Request {
  /** The vantage point: a stack, `internet`, or `onprem:<address>`. */
  from: string;
  method: string;
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Whether the caller does not look at the certificate (`curl -k`). */
  insecure: boolean;
  /** What curl connects to in place of the URL's host: `--resolve`, `--connect-to`. */
  connectTo?: { host: string; port: number };
}

/** A request that this analyser does not follow. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  constructor(what: string, value: string, allowed: string, fix: string) {
    super(`${what}\n  value:   ${value}\n  allowed: ${allowed}\n  fix:     ${fix}`);
  }
}

/** The parts of a URL that the way of a call depends on. */
export interface Target {
  /** Lower case, without the dot at the end. */
  host: string;
  port: number;
  /** From the first slash on, without the query. */
  path: string;
}

/**
 * Reads the URL of a call.
 *
 * @throws RequestError when it is not an https URL
 */
export function parseUrl(url: string): Target {
  let target = targets.get(url);
  if (!target) {
    // Bounded, because people may ask for any number of calls.
    if (targets.size > 10_000) {
      targets.clear();
    }
    target = parse(url);
    targets.set(url, target);
  }
  return target;
}

const targets = new Map<string, Target>();

function parse(url: string): Target {
  const allowed = "https://<name>/<stage>/<path>";
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new RequestError(
      "the URL of the call is none",
      url,
      allowed,
      "write the whole URL, https:// included",
    );
  }
  if (parsed.protocol !== "https:") {
    const fix = url.replace(/^[a-z]+:/i, "https:");
    throw new RequestError(
      "the URL of the call is not https, and API Gateway answers nothing else",
      url,
      allowed,
      fix,
    );
  }
  return {
    host: parsed.hostname.toLowerCase().replace(/\.$/, ""),
    port: parsed.port === "" ? 443 : Number(parsed.port),
    path: parsed.pathname,
  };
}

/** Header names in lower case; of two of one name the last one holds, as with curl's `-H`. */
export function normalHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.trim().toLowerCase(), value.trim()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Headers whose values are nobody's business but the caller's and the API's. */
const SECRET_HEADERS = ["authorization", "x-api-key", "x-amz-security-token"];

/** The headers of a call as they may be printed: without keys, tokens and signatures. */
export const shownHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.includes(name) && value !== "" ? "…" : value,
    ]),
  );
