import { CHECKS, WARNINGS } from "./catalogue";
import type { Evidence, Fault, Hop, Outcome } from "./checks/check";
import { resolve, type Landing, type Resolution } from "./dns";
import { hopsOf, passing } from "./hops";
import { travel, type Journey } from "./journey";
import { addressOf } from "./landing";
import type { Network } from "./network/network";
import { UNKNOWN } from "./network/properties";
import { parseUrl, type Request } from "./request";
import { findVantage } from "./vantage";

export type Verdict = "reachable" | "partial" | "blocked" | "unknown";

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
  verdict: Exclude<Verdict, "partial">;
  hops: TracedHop[];
}

/** A fault whose repair the call needs. */
export interface Blocker {
  code: string;
  resource: string | null;
  detail: string;
  fix: string;
}

/** The answer to one call. */
export interface Trace {
  target: "simulated" | "aws";
  request: Request;
  verdict: Verdict;
  outcome: Outcome;
  /** The weakest that a hop rests on, along the path that decides. */
  evidence: Evidence;
  /** The name's resolution, as `host` prints it. */
  dns: string[];
  paths: TracedPath[];
  blockedBy: Blocker[];
  warnings: { code: string; resource: string | null; detail: string }[];
  assumptions: string[];
}

/** What a path's hops found, before it is put together for people. */
interface Walked {
  journey: Journey;
  path: TracedPath;
  faults: (Fault & { code: string })[];
  /** What the caller sees: that of the first fault. */
  outcome: Outcome;
  assumptions: string[];
}

/**
 * Follows one call through everything on its way and says whether it arrives, or every reason why not.
 *
 * A name resolves to several addresses; each is a path of its own. Every hop is judged, also behind a
 * fault. What the exports do not tell makes the answer `unknown`, never `reachable`.
 *
 * @throws RequestError when the URL is not https or the vantage point does not exist
 */
export function trace(network: Network, request: Request): Trace {
  return follow(network, request).trace;
}

/** The same, with the journey that the answer is of: the first that arrives. */
export function follow(network: Network, request: Request): { trace: Trace; journey?: Journey } {
  const vantage = findVantage(network, request.from);
  const { host } = parseUrl(request.url);
  const name = request.connectTo?.host ?? host;
  const dns = resolve(network, vantage, name.toLowerCase());
  const landings: (Landing | undefined)[] = dns.landings.length > 0 ? dns.landings : [undefined];
  const walked = landings.map((landing) =>
    walk(travel(network, request, vantage, dns, landing), dns),
  );
  const verdict = together(walked.map(({ path }) => path.verdict));
  const pending = network.pending.map(
    (stack) => `the last run of ${stack} was cut off: it may have more than its export tells`,
  );
  const stale = verdict !== "blocked" && pending.length > 0 ? "unknown" : verdict;
  const arrived = walked.find(({ path }) => path.verdict === "reachable");
  const answer: Trace = {
    target: network.simulated ? "simulated" : "aws",
    request,
    verdict: stale,
    outcome: seen(stale, walked),
    evidence: weakest(stale, walked),
    dns: dns.lines,
    paths: walked.map(({ path }) => path),
    blockedBy: blockers(walked),
    warnings: warnings(walked),
    assumptions: unique([...walked.flatMap((one) => one.assumptions), ...pending]),
  };
  return { trace: answer, journey: arrived?.journey };
}

function walk(journey: Journey, dns: Resolution): Walked {
  const found = judge(journey);
  const assumptions: string[] = dns.unclear === undefined ? [] : [dns.unclear];
  const faults: Walked["faults"] = [];
  let lost = false;
  const hops = hopsOf(journey).map((hop): TracedHop => {
    const own = found.get(hop) ?? [];
    const wrong = own.flatMap(({ code, finding }) =>
      finding.outcome === "fail" ? [{ ...finding, code }] : [],
    );
    const open = own.flatMap(({ finding }) =>
      finding.outcome === "unknown" ? [finding.assumption] : [],
    );
    if (hop === "dns" && dns.unclear !== undefined) {
      open.push(dns.unclear);
    }
    lost ||= isBehind(journey, hop);
    faults.push(...wrong);
    assumptions.push(...open, ...wrong.flatMap(({ assumption }) => assumption ?? []));
    const [first] = wrong;
    if (first) {
      const { code, resource, detail, evidence } = first;
      return {
        ...{ hop, resource: resource?.urn ?? null, outcome: "fail", code },
        ...{ evidence: evidence ?? "documented", detail },
      };
    }
    if (open.length > 0 || lost) {
      const detail = open[0] ?? journey.lost ?? "no export tells";
      if (open.length === 0) {
        assumptions.push(detail);
      }
      return {
        ...{ hop, resource: null, outcome: "unknown", code: null },
        evidence: "inferred",
        detail,
      };
    }
    const { detail, resource, evidence, assumption } = passing(hop, journey);
    if (assumption !== undefined) {
      assumptions.push(assumption);
    }
    return {
      ...{ hop, resource: resource ?? null, outcome: "pass", code: null },
      evidence,
      detail,
    };
  });
  const blocked = hops.some(({ outcome }) => outcome === "fail");
  const unclear = hops.some(({ outcome }) => outcome === "unknown");
  const zone = zoneOf(journey.landing);
  const verdict = blocked ? "blocked" : unclear ? "unknown" : "reachable";
  const path: TracedPath = { zone, address: addressOf(journey.landing) ?? null, verdict, hops };
  return { journey, path, faults, outcome: outcomeOf(hops, faults, assumptions), assumptions };
}

