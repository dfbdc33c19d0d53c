import type { Outcome } from "../checks/check";
import { shownHeaders, type Request } from "../request";
import type { Trace } from "../trace";
import type { TracedHop, TracedPath } from "../walk";

/** How lines are coloured; the identity where colours are not wanted. */
export interface Paint {
  good: (text: string) => string;
  bad: (text: string) => string;
  unsure: (text: string) => string;
  dim: (text: string) => string;
}

const SYMBOLS = { pass: "✔", fail: "✘", unknown: "?" } as const;

/** A call as a command for a shell; keys and signatures are left for the reader to fill in. */
export function curlLine(request: Omit<Request, "from">): string {
  const { method, url, headers, insecure } = request;
  const verb = method === "GET" ? [] : method === "HEAD" ? ["-I"] : ["-X", method];
  const named = Object.entries(shownHeaders(headers)).map(
    ([name, value]) => `-H '${name}: ${value}'`,
  );
  return ["curl", ...(insecure ? ["-k"] : []), ...verb, url, ...named].join(" ");
}

/** What the caller sees, in one line. */
export function outcomeLine(outcome: Outcome): string {
  switch (outcome.kind) {
    case "http": {
      const body = outcome.body?.replace(/\s+/g, " ").trim();
      const status = outcome.status === undefined ? "invoked, answer unknown" : outcome.status;
      const or = outcome.orBodies?.map((text) => ` (or ${text})`).join("") ?? "";
      return `${status}${body ? ` ${body.length > 300 ? `${body.slice(0, 300)}…` : body}` : ""}${or}`;
    }
    case "error": {
      const or = outcome.or ? ` (or ${outcome.or.join(", ")})` : "";
      return `curl: (${outcome.curl})${or} ${outcome.message}`;
    }
    case "unknown":
      return `unknown: ${outcome.because}`;
  }
}

/** The verdict and what the caller sees. */
export function verdictLine(trace: Trace, paint: Paint): string {
  const color = {
    reachable: paint.good,
    blocked: paint.bad,
    partial: paint.unsure,
    unknown: paint.unsure,
  };
  return `${color[trace.verdict](trace.verdict)}: ${outcomeLine(trace.outcome)}`;
}

/** An answer for people: what comes out, why, then hop by hop. */
export function traceLines(trace: Trace, paint: Paint, { full = true } = {}): string[] {
  const { request, blockedBy, warnings, assumptions, paths, dns } = trace;
  const lines = [
    `${request.from}$ ${curlLine(request)}`,
    verdictLine(trace, paint),
    ...blockedBy.flatMap(({ code, resource, detail, fix }) => [
      `${paint.bad(code)}${resource === null ? "" : ` ${short(resource)}`}: ${detail}`,
      `  fix: ${fix}`,
    ]),
    ...warnings.map(({ code, detail }) => `${paint.unsure("warning")} ${code}: ${detail}`),
  ];
  if (!full) {
    return lines;
  }
  return [
    ...lines,
    ...dns.map((line) => paint.dim(line)),
    ...paths.flatMap((path) => pathLines(path, paint)),
    ...assumptions.map((text) => `assumed: ${text}`),
  ];
}

function pathLines({ zone, address, verdict, hops }: TracedPath, paint: Paint): string[] {
  const where = [address ?? "address unknown", ...(zone === null ? [] : [zone])].join(", ");
  const width = Math.max(...hops.map(({ hop }) => hop.length));
  return [`by ${where}: ${verdict}`, ...hops.map((hop) => hopLine(hop, width, paint))];
}

function hopLine({ hop, outcome, code, detail, evidence }: TracedHop, width: number, paint: Paint) {
  const color = { pass: paint.good, fail: paint.bad, unknown: paint.unsure }[outcome];
  const text = code === null ? detail : `${code}: ${detail}`;
  const mark = outcome === "unknown" ? "" : `  ${paint.dim(`[${evidence}]`)}`;
  return `  ${color(SYMBOLS[outcome])} ${hop.padEnd(width)}  ${text}${mark}`;
}

const short = (urn: string): string => urn.split("::").slice(-1)[0] ?? urn;
