import { WARNINGS } from "./catalogue";
import type { Evidence, Outcome } from "./checks/check";
import { addressed, isAddress } from "./dns/address";
import type { Landing } from "./dns/resolution";
import { resolve } from "./dns/resolve";
import { travel, type Journey } from "./journey";
import type { Network } from "./network/network";
import { parseUrl, type Request } from "./request";
import { findVantage } from "./vantage";
import { walk, type TracedPath, type Walked } from "./walk";

export type Verdict = "reachable" | "partial" | "blocked" | "unknown";

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
  const dns = isAddress(name)
    ? addressed(network, vantage, name)
    : resolve(network, vantage, name.toLowerCase());
  const landings: (Landing | undefined)[] = dns.landings.length > 0 ? dns.landings : [undefined];
  const walked = landings.map((landing) => walk(travel(network, request, vantage, dns, landing)));
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

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
