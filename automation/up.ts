import { checkConnections } from "./connections";
import { driftWarnings } from "./drift";
import { estimateRun, type RunEstimate } from "./estimate";
import { checkIdentity } from "./identity";
import type { Progress } from "./progress";
import type { Project, StackPlan } from "./project";
import { retryThrottled, type RetryOptions } from "./retry";
import { runStack, type RunResult, type StackResult } from "./runs";
import { runInOrder } from "./schedule";
import { builtinEngine, type StackEngine, type Watch } from "./stackEngine";
import type { States } from "./states";
import { BUILTIN, type RunKind } from "./target";
import type { World } from "../simulator/world";
import type { StackRun } from "./simulated";

export interface UpOptions {
  project: Project;
  stacks: StackPlan[];
  state: States;
  /** How many customers run side by side. */
  parallel: number;
  progress: Progress;
  /** Whether the stacks are known to fit together. */
  isChecked?: boolean;
  /** What carries it out; the builtin engine unless given. */
  kind?: RunKind;
  /** Makes what carries it out, on the simulated world, which AWS has no use for. */
  engine?: (world: World) => Promise<StackEngine>;
  /** Aborted when the run must end: what has begun is ended cleanly, nothing more is started. */
  signal?: AbortSignal;
  /** How it waits while AWS throttles. */
  waiting?: Pick<RetryOptions, "wait" | "random">;
}

/** What a run gave, and how long what it made would take on AWS. */
export type UpResult = RunResult & RunEstimate;

/**
 * Builds stacks in dependency order: direct customers side by side, services one after the other, then
 * their other customers side by side. A failed customer stops no other; what needs a failed stack is not
 * started.
 *
 * @throws SettingsError before anything is registered when the stacks do not fit together; Refusal when
 *   another run uses the state
 */
export async function up(options: UpOptions): Promise<UpResult> {
  const { project, stacks, state, kind = BUILTIN, isChecked } = options;
  checkIdentity(stacks, state);
  const connections = isChecked ? [] : checkConnections(project, stacks, state, kind.target);
  const unlock = state.lock();
  try {
    return await runAll(options, connections);
  } finally {
    unlock();
  }
}

/** Runs stacks that fit together, in a state that no other run uses. */
async function runAll(options: UpOptions, connections: readonly string[]): Promise<UpResult> {
  const { stacks, state, parallel, signal, kind = BUILTIN } = options;
  const world = state.openWorld();
  const engine = await engineOf(options, world);
  const drifted = kind.target === "aws" ? [] : driftWarnings(stacks, state, world);
  const results = await runInOrder({ stacks, parallel, signal }, (stack) =>
    attempt(options, stack, (watch) => engine.up(stack, watch)),
  );
  world.save();
  const warnings = [...connections, ...drifted];
  return { ...kind, stacks: results, warnings, ...estimateRun(results, parallel) };
}

/** What carries out a run. */
export function engineOf(
  { engine, project, state }: UpOptions,
  world: World,
): Promise<StackEngine> {
  return engine?.(world) ?? Promise.resolve(builtinEngine({ project, state, world }));
}

/** Runs one stack, again while AWS throttles it, and tells who looks on. */
export async function attempt(
  { progress, signal, waiting = WAITING }: UpOptions,
  stack: StackPlan,
  work: (watch: Watch) => Promise<StackRun>,
): Promise<StackResult> {
  const { name } = stack;
  progress.started(name);
  const onBegin = (what: string) => progress.began(name, what);
  const result = await retryThrottled(
    () =>
      runStack(stack, (note) => {
        const onStep: Watch["onStep"] = (step) => {
          note(step);
          progress.stepped(name, step);
        };
        const onWarning = (text: string) => progress.warned(name, text);
        return work({ onStep, onBegin, onWarning, signal });
      }),
    {
      ...waiting,
      signal,
      onPause: (seconds, tries) => progress.paused(name, seconds, tries),
    },
  );
  progress.ended(result);
  return result;
}

const WAITING: Pick<RetryOptions, "wait" | "random"> = {
  wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
  random: Math.random,
};
