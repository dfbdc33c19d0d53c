import pLimit from "p-limit";
import { checkConnections } from "./connections";
import { driftWarnings } from "./drift";
import { estimateRun, type RunEstimate } from "./estimate";
import { checkIdentity } from "./identity";
import { phaseOf, type Phase, type Project, type StackPlan } from "./project";
import { neededBy, runStack, type RunResult, type StackResult } from "./runs";
import { runSimulated } from "./simulated";
import type { States } from "./states";

export interface UpOptions {
  project: Project;
  stacks: StackPlan[];
  state: States;
  /** How many customers run side by side. */
  parallel: number;
  /** Called with a line for people when a stack begins, ends or fails. */
  progress: (line: string) => void;
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
  const { project, stacks, state } = options;
  checkIdentity(stacks, state);
  const connections = checkConnections(project, stacks, state);
  const unlock = state.lock();
  try {
    return await runAll(options, connections);
  } finally {
    unlock();
  }
}

/** Runs stacks that fit together, in a state that no other run uses. */
async function runAll(options: UpOptions, connections: readonly string[]): Promise<UpResult> {
  const { project, stacks, state, progress } = options;
  const world = state.openWorld();
  const warnings = [...connections, ...driftWarnings(stacks, state, world)];
  const results = new Map<string, StackResult>();
  const run = async (stack: StackPlan, outputsOf?: States["outputs"]): Promise<void> => {
    progress(`${stack.name}: started`);
    const result = await runStack(stack, (onStep) =>
      runSimulated({ project, state, world, stack, onStep, outputsOf }),
    );
    progress(`${stack.name}: ${result.state}`);
    results.set(stack.name, result);
  };
  const inPhase = (phase: Phase) => stacks.filter((stack) => phaseOf(stack) === phase);
  const limit = pLimit(options.parallel);
  /** Runs a stack, unless one that it needs could not be built. */
  const attempt = async (stack: StackPlan, outputsOf?: States["outputs"]): Promise<void> => {
    const missing = neededBy(stack).filter((name) => {
      const needed = results.get(name);
      return needed !== undefined && needed.state !== "done";
    });
    if (missing.length === 0) {
      return run(stack, outputsOf);
    }
    results.set(stack.name, {
      state: "not started",
      stack,
      because: `${missing.join(", ")} failed`,
    });
  };
  await Promise.all(inPhase("direct").map((stack) => limit(() => attempt(stack))));
  for (const stack of inPhase("service")) {
    await attempt(stack);
  }
  // The services are done: their states, which grow with their customers, are not read for each of them.
  const outputsOf = readingOnce((name) => state.outputs(name));
  await Promise.all(inPhase("customer").map((stack) => limit(() => attempt(stack, outputsOf))));
  world.save();
  const ordered = stacks.flatMap((stack) => results.get(stack.name) ?? []);
  return { stacks: ordered, warnings, ...estimateRun(ordered, options.parallel) };
}

/** The same function, which reads each stack once. */
function readingOnce(outputsOf: States["outputs"]): States["outputs"] {
  const read = new Map<string, ReturnType<States["outputs"]>>();
  return (stack) => {
    const outputs = read.has(stack) ? read.get(stack) : outputsOf(stack);
    read.set(stack, outputs);
    return outputs;
  };
}
