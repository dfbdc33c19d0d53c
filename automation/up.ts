import pLimit from "p-limit";
import { StepError } from "../simulator/engine";
import { estimate } from "../simulator/clock";
import { SettingsError } from "../stacks/problems";
import { checkConnections } from "./connections";
import type { Project, StackPlan } from "./project";
import { runSimulated, type StackRun } from "./simulated";
import type { StateFolder } from "./stateFolder";

/** How a stack's run ended. */
export type StackResult =
  | ({ state: "done"; stack: StackPlan } & StackRun)
  | { state: "failed"; stack: StackPlan; error: Error; urn?: string }
  | { state: "not started"; stack: StackPlan; because: string };

export interface UpOptions {
  project: Project;
  stacks: StackPlan[];
  state: StateFolder;
  /** How many customers run side by side. */
  parallel: number;
  /** Called with a line for people when a stack begins, ends or fails. */
  progress: (line: string) => void;
}

export interface UpResult {
  stacks: StackResult[];
  warnings: string[];
  /** Seconds that making all of it would take on AWS, customers side by side. */
  estimatedSeconds: number;
}

/**
 * Builds stacks in dependency order: services one after the other, then their customers side by side. A
 * failed customer stops no other; a failed service stops its customers.
 *
 * @throws SettingsError before anything is registered when the stacks do not fit together
 */
export async function up(options: UpOptions): Promise<UpResult> {
  const { project, stacks, state, progress } = options;
  const warnings = checkConnections(project, stacks, state);
  const world = state.openWorld();
  const results = new Map<string, StackResult>();
  const run = async (stack: StackPlan): Promise<void> => {
    progress(`${stack.name}: started`);
    const result = await runStack(stack, { project, state, world });
    progress(`${stack.name}: ${result.state}`);
    results.set(stack.name, result);
  };
  for (const stack of stacks.filter(({ settings }) => settings.role === "service")) {
    await run(stack);
  }
  const limit = pLimit(options.parallel);
  const customers = stacks.filter(({ settings }) => settings.role === "customer");
  await Promise.all(
    customers.map((stack) =>
      limit(async () => {
        const service = serviceOf(stack);
        const failed = service !== undefined && results.get(service)?.state === "failed";
        if (!failed) {
          return run(stack);
        }
        results.set(stack.name, { state: "not started", stack, because: `${service} failed` });
      }),
    ),
  );
  world.save();
  const ordered = stacks.flatMap((stack) => results.get(stack.name) ?? []);
  return { stacks: ordered, warnings, estimatedSeconds: estimateRun(ordered) };
}

async function runStack(
  stack: StackPlan,
  options: Pick<Parameters<typeof runSimulated>[0], "project" | "state" | "world">,
): Promise<StackResult> {
  try {
    const run = await runSimulated({ ...options, stack });
    return { state: "done", stack, ...run };
  } catch (reason) {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    const urn = error instanceof StepError ? error.urn : undefined;
    return { state: "failed", stack, error, urn };
  }
}

/** Whether a failed run failed for its settings, which the CLI tells from other failures. */
export const isSettingsFailure = (result: StackResult): boolean =>
  result.state === "failed" && result.error instanceof SettingsError;

function serviceOf(stack: StackPlan): string | undefined {
  return stack.settings.role === "customer"
    ? stack.settings.serviceStack?.split("/").pop()
    : undefined;
}

function estimateRun(results: readonly StackResult[]): number {
  const seconds = (role: string) =>
    results
      .filter((result) => result.state === "done" && result.stack.settings.role === role)
      .map((result) => (result.state === "done" ? estimate(result.resources).seconds : 0));
  const services = seconds("service").reduce((sum, own) => sum + own, 0);
  return services + Math.max(0, ...seconds("customer"));
}
