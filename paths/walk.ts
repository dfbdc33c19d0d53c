import { CHECKS } from "./catalogue";
import {
  HOPS,
  type Check,
  type Evidence,
  type Fault,
  type Finding,
  type Hop,
  type Outcome,
} from "./checks/check";
import { groupOf } from "./checks/target";
import type { Landing } from "./dns/resolution";
import { hopsOf, passing } from "./hops";
import type { Journey } from "./journey";
import { addressOf } from "./landing";
import { UNKNOWN } from "./network/properties";

/** How one hop went. */
export interface TracedHop {
  hop: Hop;
  /** URN of what decides there. */
  resource: string | null;
  outcome: "pass" | "fail" | "unknown";
  /** Of the first fault. */
  code: string | null;
  evidence: Evidence;
  detail: string;
}

/** The way by one of the addresses that the name resolves to. */
export interface TracedPath {
  /** Id of the zone that the address is in. */
  zone: string | null;
  address: string | null;
  verdict: "reachable" | "blocked" | "unknown";
  hops: TracedHop[];
}

/** What a path's hops found, before it is put together for people. */
export interface Walked {
  journey: Journey;
  path: TracedPath;
  faults: (Fault & { code: string })[];
  /** What the caller sees: that of the first fault. */
  outcome: Outcome;
  assumptions: string[];
}

const BY_HOP = new Map<Hop, readonly Check[]>(
  HOPS.map((hop) => [hop, CHECKS.filter((check) => check.hop === hop)]),
);

/** Judges every hop of a journey, also those behind a fault. */
export function walk(journey: Journey): Walked {
  const { dns } = journey;
  const faults: Walked["faults"] = [];
  const assumptions: string[] = dns.unclear === undefined ? [] : [dns.unclear];
  let lost = false;
  const hops = hopsOf(journey).map((hop) => {
    lost ||= isBehind(journey, hop);
    return walkHop(journey, hop, lost, faults, assumptions);
  });
  const blocked = hops.some(({ outcome }) => outcome === "fail");
  const unclear = hops.some(({ outcome }) => outcome === "unknown");
  const path: TracedPath = {
    zone: zoneOf(journey.landing),
    address: addressOf(journey.landing) ?? null,
    verdict: blocked ? "blocked" : unclear ? "unknown" : "reachable",
    hops,
  };
  return {
    journey,
    path,
    faults,
    outcome: outcomeOf(journey, hops, faults, assumptions),
    assumptions,
  };
}

/**
 * Judges one hop, and adds what it finds to the journey's faults and assumptions.
 *
 * @param lost whether nothing is known of the journey from here on
 */
function walkHop(
  journey: Journey,
  hop: Hop,
  lost: boolean,
  faults: Walked["faults"],
  assumptions: string[],
): TracedHop {
  let first: (Fault & { code: string }) | undefined;
  let open: string | undefined;
  const taken: string[] = [];
  for (const { code, judge, evidence } of BY_HOP.get(hop) ?? []) {
    for (const finding of findings(judge(journey))) {
      if (finding.outcome === "unknown") {
        open ??= finding.assumption;
        assumptions.push(finding.assumption);
      } else {
        const own = { evidence, ...finding, code };
        first ??= own;
        faults.push(own);
        taken.push(...(finding.assumption === undefined ? [] : [finding.assumption]));
      }
    }
  }
  assumptions.push(...taken);
  if (first) {
    const { code, resource, detail, evidence = "documented" } = first;
    return { hop, resource: resource?.urn ?? null, outcome: "fail", code, evidence, detail };
  }
  const unresolved = hop === "dns" ? journey.dns.unclear : undefined;
  if (open !== undefined || unresolved !== undefined || lost) {
    const detail = open ?? unresolved ?? journey.lost ?? "no export tells";
    assumptions.push(detail);
    return { hop, resource: null, outcome: "unknown", code: null, evidence: "inferred", detail };
  }
  const { detail, resource, evidence, assumptions: assumed = [] } = passing(hop, journey);
  assumptions.push(...assumed);
  return { hop, resource: resource ?? null, outcome: "pass", code: null, evidence, detail };
}

const NONE: readonly Finding[] = [];

const findings = (found: Finding | readonly Finding[] | undefined): readonly Finding[] =>
  found === undefined ? NONE : isList(found) ? found : [found];

const isList = (found: Finding | readonly Finding[]): found is readonly Finding[] =>
  Array.isArray(found);

const NEAR: readonly Hop[] = ["route", "client-egress", "endpoint-sg", "endpoint"];
const BEHIND_API: readonly Hop[] = ["resource-policy", "method", "integration"];

/** Hops behind which nothing is known of a journey that was lost. */
function isBehind(journey: Journey, hop: Hop): boolean {
  const { api, leg, way, landing, lost } = journey;
  if (lost !== undefined && hop !== "dns") {
    return landing?.kind !== "endpoint" || !NEAR.includes(hop);
  }
  return (
    (api === undefined && BEHIND_API.includes(hop)) ||
    (way === undefined && hop === "integration") ||
    (leg !== undefined && hop === "target" && groupOf(journey) === undefined)
  );
}

function outcomeOf(
  { reply }: Journey,
  hops: readonly TracedHop[],
  [first]: Walked["faults"],
  assumptions: readonly string[],
): Outcome {
  if (first) {
    return first.seen;
  }
  return hops.some(({ outcome }) => outcome === "unknown")
    ? { kind: "unknown", because: assumptions[0] ?? "no export tells" }
    : reply?.kind === "answered"
      ? reply.outcome
      : { kind: "http", headers: {} };
}

function zoneOf(landing: Landing | undefined): string | null {
  const zone =
    landing?.kind === "endpoint"
      ? landing.at.zoneId
      : landing?.kind === "balancer"
        ? landing.node.zoneId
        : UNKNOWN;
  return zone === UNKNOWN ? null : zone;
}
