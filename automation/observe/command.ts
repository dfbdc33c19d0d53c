import * as fs from "fs";
import { knownBundles } from "../bundles";
import { loadNetwork } from "../exports";
import type { Terminal } from "../opening";
import { loadProject } from "../project";
import { unreadCalls } from "../render";
import { ownCalls, seedCalls } from "../seedCalls";
import { defaultState } from "../stateFolder";
import { UsageError } from "../usageError";
import type { VerifyOptions } from "../verify";
import { invokeOnAws, type Invoke } from "./invoke";
import {
  detailLines,
  observedJson,
  observedLines,
  standingOf,
  summaryLine,
  summaryOf,
} from "./lines";
import { observe } from "./observe";

export interface ObserveCommandOptions extends VerifyOptions {
  directory: string;
}

/** Accounts whose probes are asked side by side. */
const PARALLEL = 16;

/** Where exports of AWS come from. */
const EXPORTS =
  "npx private-api outputs --target aws reads them from the backend; or name a folder of what pulumi stack export prints";

const DEFAULT_STATE = defaultState({ target: "aws", engine: "pulumi" });

/**
 * Has the probes of all stacks make every call that `verify` follows, and prints what they saw beside what
 * was foretold.
 *
 * @returns the exit code: 1 when anything came out otherwise, is to come out otherwise than it must, or a
 * stack's calls could not be observed
 */
export async function observeCommand(
  options: ObserveCommandOptions,
  terminal: Terminal,
  invoke: Invoke = invokeOnAws,
): Promise<number> {
  const { state = DEFAULT_STATE, stacks = [], json, full = false } = options;
  if (state !== "-" && !fs.existsSync(state)) {
    throw new UsageError(`--state ${state} does not exist`, EXPORTS);
  }
  const network = loadNetwork(state);
  if (network.simulated) {
    const what = "holds simulated exports: there is nothing on AWS to observe";
    throw new UsageError(`--state ${state} ${what}`, EXPORTS);
  }
  const project = loadProject(options.directory);
  const wanted = (name: string) => stacks.length === 0 || stacks.includes(name);
  const stray = stacks.find((name) => !network.stacks.includes(name));
  if (stray !== undefined) {
    throw new UsageError(
      `--stacks ${stray} is no stack of the exports; they are of ${network.stacks.join(", ")}`,
      `--stacks ${network.stacks[0] ?? ""}`,
    );
  }
  const calls = [...ownCalls(network), ...seedCalls(network)].filter(({ request }) =>
    wanted(request.from),
  );
  const knownBundle = await knownBundles();
  const observed = await observe({
    ...{ network, stacks: project.stacks, calls, knownBundle, invoke, parallel: PARALLEL },
  });
  if (json) {
    const { obstacles } = observed;
    const summary = summaryOf(observed.calls);
    const all = observed.calls.map(observedJson);
    terminal.out(JSON.stringify({ target: "aws", summary, obstacles, calls: all }, null, 2));
  } else {
    observedLines(observed.calls).forEach((line) => terminal.out(line));
    for (const one of observed.calls) {
      const isClear = standingOf(one) === "same" || standingOf(one) === "not observed";
      if (full || !isClear || one.unexpected.length > 0) {
        detailLines(one, full).forEach((line) => terminal.out(line));
      }
    }
    terminal.out(summaryLine(observed.calls));
  }
  observed.obstacles.forEach(({ stack, what, fix }) =>
    terminal.err(`${stack}: ${what}\n  fix:     ${fix}`),
  );
  const unread = network.stacks
    .filter(wanted)
    .filter((stack) => unreadCalls(network.outputsOf(stack) ?? {}) > 0);
  unread.forEach((stack) =>
    terminal.err(
      `not all calls of ${stack} can be read: they are secret in its export, or not known yet\n` +
        `  fix:     pulumi stack export --show-secrets --stack ${stack}`,
    ),
  );
  const { notAsPredicted, notAsExpected } = summaryOf(observed.calls);
  const faults = notAsPredicted + notAsExpected + observed.obstacles.length + unread.length;
  return faults > 0 ? 1 : 0;
}
