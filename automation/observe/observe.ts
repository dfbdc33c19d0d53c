import pLimit from "p-limit";
import { answerCall, type KnownBundle } from "../../paths/answer";
import type { Network } from "../../paths/network/network";
import { probePlaces } from "../../paths/probe";
import type { Trace } from "../../paths/trace";
import type { StackPlan } from "../project";
import type { ExpectedCall } from "../seedCalls";
import { differences } from "../verify";
import { LONGEST_CALL_MS, MOST_CALLS, readAnswer, type Observation } from "./answer";
import { observerOf, type Obstacle, type StackProbe } from "./assign";
import { compare, shortfalls, type Comparison } from "./compare";
import { malformed, ProbeFault } from "./faults";
import type { Invoke } from "./invoke";

/** What was foretold of a call, and what was seen of it. */
export interface ObservedCall {
  call: ExpectedCall;
  /**
   * What was foretold: from the probe where one makes the call, in the first of its subnets; `undefined`
   * where the exports do not hold the place.
   */
  predicted: Trace | undefined;
  /**
   * What of the prediction, or of what was seen where nothing can be foretold, is not as it must be: a call of
   * a stack's own list must arrive.
   */
  unexpected: string[];
  seen:
    | { kind: "observed"; observation: Observation; comparison: Comparison }
    | { kind: "not observed"; because: string };
}

export interface ObserveOptions {
  network: Network;
  /** The project's stacks, with the settings that name their credentials. */
  stacks: readonly StackPlan[];
  calls: readonly ExpectedCall[];
  knownBundle: KnownBundle;
  invoke: Invoke;
  /** Accounts whose probes are asked side by side. */
  parallel: number;
}

/**
 * Foretells every call, has the probe of its stack make it, and compares the two.
 *
 * @returns the calls in their order, and each stack's obstacle: what kept its calls from being seen
 */
export async function observe(
  options: ObserveOptions,
): Promise<{ calls: ObservedCall[]; obstacles: Obstacle[] }> {
  const { network, stacks, calls, knownBundle } = options;
  const results = new Map<ExpectedCall, ObservedCall>();
  const obstacles = new Map<string, Obstacle>();
  const byStack = new Map<string, { probe: StackProbe; calls: ExpectedCall[] }>();
  for (const call of calls) {
    const observer = observerOf(network, stacks, call);
    if (observer.kind === "probe") {
      const { name } = observer.probe.stack;
      const group = byStack.get(name) ?? { probe: observer.probe, calls: [] };
      group.calls.push(call);
      byStack.set(name, group);
      continue;
    }
    const because =
      observer.kind === "elsewhere"
        ? observer.because
        : `${observer.obstacle.stack}: ${observer.obstacle.what}`;
    if (observer.kind === "obstacle") {
      obstacles.set(observer.obstacle.stack, observer.obstacle);
    }
    const predicted = await foretell(network, call, call.request.from, knownBundle);
    const seen = { kind: "not observed", because } as const;
    results.set(call, { call, predicted, unexpected: unexpectedOf(call, predicted), seen });
  }
  const limit = pLimit(options.parallel);
  await Promise.all(
    [...byStack].map(([name, group]) =>
      limit(async () => {
        const obstacle = await observeStack(group, options, results);
        if (obstacle) {
          obstacles.set(name, obstacle);
        }
      }),
    ),
  );
  return {
    calls: calls.flatMap((call) => results.get(call) ?? []),
    obstacles: [...obstacles.values()].sort((a, b) => (a.stack < b.stack ? -1 : 1)),
  };
}

/** The calls of one stack, a batch after the other. @returns what stopped it, if anything did */
async function observeStack(
  { probe, calls }: { probe: StackProbe; calls: readonly ExpectedCall[] },
  options: ObserveOptions,
  results: Map<ExpectedCall, ObservedCall>,
): Promise<Obstacle | undefined> {
  const { name, region } = probe.stack;
  let obstacle: Obstacle | undefined;
  for (let at = 0; at < calls.length; at += MOST_CALLS) {
    const batch = calls.slice(at, at + MOST_CALLS);
    // Once it has failed, it is not asked again.
    const seen = obstacle ? [] : await ask(probe, batch, options.invoke);
    if (!Array.isArray(seen)) {
      obstacle = seen.toObstacle(name);
    }
    for (const [i, call] of batch.entries()) {
      const observation = Array.isArray(seen) ? seen[i] : undefined;
      const traces = await foretellAll(options, name, call);
      const [predicted] = traces;
      if (!observation) {
        const because = `${name}: ${obstacle?.what ?? "it was not asked"}`;
        const unexpected = unexpectedOf(call, predicted);
        results.set(call, { call, predicted, unexpected, seen: { kind: "not observed", because } });
        continue;
      }
      const outcomes = traces.map(({ outcome }) => outcome);
      const comparison = compare(call.request.url, outcomes, observation, region);
      results.set(call, {
        ...{ call, predicted, seen: { kind: "observed", observation, comparison } },
        unexpected:
          comparison.kind === "unpredicted"
            ? shortfalls(call.expect, observation)
            : unexpectedOf(call, predicted),
      });
    }
  }
  return obstacle;
}

/** Where nothing can be foretold, nothing foretold is wrong: such calls are counted for themselves. */
const unexpectedOf = (call: ExpectedCall, predicted: Trace | undefined): string[] =>
  predicted && predicted.verdict !== "unknown" ? differences(call, predicted) : [];

async function ask(
  probe: StackProbe,
  calls: readonly ExpectedCall[],
  invoke: Invoke,
): Promise<Observation[] | ProbeFault> {
  try {
    const answer = await invoke(probe, {
      calls: calls.map(({ request: { url, method, headers, insecure } }) => ({
        ...{ url, method, headers: { ...headers }, insecure },
      })),
      timeoutMs: LONGEST_CALL_MS,
    });
    const read = readAnswer(answer, calls.length);
    return typeof read === "string" ? malformed(read, probe) : read;
  } catch (error) {
    if (error instanceof ProbeFault) {
      return error;
    }
    throw error;
  }
}

/** What must come of a call by each subnet that the probe may be in. */
async function foretellAll(
  { network, knownBundle }: ObserveOptions,
  stack: string,
  call: ExpectedCall,
): Promise<Trace[]> {
  const traces: Trace[] = [];
  for (const place of probePlaces(network, stack)) {
    traces.push(await answerCall(network, { ...call.request, from: place }, knownBundle));
  }
  return traces;
}

async function foretell(
  network: Network,
  { request }: ExpectedCall,
  from: string,
  knownBundle: KnownBundle,
): Promise<Trace | undefined> {
  const isThere = network.has(from) || from === "internet" || from.startsWith("onprem:");
  return isThere ? answerCall(network, { ...request, from }, knownBundle) : undefined;
}
