import * as path from "path";
import { close, open, resourcesIn, type CommonOptions, type Terminal } from "./commands";
import { markdown } from "./markdown";
import { BANNER, curl } from "./render";
import { callChanges, changeCount, runJson, stackTable, stepTree } from "./report";
import { PredictedStates } from "./states";
import { StateFolder } from "./stateFolder";
import { up } from "./up";
import { UsageError } from "./usageError";

export interface PreviewOptions extends CommonOptions {
  parallel: number;
  full?: boolean;
  markdown?: boolean;
  /** A folder for the states that an `up` would leave. */
  out?: string;
  /** A folder of states to compare with, in place of the kept ones. */
  against?: string;
}

/**
 * Shows what an `up` would do: runs it on a copy of the world and keeps nothing.
 *
 * @returns the exit code
 */
export async function previewCommand(options: PreviewOptions, terminal: Terminal): Promise<number> {
  if (options.against !== undefined && options.state !== undefined) {
    throw new UsageError("--against stands in place of --state", "give one of the two");
  }
  const { project, stacks, state } = open({ ...options, state: options.against ?? options.state });
  terminal.err(BANNER);
  const predicted = new PredictedStates(state, state.copyWorld());
  const { parallel, full } = options;
  const result = await up({ project, stacks, state: predicted, parallel, progress: terminal.err });
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  const calls = Object.fromEntries(
    result.stacks.map(({ stack: { name } }) => [
      name,
      callChanges(state.outputs(name) ?? {}, predicted.outputs(name) ?? {}),
    ]),
  );
  const trees = result.stacks.map((one) => ({
    name: one.stack.name,
    lines: stepTree(one, resourcesIn(state, one.stack.name), { full }),
  }));
  if (options.out !== undefined) {
    keep(
      options.out,
      predicted,
      result.stacks.map(({ stack }) => stack.name),
    );
  }
  if (options.json) {
    terminal.out(JSON.stringify(runJson(result, { calls }), null, 2));
  } else if (options.markdown) {
    markdown(result, trees, calls).forEach((line) => terminal.out(line));
  } else {
    stackTable(result).forEach((line) => terminal.out(line));
    trees.forEach(({ lines }) => lines.forEach((line) => terminal.out(line)));
    terminal.out(`${changeCount(result)} in the cloud; nothing was changed by this preview.`);
    for (const [, { before, after }] of Object.entries(calls)) {
      const [old, now] = [before.map(curl), after.map(curl)];
      old.filter((call) => !now.includes(call)).forEach((call) => terminal.out(`- ${call}`));
      now.filter((call) => !old.includes(call)).forEach((call) => terminal.out(`+ ${call}`));
    }
  }
  return close(result, terminal);
}

/** Writes predicted states as a state folder, so that another preview can be made against it. */
function keep(folder: string, predicted: PredictedStates, stacks: string[]): void {
  const out = StateFolder.open(path.resolve(folder));
  const world = out.openWorld();
  world.become(predicted.openWorld());
  world.save();
  for (const stack of stacks) {
    out.save(stack, resourcesIn(predicted, stack));
  }
}
