import { close, resourcesIn } from "./commands";
import { markdown } from "./markdown";
import { callChanges, callSentence, networkOf } from "./callChanges";
import { changeCount, estimateJson, estimateLines, runJson, stackTable, stepTree } from "./report";
import { begin, progressOn, type CommonOptions, type Terminal } from "./opening";
import { PredictedStates, type States } from "./states";
import { StateFolder } from "./stateFolder";
import { defaultParallel } from "./target";
import { up, type UpResult } from "./up";
import { UsageError } from "./usageError";

export interface PreviewOptions extends CommonOptions {
  /** How many customers run side by side; as many as fit the engine unless given. */
  parallel?: number;
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
  const { out, full } = options;
  const kept = out === undefined ? undefined : StateFolder.openForPreview(out, "--out");
  const opened = begin(options, terminal);
  const { project, state, kind } = opened;
  if (kept && kind.engine === "pulumi") {
    throw new UsageError(
      "--out writes what the builtin engine foretells; the Pulumi engine does not say what its states will be",
      "leave out --out, or leave out --engine and --target",
    );
  }
  const { result, after: predicted, untold } = await foresee(opened, options, terminal);
  const isShown = (name: string) => result.stacks.some(({ stack }) => stack.name === name);
  for (const [name, why] of [...untold].filter(([name]) => isShown(name))) {
    result.warnings.push(`${name}: what comes of its calls is not foretold: ${why}`);
  }
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  const all = project.stacks.map(({ name }) => name);
  const [before, after] = [networkOf(state, all), networkOf(predicted, all)];
  const calls = Object.fromEntries(
    result.stacks
      .filter(({ stack: { name } }) => !untold.has(name))
      .map(({ stack: { name } }) => [name, callChanges(before, after, name)]),
  );
  const sentences = Object.entries(calls).map(([name, changes]) => callSentence(name, changes));
  const trees = result.stacks.map((one) => ({
    name: one.stack.name,
    lines: stepTree(one, resourcesIn(state, one.stack.name), { full }),
  }));
  if (kept && predicted instanceof PredictedStates) {
    keep(
      kept,
      predicted,
      result.stacks.map(({ stack }) => stack.name),
    );
  }
  if (options.json) {
    terminal.out(JSON.stringify(runJson(result, { calls, ...estimateJson(result) }), null, 2));
  } else if (options.markdown) {
    markdown(result, trees, sentences, calls).forEach((line) => terminal.out(line));
  } else {
    sentences.forEach((line) => terminal.out(line));
    if (kind.engine === "pulumi") {
      terminal.out(
        "(What comes of calls, and the ids of what is not built yet, are the simulation's word; the changes are the Pulumi engine's.)",
      );
    }
    stackTable(result, "foreseen").forEach((line) => terminal.out(line));
    trees.forEach(({ lines }) => lines.forEach((line) => terminal.out(line)));
    terminal.out(`${changeCount(result)} in the cloud; nothing was changed by this preview.`);
    estimateLines(result).forEach((line) => terminal.out(line));
  }
  return close(result, terminal);
}

/** What a run would do, and the states that it would leave: those of the simulation. */
async function foresee(
  opened: ReturnType<typeof begin>,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<{ result: UpResult; after: Pick<States, "load">; untold: ReadonlyMap<string, string> }> {
  const { project, stacks, state, kind } = opened;
  const parallel = options.parallel ?? defaultParallel(kind);
  const progress = progressOn(terminal, stacks);
  const { signal } = terminal;
  try {
    if (kind.engine === "pulumi") {
      const { previewPulumi } = await import("./previewPulumi");
      const { result, prediction } = await previewPulumi({ opened, parallel, progress, signal });
      return { result, after: prediction.states, untold: prediction.untold };
    }
    const predicted = new PredictedStates(state, state.copyWorld());
    const result = await up({ project, stacks, state: predicted, parallel, progress, signal });
    return { result, after: predicted, untold: new Map() };
  } finally {
    progress.close();
  }
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
