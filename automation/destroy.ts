import pLimit from "p-limit";
import type { UpOptions } from "./up";
import { checkIdentity } from "./identity";
import type { StackPlan } from "./project";
import { runStack, serviceOf, type RunResult, type StackResult } from "./runs";
import { destroySimulated } from "./simulated";

/**
 * Deletes everything that stacks have: customers side by side first, then their services. A service one
 * of whose customers in this run could not be deleted is not started: AWS would refuse it.
 *
 * @throws SettingsError when a stack was built in another account or region than its settings say
 */
export async function destroy(options: UpOptions): Promise<RunResult> {
  const { project, stacks, state, progress } = options;
  checkIdentity(stacks, state);
  const world = state.openWorld();
  const results = new Map<string, StackResult>();
  const run = async (stack: StackPlan): Promise<void> => {
    progress(`${stack.name}: started`);
    const result = await runStack(stack, (onStep) =>
      destroySimulated({ project, state, world, stack, onStep }),
    );
    progress(`${stack.name}: ${result.state}`);
    results.set(stack.name, result);
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
  return { stacks: stacks.flatMap((stack) => results.get(stack.name) ?? []), warnings: [] };
}