/** What each hop's checks found. */
function judge(journey: Journey) {
  const found = new Map<
    Hop,
    { code: string; finding: Fault | { outcome: "unknown"; assumption: string } }[]
  >();
  for (const { code, hop, judge: check, evidence } of CHECKS) {
    const one = check(journey);
    const list = one === undefined ? [] : Array.isArray(one) ? one : [one];
    for (const finding of list as (Fault | { outcome: "unknown"; assumption: string })[]) {
      const own = finding.outcome === "fail" ? { evidence, ...finding } : finding;
      found.set(hop, [...(found.get(hop) ?? []), { code, finding: own }]);
    }
  }
  return found;
}

/** Hops behind which nothing is known of a journey that was lost. */
function isBehind(journey: Journey, hop: Hop): boolean {
  if (journey.lost !== undefined && hop !== "dns") {
    const near: Hop[] = ["route", "client-egress", "endpoint-sg", "endpoint"];
    return journey.landing?.kind !== "endpoint" || !near.includes(hop);
  }
  const behindApi: Hop[] = ["resource-policy", "method", "integration"];
  return journey.api === undefined && behindApi.includes(hop);
}

function outcomeOf(
  hops: readonly TracedHop[],
  faults: Walked["faults"],
  assumptions: readonly string[],
): Outcome {
  const [first] = faults;
  if (first) {
    return first.seen;
  }
  return hops.some(({ outcome }) => outcome === "unknown")
    ? { kind: "unknown", because: assumptions[0] ?? "no export tells" }
    : { kind: "http", headers: {} };
}

/** All paths together: a call that only some addresses lead to is partly reachable. */
function together(verdicts: readonly TracedPath["verdict"][]): Verdict {
  const has = (verdict: Verdict) => verdicts.some((one) => one === verdict);
  if (has("blocked")) {
    return has("reachable") ? "partial" : has("unknown") ? "unknown" : "blocked";
  }
  return has("unknown") ? "unknown" : "reachable";
}

/** curl tries one address after the other while it cannot connect. */
function seen(verdict: Verdict, walked: readonly Walked[]): Outcome {
  const connects = ({ outcome }: Walked) =>
    outcome.kind !== "error" || ![7, 28].includes(outcome.curl);
  const chosen =
    verdict === "partial" || verdict === "reachable"
      ? walked.find(({ path }) => path.verdict === "reachable")
      : verdict === "unknown"
        ? walked.find(({ path }) => path.verdict === "unknown")
        : walked.find(connects);
  return (chosen ?? walked[0])?.outcome ?? { kind: "unknown", because: "no export tells" };
}

/** What an answer rests on: of a path that arrives all hops count, else those up to the first fault. */
function weakest(verdict: Verdict, walked: readonly Walked[]): Evidence {
  const arrives = verdict === "reachable" || verdict === "partial";
  const paths = walked.map(({ path }) => path);
  const path = (arrives && paths.find((one) => one.verdict === "reachable")) || paths[0];
  const hops = path?.hops ?? [];
  const fails = hops.findIndex(({ outcome }) => outcome === "fail");
  const deciding = fails < 0 ? hops : hops.slice(0, fails + 1);
  const order: Evidence[] = ["inferred", "documented"];
  return order.find((mark) => deciding.some(({ evidence }) => evidence === mark)) ?? "observed";
}

/** The faults of all paths, each once. */
function blockers(walked: readonly Walked[]): Blocker[] {
  const all = walked.flatMap(({ faults }) =>
    faults.map(({ code, resource, detail, fix }) => ({
      ...{ code, resource: resource?.urn ?? null, detail, fix },
    })),
  );
  return all.filter(
    (one, i) =>
      all.findIndex(({ code, resource }) => code === one.code && resource === one.resource) === i,
  );
}

function warnings(walked: readonly Walked[]): Trace["warnings"] {
  const all = walked.flatMap(({ journey }) =>
    WARNINGS.flatMap(({ code, look }) => {
      const found = look(journey);
      return found ? [{ code, resource: found.resource?.urn ?? null, detail: found.detail }] : [];
    }),
  );
  return all.filter((one, i) => all.findIndex(({ code }) => code === one.code) === i);
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

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
