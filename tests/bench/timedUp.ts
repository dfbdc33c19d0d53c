/**
 * Builds the sample service with many customers from nothing, in this process: `timedUp <folder> <count> …`
 * does it once for each count, in the folder. Prints a line of JSON: the milliseconds that the last one
 * took, reading its settings included, by the clock and by what the processors worked for it, and the most
 * memory in MiB that this process had.
 */
import * as path from "path";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { up } from "../../automation/up";
import { writeManyCustomers } from "../support/manyCustomers";

/** Where the sample is: this is run as a bundle in `dist/`. */
const ROOT = path.join(__dirname, "..");

/** Customers that run side by side, as the command line has it unless told. */
const PARALLEL = 8;

/** Milliseconds. */
interface Times {
  clock: number;
  processor: number;
}

async function timedUp(directory: string): Promise<Times> {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  const project = loadProject(directory);
  const state = StateFolder.open(path.join(directory, "state"));
  const { stacks } = project;
  const progress = SILENT;
  const result = await up({ project, stacks, state, parallel: PARALLEL, progress });
  for (const one of result.stacks) {
    if (one.state !== "done") {
      throw one.state === "failed" ? one.error : new Error(`${one.stack.name} was not started`);
    }
  }
  const { user, system } = process.cpuUsage(before);
  return {
    clock: Number(process.hrtime.bigint() - start) / 1e6,
    processor: (user + system) / 1e3,
  };
}

async function main([folder = "", ...counts]: string[]): Promise<void> {
  let milliseconds: Times | undefined;
  for (const [i, count] of counts.entries()) {
    const directory = path.join(folder, String(i));
    writeManyCustomers(ROOT, directory, Number(count));
    milliseconds = await timedUp(directory);
  }
  const mebibytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ milliseconds, mebibytes })}\n`);
}

void main(process.argv.slice(2));
