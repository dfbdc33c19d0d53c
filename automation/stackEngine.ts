import type { Step } from "../simulator/step";
import type { World } from "../simulator/world";
import type { Project, StackPlan } from "./project";
import { destroySimulated, runSimulated, type StackRun } from "./simulated";
import type { States } from "./states";

/** What watches the run of one stack. */
export interface Watch {
  /** Called when a step has been taken. */
  onStep: (step: Step) => void;
  /** Called when something has begun, with the words for it: `creating aws:ec2/vpc:Vpc::network-vpc`. */
  onBegin?: (what: string) => void;
  /** Called with what the user should know, and what does not stop the run. */
  onWarning?: (text: string) => void;
  /** Aborted when the run must stop as soon as it can do so cleanly. */
  signal?: AbortSignal;
}

/** What carries out the runs of stacks, one at a time each. */
export interface StackEngine {
  /** Builds a stack. @throws the first failure; what was made until then is kept */
  up(stack: StackPlan, watch: Watch): Promise<StackRun>;
  /** Deletes everything that a stack has. @throws the first failure; what is left is kept */
  destroy(stack: StackPlan, watch: Watch): Promise<StackRun>;
}

export interface BuiltinOptions {
  project: Project;
  state: States;
  world: World;
}

/** The engine in this process, on the simulated cloud. */
export function builtinEngine({ project, state, world }: BuiltinOptions): StackEngine {
  // States of services, which grow with their customers, are not read for each of these.
  const read = new Map<string, ReturnType<States["outputs"]>>();
  const outputsOf = (name: string) => {
    const outputs = read.get(name) ?? state.outputs(name);
    read.set(name, outputs);
    return outputs;
  };
  return {
    up: async (stack, { onStep }) => {
      const run = await runSimulated({ project, state, world, stack, onStep, outputsOf });
      read.set(stack.name, run.outputs);
      return run;
    },
    destroy: (stack, { onStep }) => destroySimulated({ project, state, world, stack, onStep }),
  };
}
