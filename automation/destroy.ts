import pLimit from "p-limit";
import { resourcesOf } from "../paths/snapshot";
import type { World } from "../simulator/world";
import { formatProblem } from "../stacks/problems";
import type { UpOptions } from "./up";
import { checkIdentity } from "./identity";
import { phaseOf, type Phase, type Project, type StackPlan } from "./project";
import { neededBy, runStack, serviceOf, type RunResult, type StackResult } from "./runs";
import { destroySimulated } from "./simulated";
import { PredictedStates, type States } from "./states";

/**
 * Deletes everything that stacks have: customers side by side first, then their services, then direct
 * customers. A stack that is needed by one that could not be deleted is not started: AWS would refuse it. A service that
 * AWS would refuse halfway is left as it is.
 *
 * @throws SettingsError when a stack was built in another account or region than its settings say; Refusal
 *   when another run uses the state
 */
export async function destroy(options: UpOptions): Promise<RunResult> {
  const { project, stacks, state } = options;
  checkIdentity(stacks, state);
  const warnings = connectedCustomers(project, stacks, state);
  const unlock = state.lock();
  try {
    return { stacks: await deleteAll(options), warnings };
  } finally {
    unlock();
  }
}

/** Deletes stacks in a state that no other run uses. */
async function deleteAll(options: UpOptions): Promise<StackResult[]> {
  const { project, stacks, state, progress } = options;
  const world = state.openWorld();
  const results = new Map<string, StackResult>();
  const attempt = (stack: StackPlan, states: States, there: World) =>
    runStack(stack, (onStep) =>
      destroySimulated({ project, state: states, world: there, stack, onStep }),
    );
  const run = async (stack: StackPlan): Promise<void> => {
    progress(`${stack.name}: started`);
    const refused = stack.settings.role === "service" && (await rehearse(stack));
    const result = refused || (await attempt(stack, state, world));
    progress(`${stack.name}: ${result.state}`);
    results.set(stack.name, result);
  };
  /** What would fail, found on a copy: with half of a service deleted, no customer could call it. */
  const rehearse = async (stack: StackPlan): Promise<StackResult | undefined> => {
    const copy = world.copy();
    const result = await attempt(stack, new PredictedStates(state, copy), copy);
    return result.state === "failed" ? { ...result, steps: [] } : undefined;
  };
  const limit = pLimit(options.parallel);
  const inPhase = (phase: Phase) => stacks.filter((stack) => phaseOf(stack) === phase);
  /** Deletes a stack, unless one that needs it could not be deleted. */
  const attemptLast = async (stack: StackPlan): Promise<void> => {
    const left = stacks.filter(
      (other) => neededBy(other).includes(stack.name) && results.get(other.name)?.state !== "done",
    );
    if (left.length === 0) {
      return run(stack);
    }
    const names = left.map(({ name }) => name);
    results.set(stack.name, { state: "not started", stack, because: `${names.join(", ")} failed` });
  };
  await Promise.all(inPhase("customer").map((stack) => limit(() => run(stack))));
  for (const stack of inPhase("service")) {
    await attemptLast(stack);
  }
  // The policy that names their endpoints goes first.
  await Promise.all(inPhase("direct").map((stack) => limit(() => attemptLast(stack))));
  world.save();
  return stacks.flatMap((stack) => results.get(stack.name) ?? []);
}

/** A warning for each service of a run that has customers which are built and not part of the run. */
function connectedCustomers(
  project: Project,
  run: readonly StackPlan[],
  states: Pick<States, "load">,
): string[] {
  const isThere = ({ name }: StackPlan): boolean => resourcesOf(states.load(name)).length > 0;
  return run
    .filter(({ settings }) => settings.role === "service")
    .flatMap(({ name }) => {
      const left = project.stacks
        .filter((stack) => serviceOf(stack) === name && !run.some((one) => one.name === stack.name))
        .filter(isThere)
        .map((stack) => stack.name);
      return left.length === 0
        ? []
        : formatProblem({
            where: name,
            what: "has customers that are built and not part of this run; AWS keeps a service that has connections",
            value: left.join(", "),
            fix: `npx private-api destroy --stacks ${[...left, name].join(",")}`,
          });
    });
}
