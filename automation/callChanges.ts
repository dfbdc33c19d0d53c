import { Network } from "../paths/network/network";
import { curlLine, traceLines } from "../paths/render/terminal";
import type { Request } from "../paths/request";
import { trace, type Verdict } from "../paths/trace";
import { PAINT } from "./paint";
import { callsOf } from "./render";
import type { States } from "./states";

/** What comes of a call; `codes` says why it does not arrive. */
export interface CallVerdict {
  verdict: Verdict;
  codes: string[];
}

/** One call of a stack, before a run and after it. */
export interface CallChange {
  request: Request;
  /** `null` where the stack does not list the call, or is not built. */
  before: CallVerdict | null;
  after: CallVerdict | null;
  /** What would come of a call that the stack no longer lists. */
  stillMade: CallVerdict | null;
}

/** The clouds that the states of some stacks describe. */
export function networkOf(state: Pick<States, "load">, stacks: readonly string[]): Network {
  return new Network(
    stacks.flatMap((stack) => {
      const snapshot = state.load(stack);
      return snapshot ? [{ stack, snapshot }] : [];
    }),
  );
}

const requests = new WeakMap<Network, Map<string, Request[]>>();

/**
 * The calls of a stack's machines, whoever lists them: those of a direct customer are its service's to
 * list. Calls from no stack's machine, as from networks outside AWS, are those of the stack that lists them.
 */
export function requestsOf(network: Network, stack: string): Request[] {
  const known = requests.get(network) ?? requestsByStack(network);
  requests.set(network, known);
  return known.get(stack) ?? [];
}

function requestsByStack(network: Network): Map<string, Request[]> {
  const byStack = new Map<string, Request[]>();
  for (const lister of network.stacks) {
    for (const { from, url, headers, insecure } of callsOf(network.outputsOf(lister) ?? {})) {
      const stack = network.has(from) ? from : lister;
      const request = { from, method: "GET", url, headers, insecure };
      byStack.set(stack, [...(byStack.get(stack) ?? []), request]);
    }
  }
  return byStack;
}

/** What comes of a call. */
export function judge(network: Network, request: Request): CallVerdict {
  const { verdict, blockedBy } = trace(network, request);
  return { verdict, codes: blockedBy.map(({ code }) => code) };
}

/** How the calls of a stack change, those that stay first, each in the order of its list. */
export function callChanges(before: Network, after: Network, stack: string): CallChange[] {
  const [old, now] = [requestsOf(before, stack), requestsOf(after, stack)];
  const isAmong = (list: readonly Request[], one: Request) =>
    list.some((other) => curlLine(other) === curlLine(one));
  const kept = now.filter((request) => isAmong(old, request));
  const come = now.filter((request) => !isAmong(old, request));
  const gone = old.filter((request) => !isAmong(now, request));
  const canStillCall = after.stacks.includes(stack);
  return [
    ...kept.map((request) => ({
      ...{ request, before: judge(before, request), after: judge(after, request) },
      stillMade: null,
    })),
    ...come.map((request) => ({
      ...{ request, before: null, after: judge(after, request), stillMade: null },
    })),
    ...gone.map((request) => ({
      ...{ request, before: judge(before, request), after: null },
      stillMade: canStillCall ? judge(after, request) : null,
    })),
  ];
}

/** What comes of a call, in words: `blocked (DNS_RECORD_MISSING)`. */
export function say({ verdict, codes }: CallVerdict): string {
  return codes.length > 0 ? `${verdict} (${codes.join(", ")})` : verdict;
}

/**
 * In one sentence, what a run does to a stack's calls.
 *
 * @param written how a call is written
 */
export function callSentence(
  stack: string,
  changes: readonly CallChange[],
  written = (request: Request) => `\`${curlLine(request)}\``,
): string {
  const same = changes.filter(({ before, after }) => before && after && say(before) === say(after));
  const parts = changes
    .filter((one) => !same.includes(one))
    .map(({ request, before, after, stillMade }) => {
      const call = written(request);
      if (before && after) {
        return `${call} was ${say(before)}, will be ${say(after)}`;
      }
      if (after) {
        return `new is ${call}: ${say(after)}`;
      }
      return `${call} goes${stillMade ? `: ${say(stillMade)} then` : ""}`;
    });
  const kept = [...new Set(same.map(({ after }) => (after ? say(after) : "")))].map((verdict) => {
    const count = same.filter(({ after }) => after && say(after) === verdict).length;
    return `${count} call${count === 1 ? "" : "s"} as before: ${verdict}`;
  });
  return `${stack}: ${[...parts, ...kept].join("; ") || "no calls"}.`;
}

/** Calls with their verdicts, and what keeps those that do not arrive; with every hop where asked. */
export function verdictLines(
  network: Network,
  requests: readonly Request[],
  full: boolean,
): string[] {
  return requests.flatMap((request) => {
    const answer = trace(network, request);
    const arrives = answer.verdict === "reachable";
    const mark = arrives ? PAINT.good("✔") : PAINT.bad("✘");
    const [, ...details] = traceLines(answer, PAINT, { full });
    return [
      `${mark} ${request.from}$ ${curlLine(request)}`,
      ...(full || !arrives ? details.map((line) => `  ${line}`) : []),
    ];
  });
}
