import type { Interface } from "../network/endpoints";
import type { BalancerNode } from "../network/balancers";
import type { Network, Node } from "../network/network";
import type { ZoneView } from "../network/zones";
import type { Vantage } from "../vantage";

/** What an address belongs to. */
export type Landing =
  | { kind: "endpoint"; endpoint: Node; at: Interface }
  | { kind: "balancer"; balancer: Node; node: BalancerNode }
  | { kind: "public"; api: Node }
  | { kind: "elsewhere"; address: string };

/** Why a name does not lead where it was meant to. */
export interface DnsProblem {
  kind: "no such host" | "record missing" | "attributes off";
  /** What must be repaired; `undefined` where only the place of the call is at fault. */
  resource?: Node;
  detail: string;
  fix: string;
  /** What was taken for granted in saying so. */
  assumption?: string;
}

/** How a name resolves for a client, or how it was meant to. */
export interface Resolution {
  name: string;
  /** What `host` would print. */
  lines: string[];
  /** In one line for people. */
  detail: string;
  landings: Landing[];
  problems: DnsProblem[];
  /** Why it cannot be told. */
  unclear?: string;
  /** The private hosted zone that answers, or should. */
  zone?: ZoneView;
  /** The endpoint whose private DNS answers. */
  managedBy?: Node;
  /** What is taken for granted although no export tells. */
  assumptions?: readonly string[];
}

/** What one step of a resolution finds. */
export interface Found extends Omit<Resolution, "name"> {
  /** Whether only a private zone can hold the name, although none does. */
  needsPrivateZone?: boolean;
}

/** A name to resolve, for whom, and how aliases are followed from there. */
export interface Question {
  network: Network;
  vantage: Vantage;
  /** Lower case, without the dot at the end. */
  name: string;
  /** Asks for another name that this one leads to. */
  follow: (name: string, isMeant?: boolean) => Found;
  /** Whether the name only stands for one that is missing, to tell where that was meant to lead. */
  isMeant: boolean;
}

/** The vantage points that have a VPC's resolver. */
export type InVpc = Question & { vantage: Extract<Vantage, { kind: "vpc" }> };

export const isInVpc = (question: Question): question is InVpc => question.vantage.kind === "vpc";

export const unclear = (what: string): Found => ({
  ...{ lines: [], detail: what, landings: [], problems: [], unclear: what },
});

/** The name is in no zone; `meant` is where it leads once it is. */
export const noSuchHost = (problem: Omit<DnsProblem, "kind">, meant?: Found): Found => ({
  ...(meant ?? { detail: problem.detail, landings: [] }),
  lines: [],
  problems: [{ kind: "no such host", ...problem }, ...(meant?.problems ?? [])],
});
