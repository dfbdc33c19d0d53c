import type { Evidence, HttpOutcome } from "../checks/check";
import type { Node } from "../network/network";

/** How an integration answers a call, as far as the exports tell; of a proxied function nothing is said. */
export type Reply = Answered | Broken | Unclear;

/** The integration is invoked. */
export interface Answered {
  kind: "answered";
  /** Status and body are missing where they are the backend's own. */
  outcome: HttpOutcome;
  /** What it does, for people. */
  detail: string;
  /** What decides the answer. */
  resource?: Node;
  assumptions: readonly string[];
}

/** API Gateway cannot make an answer of it: 500. */
export interface Broken {
  kind: "broken";
  resource: Node;
  detail: string;
  fix: string;
  evidence?: Evidence;
}

/** Whether it answers cannot be told. */
export interface Unclear {
  kind: "unclear";
  assumption: string;
}

export const unclear = (assumption: string): Unclear => ({ kind: "unclear", assumption });

export const broken = (found: Omit<Broken, "kind">): Broken => ({ kind: "broken", ...found });

/** An integration that is invoked, and whose answer no export can tell. */
export const invoked = (detail: string, assumption: string, resource?: Node): Answered => ({
  ...{ kind: "answered", outcome: { kind: "http", headers: {} }, detail, resource },
  assumptions: [assumption],
});
