import { resourcesOf } from "../paths/snapshot";
import { destroy } from "./destroy";
import { loadProject, selectStacks, type StackPlan } from "./project";
import { BANNER, callsOf, curl, duration, table } from "./render";
import { failures, runJson, stackTable, stepTree } from "./report";
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
  const { project, stacks, state } = open(options);
  terminal.err(BANNER);
  const { parallel, full, json } = options;
  const before = new Map(stacks.map(({ name }) => [name, resourcesIn(state, name)]));
  const result = await up({ project, stacks, state, parallel, progress: terminal.err });
  const { estimatedSeconds, warnings } = result;
  warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  if (json) {
    terminal.out(JSON.stringify(runJson(result, { estimatedSeconds }), null, 2));
  } else {
    stackTable(result).forEach((line) => terminal.out(line));
    for (const one of full ? result.stacks : []) {
      stepTree(one, before.get(one.stack.name) ?? [], { full }).forEach((l) => terminal.out(l));
    }
    const calls = result.stacks.flatMap((one) =>
      one.state === "done" ? callsOf(one.outputs) : [],
    );
    calls.forEach((call) => terminal.out(`${call.from}$ ${curl(call)}`));
    if (calls.length > 0) {
      const time = duration(estimatedSeconds);
      terminal.out(
        `From nothing, on AWS, this takes about ${time} (estimate from published times).`,
      );
    }
  }
  return close(result, terminal);
}

/** Deletes everything that the stacks have, customers first. @returns the exit code */
export async function destroyCommand(
  options: UpCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { project, stacks, state } = open(options);
  terminal.err(BANNER);
  const { parallel, full, json } = options;
  const before = new Map(stacks.map(({ name }) => [name, resourcesIn(state, name)]));
  const result = await destroy({ project, stacks, state, parallel, progress: terminal.err });
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
  terminal.err(BANNER);
  return exitCode(result);
}

/** The resources of a stack as a state holds them. */
export function resourcesIn(state: Pick<StateFolder, "load">, stack: string) {
  const snapshot = state.load(stack);
  return snapshot ? resourcesOf(snapshot) : [];
}

/** What stacks export. @returns the exit code */
export function outputsCommand(options: CommonOptions, terminal: Terminal): number {
  const { stacks, state } = open(options);
  const built = stacks.flatMap((stack) => {
    const outputs = state.outputs(stack.name);
    return outputs ? [{ stack, outputs }] : [];
  });
  const missing = stacks.filter((stack) => !built.some((one) => one.stack === stack));
  terminal.err(BANNER);
  if (options.json) {
    const byName = Object.fromEntries(built.map(({ stack, outputs }) => [stack.name, outputs]));
    terminal.out(JSON.stringify({ target: "simulated", stacks: byName }, null, 2));
  } else {
    built.forEach(({ stack, outputs }) => {
      terminal.out(stack.name);
      const { calls: _, ...rest } = outputs;
      const rows = Object.entries(rest).map(([key, value]) => [
        `  ${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
      table(rows).forEach((line) => terminal.out(line));
      callsOf(outputs).forEach((call) => terminal.out(`  ${call.from}$ ${curl(call)}`));
    });
  }
  missing.forEach(({ name }) =>
    terminal.err(`${name}: not built yet; private-api up --stacks ${name}`),
  );
  terminal.err(BANNER);
  return missing.length > 0 ? 1 : 0;
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
  terminal.err(BANNER);
  const contract = state.outputs(service.name)?.["contract"];
  if (contract === undefined) {
    terminal.err(`${service.name}: not built yet; private-api up --stacks ${service.name}`);
    return 1;
  }
  terminal.out(JSON.stringify(contract, null, 2));
  terminal.err(BANNER);
  return 0;
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
    terminal.out(JSON.stringify({ stacks: rows }, null, 2));
  } else {
    const cells = rows.map((row) => [row.name, row.role, row.account, row.region]);
    table([["STACK", "ROLE", "ACCOUNT", "REGION"], ...cells]).forEach((line) => terminal.out(line));
  }
  return 0;
}

/** The project, the stacks asked for and the folder of their states. */
export function open(options: CommonOptions) {
  const project = loadProject(options.directory);
  const stacks: StackPlan[] = selectStacks(project, options.stacks ?? []);
  return { project, stacks, state: StateFolder.open(options.state ?? DEFAULT_STATE) };
}
