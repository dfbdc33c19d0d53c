import pLimit from "p-limit";
import { resourcesOf } from "../paths/snapshot";
import type { World } from "../simulator/world";
import { formatProblem } from "../stacks/problems";
import type { UpOptions } from "./up";
import { checkIdentity } from "./identity";
import type { Project, StackPlan } from "./project";
import { runStack, serviceOf, type RunResult, type StackResult } from "./runs";
import { destroySimulated } from "./simulated";
import { PredictedStates, type States } from "./states";

/**
 * Deletes everything that stacks have: customers side by side first, then their services. A service one
 * of whose customers in this run could not be deleted is not started: AWS would refuse it. A service that
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
  const customers = stacks.filter(({ settings }) => settings.role === "customer");
  await Promise.all(customers.map((stack) => limit(() => run(stack))));
  for (const stack of stacks.filter(({ settings }) => settings.role === "service")) {
    const left = customers.filter(
      (customer) =>
        serviceOf(customer) === stack.name && results.get(customer.name)?.state !== "done",
    );
    if (left.length === 0) {
      await run(stack);
    } else {
      const because = `${left.map(({ name }) => name).join(", ")} failed`;
      results.set(stack.name, { state: "not started", stack, because });
    }
  }
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
