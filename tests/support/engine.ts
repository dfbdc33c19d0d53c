import { ROOT_TYPE, toExport, type ResourceState } from "../../paths/snapshot";
import { Cloud } from "../../simulator/aws/cloud";
import { Engine } from "../../simulator/engine";
import { runProgram, type Properties } from "../../simulator/sdk";
import { World } from "../../simulator/world";

export const REGION = "ap-northeast-1";
export const ACCOUNT = "111111111111";

export interface ProgramRun {
  engine: Engine;
  resources: ResourceState[];
  world: World;
}

export interface ProgramOptions {
  stack?: string;
  world?: World;
  account?: string;
  previous?: ResourceState[];
  /** Outputs of other stacks, by full name. */
  others?: Record<string, Properties>;
  /** Told of the state as it was last saved, also when the run fails. */
  saved?: (resources: ResourceState[]) => void;
}

/** Runs a program of a test on the builtin engine, in memory. */
export async function runTestProgram(
  program: () => unknown,
  options: ProgramOptions = {},
): Promise<ProgramRun> {
  const { stack = "test", world = World.empty(), account = ACCOUNT, previous } = options;
  let resources: ResourceState[] = [];
  const engine = new Engine({
    project: "private-api",
    stack,
    cloud: new Cloud(account, REGION, world),
    awsConfig: { region: REGION },
    previous: previous && toExport(previous),
    stackOutputs: (name) => options.others?.[name],
    save: (all) => {
      resources = all;
      options.saved?.(all);
    },
  });
  const identity = {
    ...{ project: "private-api", stack, organization: "organization" },
    ...{ rootDirectory: process.cwd(), config: {} },
  };
  try {
    await runProgram(identity, engine, async () => await program());
    engine.finish();
  } catch (error) {
    engine.abandon();
    throw error;
  }
  return { engine, resources, world };
}

/** The outputs of the stack itself. */
export function stackOutputs(run: ProgramRun): Properties {
  return run.resources.find(({ type }) => type === ROOT_TYPE)?.outputs ?? {};
}

/** The last part of a URN's type, and its name: `Subnet net-isolated-1`. */
export function shortName(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.slice(types.lastIndexOf(":") + 1)} ${name}`;
}
