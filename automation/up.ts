import pLimit from "p-limit";
import { estimate } from "../simulator/clock";
import { checkConnections } from "./connections";
import { checkIdentity } from "./identity";
import type { Project, StackPlan } from "./project";
import { runStack, serviceOf, type RunResult, type StackResult } from "./runs";
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

export interface UpResult extends RunResult {
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
  checkIdentity(stacks, state);
  const warnings = checkConnections(project, stacks, state);
  const world = state.openWorld();
  const results = new Map<string, StackResult>();
  const run = async (stack: StackPlan): Promise<void> => {
    progress(`${stack.name}: started`);
    const result = await runStack(stack, (onStep) =>
      runSimulated({ project, state, world, stack, onStep }),
    );
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

function estimateRun(results: readonly StackResult[]): number {
  const seconds = (role: string) =>
    results
      .filter((result) => result.stack.settings.role === role)
      .map((result) => (result.state === "done" ? estimate(result.resources).seconds : 0));
  const services = seconds("service").reduce((sum, own) => sum + own, 0);
  return services + Math.max(0, ...seconds("customer"));
}
