import program = require("../index");
import { resourcesOf, type ResourceState } from "../paths/snapshot";
import { Cloud } from "../simulator/aws/cloud";
import { Engine } from "../simulator/engine";
import type { Step } from "../simulator/step";
import { runProgram } from "../simulator/sdk";
import type { World } from "../simulator/world";
import type { Project, StackPlan } from "./project";
import type { States } from "./states";

/** DIY backends, and so this engine, know one organization. */
const ORGANIZATION = "organization";

export interface SimulatedOptions {
  project: Project;
  stack: StackPlan;
  state: States;
  world: World;
  onStep?: (step: Step) => void;
  /** The outputs of another stack; out of its state unless given. */
  outputsOf?: States["outputs"];
}

/** What one stack's run gave. */
export interface StackRun {
  steps: Step[];
  outputs: Record<string, unknown>;
  /** Reads what the stack has after the run: of hundreds of stacks it is not all kept in memory. */
  resources: () => ResourceState[];
}

/**
 * Runs the unmodified program for one stack on the builtin engine.
 *
 * @throws the first failure; what was made until then is kept
 */
export async function runSimulated(options: SimulatedOptions): Promise<StackRun> {
  const { project, stack } = options;
  return withEngine(options, async (engine) => {
    const identity = {
      project: project.name,
      stack: stack.name,
      organization: ORGANIZATION,
      rootDirectory: project.directory,
      config: stack.config,
    };
    await runProgram(identity, engine, program);
    engine.finish();
  });
}

/**
 * Deletes everything that one stack has, without running its program.
 *
 * @throws the first failure; what was not deleted until then is kept
 */
export async function destroySimulated(options: SimulatedOptions): Promise<StackRun> {
  return withEngine(options, (engine) => Promise.resolve(engine.destroy()));
}

async function withEngine(
  { project, stack, state, world, onStep, outputsOf }: SimulatedOptions,
  work: (engine: Engine) => Promise<void>,
): Promise<StackRun> {
  const awsConfig = awsConfigOf(stack.config);
  const engine = new Engine({
    project: project.name,
    stack: stack.name,
    cloud: new Cloud(stack.account, stack.region, world, defaultTagsOf(awsConfig)),
    awsConfig,
    previous: state.load(stack.name),
    stackOutputs: (name) => {
      const [organization, projectName, other] = name.split("/");
      const own = organization === ORGANIZATION && projectName === project.name;
      const read = outputsOf ?? ((known: string) => state.outputs(known));
      return own && other !== undefined ? read(other) : undefined;
    },
    save: (all) => state.save(stack.name, all),
    onStep,
  });
  try {
    await work(engine);
  } catch (error) {
    engine.abandon();
    throw error;
  }
  const resources = () => resourcesOf(state.load(stack.name));
  return { steps: engine.steps, outputs: state.outputs(stack.name) ?? {}, resources };
}

/** The inputs of the default AWS provider, as the engine takes them from the stack's config. */
function awsConfigOf(config: Record<string, string>): Record<string, string> {
  const prefix = "aws:";
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value])
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  ) as Record<string, string>;
}

function defaultTagsOf(awsConfig: Record<string, string>): Record<string, string> {
  const given = awsConfig["defaultTags"];
  const parsed = given ? (JSON.parse(given) as { tags?: Record<string, string> }) : {};
  return parsed.tags ?? {};
}
