import { resourcesOf } from "../paths/snapshot";
import { masked, revealed } from "../simulator/secrets";
import { networkOf, requestsOf, verdictLines } from "./callChanges";
import { destroy } from "./destroy";
import { orphanWarnings } from "./orphans";
import { loadProject, selectStacks, type StackPlan } from "./project";
import { banner, callsOf, curl, table } from "./render";
import { estimateJson, estimateLines, failures, runJson, stackTable, stepTree } from "./report";
import { exitCode, type RunResult } from "./runs";
import { DEFAULT_STATE, StateFolder } from "./stateFolder";
import { up } from "./up";
import { UsageError } from "./usageError";

/** Where a command writes, so that tests can read it. */
export interface Terminal {
  out: (line: string) => void;
  err: (line: string) => void;
}

export interface CommonOptions {
  directory: string;
  state?: string;
  stacks?: string[];
  json?: boolean;
}

export interface UpCommandOptions extends CommonOptions {
  parallel: number;
  full?: boolean;
}

/** Builds every stack, prints what was made and the calls. @returns the exit code */
export async function upCommand(options: UpCommandOptions, terminal: Terminal): Promise<number> {
  const { project, stacks, state } = begin(options, terminal);
  const { parallel, full, json } = options;
  const before = new Map(stacks.map(({ name }) => [name, resourcesIn(state, name)]));
  const result = await up({ project, stacks, state, parallel, progress: terminal.err });
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  if (json) {
    terminal.out(JSON.stringify(runJson(result, estimateJson(result)), null, 2));
  } else {
    stackTable(result).forEach((line) => terminal.out(line));
    for (const one of full ? result.stacks : []) {
      stepTree(one, before.get(one.stack.name) ?? [], { full }).forEach((l) => terminal.out(l));
    }
    const network = networkOf(
      state,
      project.stacks.map(({ name }) => name),
    );
    const built = result.stacks.filter((one) => one.state === "done");
    const requests = built.flatMap(({ stack: { name } }) => requestsOf(network, name));
    verdictLines(network, requests, full === true).forEach((line) => terminal.out(line));
    estimateLines(result).forEach((line) => terminal.out(line));
  }
  return close(result, terminal);
}

/** Deletes everything that the stacks have, customers first. @returns the exit code */
export async function destroyCommand(
  options: UpCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { project, stacks, state } = begin(options, terminal);
  const { parallel, full, json } = options;
  const before = new Map(stacks.map(({ name }) => [name, resourcesIn(state, name)]));
  const result = await destroy({ project, stacks, state, parallel, progress: terminal.err });
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  if (json) {
    terminal.out(JSON.stringify(runJson(result), null, 2));
  } else {
    stackTable(result).forEach((line) => terminal.out(line));
    for (const one of full ? result.stacks : []) {
      stepTree(one, before.get(one.stack.name) ?? [], { full }).forEach((l) => terminal.out(l));
    }
  }
  return close(result, terminal);
}

/** Says what failed, and once more what this was. @returns the exit code */
export function close(result: RunResult, terminal: Terminal): number {
  failures(result).forEach((line) => terminal.err(line));
  terminal.err(banner(result.stacks.map(({ stack }) => stack)));
  return exitCode(result);
}

/** The resources of a stack as a state holds them. */
export function resourcesIn(state: Pick<StateFolder, "load">, stack: string) {
  return resourcesOf(state.load(stack));
}

/** What stacks export; secrets only where asked. @returns the exit code */
export function outputsCommand(
  options: CommonOptions & { showSecrets?: boolean },
  terminal: Terminal,
): number {
  const { stacks, state } = begin(options, terminal);
  const built = stacks.flatMap((stack) => {
    const outputs = state.outputs(stack.name);
    const shown = options.showSecrets ? revealed(outputs) : masked(outputs);
    return shown ? [{ stack, outputs: shown }] : [];
  });
  const missing = stacks.filter((stack) => !built.some((one) => one.stack === stack));
  if (options.json) {
    const byName = Object.fromEntries(built.map(({ stack, outputs }) => [stack.name, outputs]));
    terminal.out(JSON.stringify({ target: "simulated", stacks: byName }, null, 2));
  } else {
    built.forEach(({ stack, outputs }) => {
      terminal.out(stack.name);
      const { calls: _, ...rest } = outputs;
      outputLines(rest).forEach((line) => terminal.out(line));
      callsOf(outputs).forEach((call) => terminal.out(`  ${call.from}$ ${curl(call)}`));
    });
  }
  missing.forEach(({ name }) => terminal.err(notBuilt(name)));
  terminal.err(banner(stacks));
  return missing.length > 0 ? 1 : 0;
}

const notBuilt = (name: string): string =>
  `${name}: not built yet\n  fix:     npx private-api up --stacks ${name}`;

/** Outputs for people: short ones in a table, maps and lists indented below their names. */
function outputLines(outputs: Record<string, unknown>): string[] {
  const entries = Object.entries(outputs);
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const others = entries.filter(([, value]) => typeof value !== "string");
  return [
    ...table(texts.map(([key, value]) => [`  ${key}`, value])),
    ...others.flatMap(([key, value]) => {
      const [first = "", ...rest] = JSON.stringify(value, null, 2).split("\n");
      return [`  ${key}  ${first}`, ...rest.map((line) => `  ${line}`)];
    }),
  ];
}

/** The contract of a service, for a customer who cannot read its stack. @returns the exit code */
export function contractCommand(options: CommonOptions, terminal: Terminal): number {
  const { stacks, state } = open(options);
  const services = stacks.filter(({ settings }) => settings.role === "service");
  const [service, ...others] = services;
  if (!service || others.length > 0) {
    const names = services.map(({ name }) => name).join(", ") || "none";
    throw new UsageError(
      `a contract is one service's; services here: ${names}`,
      "--stacks <service>",
    );
  }
  terminal.err(banner(stacks));
  const contract = state.outputs(service.name)?.["contract"];
  if (contract === undefined) {
    terminal.err(notBuilt(service.name));
  } else {
    terminal.out(JSON.stringify(contract, null, 2));
  }
  terminal.err(banner(stacks));
  return contract === undefined ? 1 : 0;
}

/** The stacks in the order in which they are built. @returns the exit code */
export function stacksCommand(options: CommonOptions, terminal: Terminal): number {
  const project = loadProject(options.directory);
  const stacks = selectStacks(project, options.stacks ?? []);
  const rows = stacks.map((stack) => ({
    name: stack.name,
    role: stack.settings.role,
    account: stack.account,
    region: stack.region,
  }));
  if (options.json) {
    terminal.out(JSON.stringify({ target: "simulated", stacks: rows }, null, 2));
  } else {
    const cells = rows.map((row) => [row.name, row.role, row.account, row.region]);
    table([["STACK", "ROLE", "ACCOUNT", "REGION"], ...cells]).forEach((line) => terminal.out(line));
  }
  return 0;
}

/** The project, the stacks asked for and the folder of their states. */
export function open(options: CommonOptions & { against?: string }) {
  const project = loadProject(options.directory);
  const stacks: StackPlan[] = selectStacks(project, options.stacks ?? []);
  const state =
    options.against === undefined
      ? StateFolder.open(options.state ?? DEFAULT_STATE)
      : StateFolder.openExisting(options.against, "--against");
  return { project, stacks, state };
}

/** The same, and says what this is and which built stacks it does not see. */
export function begin(options: CommonOptions & { against?: string }, terminal: Terminal) {
  const opened = open(options);
  terminal.err(banner(opened.stacks));
  const warnings = orphanWarnings(opened.project, opened.state);
  warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  return opened;
}
