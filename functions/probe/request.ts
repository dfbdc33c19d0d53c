import { validateHeaderName, validateHeaderValue } from "http";

/** One HTTPS call to make, as curl would make it. */
export interface ProbeCall {
  url: string;
  method: string;
  headers: Record<string, string>;
  /** Whether the certificate is not checked (`curl -k`); it is told all the same. */
  insecure: boolean;
}

/** What the probe is asked for. */
export interface ProbeRequest {
  calls: ProbeCall[];
  /** Milliseconds that one call may take, from the look-up of its name to the end of its answer. */
  timeoutMs: number;
}

/**
 * Bounds of one invocation. Calls run {@link PARALLEL} at a time, so all of them take at most
 * 32 / 8 × 10 s = 40 s, which the function's own limit of 60 s holds.
 */
export const MOST_CALLS = 32;
export const PARALLEL = 8;
export const LONGEST_CALL_MS = 10_000;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const LONGEST_URL = 2_048;

/**
 * Reads what an invocation asks for.
 *
 * @throws Error that names the place of what is wrong, never the value of a header
 */
export function readRequest(event: unknown): ProbeRequest {
  const { calls, timeoutMs = LONGEST_CALL_MS } = mapAt("the event", event, ["calls", "timeoutMs"]);
  if (!Array.isArray(calls) || calls.length < 1 || calls.length > MOST_CALLS) {
    throw new Error(`calls must be a list of 1 to ${MOST_CALLS} calls`);
  }
  if (
    typeof timeoutMs !== "number" ||
    !Number.isInteger(timeoutMs) ||
    timeoutMs < 1 ||
    timeoutMs > LONGEST_CALL_MS
  ) {
    throw new Error(`timeoutMs must be a whole number from 1 to ${LONGEST_CALL_MS}`);
  }
  return { calls: calls.map((call, i) => readCall(`calls[${i}]`, call)), timeoutMs };
}

function readCall(at: string, given: unknown): ProbeCall {
  // A key that this probe does not know would change the call that is meant: it is not passed over.
  const call = mapAt(at, given, ["url", "method", "headers", "insecure"]);
  const { url, method = "GET", headers = {}, insecure = false } = call;
  if (typeof url !== "string" || url.length > LONGEST_URL || !isHttps(url)) {
    throw new Error(`${at}.url must be an https URL of at most ${LONGEST_URL} characters`);
  }
  if (typeof method !== "string" || !METHODS.includes(method)) {
    throw new Error(`${at}.method must be one of ${METHODS.join(", ")}`);
  }
  if (typeof insecure !== "boolean") {
    throw new Error(`${at}.insecure must be true or false`);
  }
  return { url, method, headers: readHeaders(`${at}.headers`, headers), insecure };
}

function readHeaders(at: string, given: unknown): Record<string, string> {
  const entries = Object.entries(mapAt(at, given));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!isHeader(name, value)) {
        throw new Error(`${at} must be a map of names and texts that HTTP takes: ${name}`);
      }
      return [name, value];
    }),
  );
}

function isHeader(name: string, value: unknown): value is string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return typeof value === "string";
  } catch {
    return false;
  }
}

function isHttps(url: string): boolean {
  if (!URL.canParse(url)) {
    return false;
  }
  const { protocol, username, password } = new URL(url);
  return protocol === "https:" && username === "" && password === "";
}

function mapAt(at: string, value: unknown, keys?: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${at} must be a map`);
  }
  const stray = Object.keys(value).find((key) => keys && !keys.includes(key));
  if (stray !== undefined) {
    throw new Error(`${at} has the unknown key ${stray}; known are ${keys?.join(", ")}`);
  }
  return value as Record<string, unknown>;
}
