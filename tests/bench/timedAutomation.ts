/**
 * What the orchestrator itself costs: `timedAutomation <folder> <count> overhead|memory`. Prints a line of JSON.
 *
 * `overhead`: builds a service and `count` customers one by one on the builtin engine; the milliseconds of each
 * stack that were not the engine's. `memory`: runs `count` customers, 16 side by side, on an engine that takes
 * no time and leaves what the builtin one left for a customer of the sample; the MiB that are in use, after
 * collecting garbage, at the most.
 */
import * as path from "path";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { builtinEngine, type StackEngine } from "../../automation/stackEngine";
import { StateFolder } from "../../automation/stateFolder";
import { up } from "../../automation/up";
import { resourcesOf } from "../../paths/snapshot";
import type { World } from "../../simulator/world";
import { writeManyCustomers } from "../support/manyCustomers";

const PARALLEL = 16;
/** Stacks after which memory is looked at. */
const EVERY = 10;

async function overhead(directory: string): Promise<{ milliseconds: number }> {
  const project = loadProject(directory);
  const state = StateFolder.open(path.join(directory, "state"));
  let engines = 0n;
  const engine = (world: World): Promise<StackEngine> => {
    const builtin = builtinEngine({ project, state, world });
    const timed: StackEngine["up"] = async (stack, watch) => {
      const start = process.hrtime.bigint();
      try {
        return await builtin.up(stack, watch);
      } finally {
        engines += process.hrtime.bigint() - start;
      }
    };
    return Promise.resolve({ ...builtin, up: timed });
  };
  const start = process.hrtime.bigint();
  const { stacks } = project;
  const result = await up({ project, stacks, state, parallel: 1, progress: SILENT, engine });
  const failed = result.stacks.filter((one) => one.state !== "done");
  if (failed.length > 0) {
    throw new Error(`${failed.map(({ stack }) => stack.name).join(", ")} failed`);
  }
  const own = process.hrtime.bigint() - start - engines;
  return { milliseconds: Number(own) / 1e6 / stacks.length };
}

async function memory(directory: string): Promise<{ mebibytes: number }> {
  const project = loadProject(directory);
  const state = StateFolder.open(path.join(directory, "state"));
  const { stacks } = project;
  const [service, customer] = stacks;
  if (!service || !customer) {
    throw new Error("there are no two stacks");
  }
  const sample = { project, stacks: [service, customer], state, parallel: 1, progress: SILENT };
  await up(sample);
  const text = JSON.stringify(state.load(customer.name));
  const steps = JSON.stringify((await up(sample)).stacks.flatMap((one) => stepsOf(one)));
  let most = 0;
  let ended = 0;
  const look = (): void => {
    ended += 1;
    if (ended % EVERY === 0) {
      global.gc?.();
      most = Math.max(most, process.memoryUsage().heapUsed);
    }
  };
  const engine: StackEngine = {
    up: async ({ name }, { onStep }) => {
      await new Promise(setImmediate);
      const snapshot = JSON.parse(text) as NonNullable<ReturnType<StateFolder["load"]>>;
      state.keep(name, snapshot);
      const own = JSON.parse(steps) as ReturnType<typeof stepsOf>;
      own.forEach(onStep);
      const outputs = { ...state.outputs(name) };
      return { steps: own, outputs, resources: () => resourcesOf(state.load(name)) };
    },
    destroy: () => Promise.reject(new Error("nothing is destroyed here")),
  };
  const customers = stacks.filter(({ settings }) => settings.role === "customer");
  const progress = { ...SILENT, ended: look };
  await up({
    ...{ project, stacks: customers, state, parallel: PARALLEL, progress },
    engine: () => Promise.resolve(engine),
  });
  return { mebibytes: most / 2 ** 20 };
}

const stepsOf = (one: Awaited<ReturnType<typeof up>>["stacks"][number]) =>
  one.state === "done" && one.stack.settings.role === "customer" ? one.steps : [];

async function main(): Promise<void> {
  const [folder = "", count = "", what = ""] = process.argv.slice(2);
  const directory = path.join(folder, `${what}-${count}`);
  writeManyCustomers(path.join(__dirname, ".."), directory, Number(count));
  const measured = await (what === "overhead" ? overhead(directory) : memory(directory));
  process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
