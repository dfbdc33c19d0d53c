import { resourcesOf } from "../paths/snapshot";
import { masked, revealed } from "../simulator/secrets";
import { networkOf, requestsOf, verdictLines } from "./callChanges";
import { destroy } from "./destroy";
import { confirmed } from "./confirm";
import { offboardingLines } from "./offboarding";
import { begin, engineFor, open, progressOn, type CommonOptions, type Terminal } from "./opening";
import { loadProject, phaseOf, selectStacks } from "./project";
import { concernedBy, readBackend } from "./backend";
import { banner, callsOf, curl, table } from "./render";
import { estimateJson, estimateLines, failures, runJson, stackTable, stepTree } from "./report";
import { exitCode, type RunResult } from "./runs";
import type { StateFolder } from "./stateFolder";
import { defaultParallel } from "./target";
import { up, type UpOptions } from "./up";
import { UsageError } from "./usageError";

export interface UpCommandOptions extends CommonOptions {
  /** How many customers run side by side; as many as fit the engine unless given. */
  parallel?: number;
  full?: boolean;
  /** Whether nobody is to be asked. */
  yes?: boolean;
}

/** Builds every stack, prints what was made and the calls. @returns the exit code */
export async function upCommand(options: UpCommandOptions, terminal: Terminal): Promise<number> {
  const opened = begin(options, terminal);
  const { project, stacks, state, kind } = opened;
  await readBackend(opened, concernedBy(project, stacks));
  if (!(await confirmed("up", opened, options, terminal))) {
    return 1;
  }
  const { full, json } = options;
  const before = new Map(stacks.map(({ name }) => [name, resourcesIn(state, name)]));
  const result = await watched(opened, options, terminal, up);
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
    if (kind.target === "simulated") {
      estimateLines(result).forEach((line) => terminal.out(line));
    }
  }
  return close(result, terminal);
}

/** Deletes everything that the stacks have, customers first. @returns the exit code */
export async function destroyCommand(
  options: UpCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const opened = begin(options, terminal);
  const { project, stacks, state } = opened;
  await readBackend(opened, concernedBy(project, stacks));
  if (!(await confirmed("destroy", opened, options, terminal))) {
    return 1;
  }
  const { full, json } = options;
  const before = new Map(stacks.map(({ name }) => [name, resourcesIn(state, name)]));
  const result = await watched(opened, options, terminal, destroy);
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  if (json) {
    terminal.out(JSON.stringify(runJson(result), null, 2));
  } else {
    stackTable(result).forEach((line) => terminal.out(line));
    for (const one of full ? result.stacks : []) {
      stepTree(one, before.get(one.stack.name) ?? [], { full }).forEach((l) => terminal.out(l));
    }
  }
  offboardingLines(project, result).forEach((line) => terminal.err(line));
  return close(result, terminal);
}

/** Runs stacks while somebody looks on. */
async function watched<T>(
  { project, stacks, state, kind }: ReturnType<typeof begin>,
  { parallel }: Pick<UpCommandOptions, "parallel">,
  terminal: Terminal,
  run: (options: UpOptions) => Promise<T>,
): Promise<T> {
  const progress = progressOn(terminal, stacks);
  const { signal } = terminal;
  const engine = engineFor(project, state, kind);
  try {
    return await run({
      ...{ project, stacks, state, kind, engine, progress, signal },
      parallel: parallel ?? defaultParallel(kind),
    });
  } finally {
    progress.close();
  }
}

/** Says what failed, and once more what this was. @returns the exit code */
export function close(result: RunResult, terminal: Terminal): number {
  failures(result).forEach((line) => terminal.err(line));
  terminal.err(
    banner(
      result.stacks.map(({ stack }) => stack),
      result,
    ),
  );
  return exitCode(result);
}

/** The resources of a stack as a state holds them. */
export function resourcesIn(state: Pick<StateFolder, "load">, stack: string) {
  return resourcesOf(state.load(stack));
}

/** What stacks export; secrets only where asked. @returns the exit code */
export async function outputsCommand(
  options: CommonOptions & { showSecrets?: boolean },
  terminal: Terminal,
): Promise<number> {
  const opened = begin(options, terminal);
  const { stacks, state, kind } = opened;
  await readBackend(opened, stacks);
  const built = stacks.flatMap((stack) => {
    const outputs = state.outputs(stack.name);
    // What the Pulumi engine has encrypted is for its own CLI to show.
    const shown =
      options.showSecrets && kind.engine === "builtin" ? revealed(outputs) : masked(outputs);
    return shown ? [{ stack, outputs: shown }] : [];
  });
  const missing = stacks.filter((stack) => !built.some((one) => one.stack === stack));
  if (options.json) {
    const byName = Object.fromEntries(built.map(({ stack, outputs }) => [stack.name, outputs]));
    terminal.out(JSON.stringify({ target: kind.target, stacks: byName }, null, 2));
  } else {
    built.forEach(({ stack, outputs }) => {
      terminal.out(stack.name);
      const { calls: _, ...rest } = outputs;
      outputLines(rest).forEach((line) => terminal.out(line));
      callsOf(outputs).forEach((call) => terminal.out(`  ${call.from}$ ${curl(call)}`));
    });
  }
  missing.forEach(({ name }) => terminal.err(notBuilt(name)));
  if (options.showSecrets && kind.engine === "pulumi") {
    terminal.err(
      "secrets stay hidden here\n  fix:     pulumi stack output --show-secrets --stack <stack>",
    );
  }
  terminal.err(banner(stacks, kind));
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
export async function contractCommand(options: CommonOptions, terminal: Terminal): Promise<number> {
  const opened = open(options);
  const { stacks, state, kind } = opened;
  const services = stacks.filter(({ settings }) => settings.role === "service");
  const [service, ...others] = services;
  if (!service || others.length > 0) {
    const names = services.map(({ name }) => name).join(", ") || "none";
    throw new UsageError(
      `a contract is one service's; services here: ${names}`,
      "--stacks <service>",
    );
  }
  terminal.err(banner(stacks, kind));
  await readBackend(opened, [service]);
  const contract = state.outputs(service.name)?.["contract"];
  if (contract === undefined) {
    terminal.err(notBuilt(service.name));
  } else {
    terminal.out(JSON.stringify(contract, null, 2));
  }
  terminal.err(banner(stacks, kind));
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
    // For those who spread the stacks over machines: when each is built, and as whom.
    phase: phaseOf(stack),
    profile: stack.config["aws:profile"] ?? null,
  }));
  if (options.json) {
    terminal.out(JSON.stringify({ target: "simulated", stacks: rows }, null, 2));
  } else {
    const cells = rows.map((row) => [row.name, row.role, row.account, row.region]);
    table([["STACK", "ROLE", "ACCOUNT", "REGION"], ...cells]).forEach((line) => terminal.out(line));
  }
  return 0;
}
