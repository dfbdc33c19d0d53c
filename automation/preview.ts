import { begin, close, resourcesIn, type CommonOptions, type Terminal } from "./commands";
import { markdown } from "./markdown";
import { callChanges, callSentence, networkOf } from "./callChanges";
import { changeCount, estimateJson, estimateLines, runJson, stackTable, stepTree } from "./report";
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
  const { out } = options;
  const kept = out === undefined ? undefined : StateFolder.openForPreview(out, "--out");
  const { project, stacks, state } = begin(options, terminal);
  const predicted = new PredictedStates(state, state.copyWorld());
  const { parallel, full } = options;
  const result = await up({ project, stacks, state: predicted, parallel, progress: terminal.err });
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  const all = project.stacks.map(({ name }) => name);
  const [before, after] = [networkOf(state, all), networkOf(predicted, all)];
  const calls = Object.fromEntries(
    result.stacks.map(({ stack: { name } }) => [name, callChanges(before, after, name)]),
  );
  const sentences = Object.entries(calls).map(([name, changes]) => callSentence(name, changes));
  const trees = result.stacks.map((one) => ({
    name: one.stack.name,
    lines: stepTree(one, resourcesIn(state, one.stack.name), { full }),
  }));
  if (kept) {
    keep(
      kept,
      predicted,
      result.stacks.map(({ stack }) => stack.name),
    );
  }
  if (options.json) {
    terminal.out(JSON.stringify(runJson(result, { calls, ...estimateJson(result) }), null, 2));
  } else if (options.markdown) {
    markdown(result, trees, sentences).forEach((line) => terminal.out(line));
  } else {
    sentences.forEach((line) => terminal.out(line));
    stackTable(result, "foreseen").forEach((line) => terminal.out(line));
    trees.forEach(({ lines }) => lines.forEach((line) => terminal.out(line)));
    terminal.out(`${changeCount(result)} in the cloud; nothing was changed by this preview.`);
    estimateLines(result).forEach((line) => terminal.out(line));
  }
  return close(result, terminal);
}

/** Writes predicted states as a state folder, so that another preview can be made against it. */
function keep(out: StateFolder, predicted: PredictedStates, stacks: string[]): void {
  const unlock = out.lock();
  try {
    const world = out.openWorld();
    world.become(predicted.openWorld());
    world.save();
    for (const stack of stacks) {
      out.save(stack, resourcesIn(predicted, stack));
    }
  } finally {
    unlock();
  }
}
