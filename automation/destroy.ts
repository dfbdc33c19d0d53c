import { resourcesOf, type ResourceState } from "../paths/snapshot";
import { Cloud } from "../simulator/aws/cloud";
import type { World, WorldObject } from "../simulator/world";
import { formatProblem } from "../stacks/problems";
import { checkIdentity } from "./identity";
import type { Project, StackPlan } from "./project";
import { runStack, serviceOf, type RunResult, type StackResult } from "./runs";
import { runInOrder } from "./schedule";
import { builtinEngine } from "./stackEngine";
import { PredictedStates, type States } from "./states";
import { BUILTIN } from "./target";
import { attempt, engineOf, type UpOptions } from "./up";
import { Refusal } from "./usageError";

/**
 * Deletes everything that stacks have: customers side by side first, then their services, then direct
 * customers. A stack that is needed by one that could not be deleted is not started: AWS would refuse it. A service that
 * AWS would refuse halfway is left as it is.
 *
 * @throws SettingsError when a stack was built in another account or region than its settings say; Refusal
 *   when another run uses the state, or customers of a service on AWS would be cut off
 */
export async function destroy(options: UpOptions): Promise<RunResult> {
  const { project, stacks, state, kind = BUILTIN } = options;
  checkIdentity(stacks, state);
  const warnings = connectedCustomers(project, stacks, state);
  const [connected] = warnings;
  if (kind.target === "aws" && connected !== undefined) {
    // On the simulated cloud the refusal is found on a copy; AWS would refuse with half of the service gone.
    throw new Refusal(connected);
  }
  const unlock = state.lock();
  try {
    return { ...kind, stacks: await deleteAll(options), warnings };
  } finally {
    unlock();
  }
}

/** Deletes stacks in a state that no other run uses. */
async function deleteAll(options: UpOptions): Promise<StackResult[]> {
  const { project, stacks, state, parallel, signal, kind = BUILTIN } = options;
  const cutOff = state.cutOff();
  const world = state.openWorld();
  const engine = await engineOf(options, world);
  const clean = (stack: StackPlan, there: World) =>
    sweep(stack, project.name, cutOff, resourcesOf(state.load(stack.name)), there);
  /** What would fail, found on a copy: with half of a service deleted, no customer could call it. */
  const rehearse = async (stack: StackPlan): Promise<StackResult | undefined> => {
    const copy = world.copy();
    const copied = new PredictedStates(state, copy);
    const onCopy = builtinEngine({ project, state: copied, world: copy });
    const result = await runStack(stack, (onStep) => {
      clean(stack, copy);
      return onCopy.destroy(stack, { onStep });
    });
    return result.state === "failed" ? { ...result, steps: [] } : undefined;
  };
  const run = async (stack: StackPlan): Promise<StackResult> => {
    const isService = stack.settings.role === "service" && kind.target === "simulated";
    const refused = isService ? await rehearse(stack) : undefined;
    if (refused) {
      options.progress.started(stack.name);
      options.progress.ended(refused);
      return refused;
    }
    return attempt(options, stack, async (watch) => {
      clean(stack, world);
      return engine.destroy(stack, watch);
    });
  };
  const results = await runInOrder({ stacks, parallel, backwards: true, signal }, run);
  world.save();
  return results;
}

/**
 * Deletes what a killed run had made and no state knows of. It is what was made last, so that nothing needs
 * it. Of AWS nobody can tell: the CLI names what was under way.
 */
function sweep(
  { name, account, region }: StackPlan,
  project: string,
  cutOff: readonly WorldObject[],
  known: readonly ResourceState[],
  world: World,
): void {
  const cloud = new Cloud(account, region, world);
  const isKnown = ({ type, id }: WorldObject) =>
    known.some((resource) => resource.type === type && resource.id === id);
  [...cutOff]
    .reverse()
    .filter((object) => object.origin.startsWith(`urn:pulumi:${name}::${project}::`))
    .filter((object) => !isKnown(object))
    .forEach(({ type, id }) => cloud.delete(type, id));
}

/** A warning for each service of a run that has customers which are built and not part of the run. */
export function connectedCustomers(
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
