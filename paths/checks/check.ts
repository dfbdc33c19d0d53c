import type { Journey } from "../journey";
import type { Node } from "../network/network";

/** Where on its way a call is, in the order in which it gets there. */
export const HOPS = [
  ...(["dns", "route", "client-egress", "endpoint-sg", "endpoint", "endpoint-service"] as const),
  ...(["nlb-sg", "nlb", "target", "api-endpoint-sg", "tls", "api-id"] as const),
  ...(["endpoint-policy", "resource-policy", "method", "integration"] as const),
] as const;

export type Hop = (typeof HOPS)[number];

/**
 * What a statement about AWS rests on: seen on AWS by somebody who published it, documented by AWS, or
 * inferred from such facts.
 */
export type Evidence = "observed" | "documented" | "inferred";

/** What the caller sees. */
export type Outcome =
  | {
      kind: "http";
      /** `undefined` when the answer is the integration's own and not known here. */
      status?: number;
      headers: Record<string, string>;
      /** Names of headers that the answer has too, with values that are not known here. */
      unknownHeaders?: string[];
      /** `undefined` when it is not known. */
      body?: string;
      /** Other bodies that sources also tell of. */
      orBodies?: string[];
    }
  | { kind: "error"; curl: number; or?: number[]; message: string }
  | { kind: "unknown"; because: string };

export type HttpOutcome = Extract<Outcome, { kind: "http" }>;

/** What a check finds wrong. */
export interface Fault {
  outcome: "fail";
  /** What must be repaired; `undefined` where nothing that the exports hold is at fault. */
  resource?: Node;
  detail: string;
  fix: string;
  seen: Outcome;
  evidence?: Evidence;
  /** What was taken for granted. */
  assumption?: string;
}

/** What a check finds out about a journey; `undefined` when there is nothing wrong, or nothing to check. */
export type Finding = Fault | { outcome: "unknown"; assumption: string };

/** One thing that can stop a call, and how it is recognised. */
export interface Check {
  code: string;
  hop: Hop;
  /** For the catalogue: what is wrong, in a sentence. */
  cause: string;
  /** For the catalogue: what the caller sees. */
  symptom: string;
  /** For the catalogue: what to do. */
  repair: string;
  /** Titles of the pages that say so. */
  source: string;
  evidence: Evidence;
  judge: (journey: Journey) => Finding | readonly Finding[] | undefined;
}

/** Something worth knowing that stops no call. */
export interface WarningCheck {
  code: string;
  cause: string;
  repair: string;
  source: string;
  evidence: Evidence;
  look: (journey: Journey) => { resource?: Node; detail: string } | undefined;
}

export const unknown = (assumption: string): Finding => ({ outcome: "unknown", assumption });

export const fault = (found: Omit<Fault, "outcome">): Fault => ({ outcome: "fail", ...found });

export const notResolved = (host: string): Outcome => ({
  ...{ kind: "error", curl: 6, message: `Could not resolve host: ${host}` },
});

export const timedOut = (journey: Journey, ...or: number[]): Outcome => ({
  ...{ kind: "error", curl: 28, ...(or.length > 0 ? { or } : {}) },
  message: `Failed to connect to ${journey.url.host} port ${journey.url.port}: connection timed out`,
});

export const handshakeFailed = (journey: Journey): Outcome => ({
  ...{ kind: "error", curl: 35, or: [56] },
  message: `TLS connect error with ${journey.url.host}`,
});

/** An answer of API Gateway itself; the names of error types are general knowledge, not documented. */
export function refused(status: number, body: string, errorType: string): HttpOutcome {
  return { kind: "http", status, headers: { "x-amzn-errortype": errorType }, body };
}

export const forbidden = (): HttpOutcome =>
  refused(403, '{"message":"Forbidden"}', "ForbiddenException");

export const missingToken = (): HttpOutcome =>
  refused(403, '{"message":"Missing Authentication Token"}', "MissingAuthenticationTokenException");

export const internalError = (): HttpOutcome =>
  refused(500, '{"message": "Internal server error"}', "InternalServerErrorException");

/** A resource as people know it. */
export function nameOf(node: Node): string {
  return node.id === "" ? (node.urn.split("::").at(-1) ?? node.urn) : node.id;
}
