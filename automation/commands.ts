import { resourcesOf } from "../paths/snapshot";
import { formatProblem } from "../stacks/problems";
import { loadProject, selectStacks, type StackPlan } from "./project";
import { BANNER, callsOf, curl, duration, plural, table, tree } from "./render";
import { DEFAULT_STATE, StateFolder } from "./stateFolder";
import { isSettingsFailure, up, type StackResult, type UpResult } from "./up";
import { UsageError } from "./usageError";

/** Where a command writes, so that tests can read it. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
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
  const project = loadProject(options.directory);
  const stacks = selectStacks(project, options.stacks ?? []);
  const state = StateFolder.open(options.state ?? DEFAULT_STATE);
  terminal.err(BANNER);
  const progress = (line: string) => terminal.err(line);
  const result = await up({ project, stacks, state, parallel: options.parallel, progress });
  result.warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  if (options.json) {
    terminal.out(JSON.stringify(upJson(result), null, 2));
  } else {
    summary(result).forEach((line) => terminal.out(line));
    if (options.full) {
      result.stacks.forEach((one) => treeOf(one).forEach((line) => terminal.out(line)));
    }
  }
  failures(result).forEach((line) => terminal.err(line));
  terminal.err(BANNER);
  return exitCode(result);
}

/** 2 when nothing but settings was wrong, 1 when something failed, else 0. */
export function exitCode(result: UpResult): number {
  const failed = result.stacks.filter((one) => one.state === "failed");
  return failed.length === 0 ? 0 : failed.every(isSettingsFailure) ? 2 : 1;
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

function open(options: CommonOptions): { stacks: StackPlan[]; state: StateFolder } {
  const project = loadProject(options.directory);
  const stacks = selectStacks(project, options.stacks ?? []);
  return { stacks, state: StateFolder.open(options.state ?? DEFAULT_STATE) };
}

/** How many resources a run made, without what is Pulumi's own. */
export function created(result: StackResult): number {
  return result.state === "done"
    ? result.steps.filter((step) => step.op === "create" && step.type.startsWith("aws:")).length
    : 0;
}

function summary(result: UpResult): string[] {
  const rows = result.stacks.map((one) => {
    const { name, account, region } = one.stack;
    return [name, account, region, ...counts(one)];
  });
  const calls = result.stacks.flatMap((one) => (one.state === "done" ? callsOf(one.outputs) : []));
  return [
    ...table([["STACK", "ACCOUNT", "REGION", "RESULT"], ...rows]),
    ...calls.map((call) => `${call.from}$ ${curl(call)}`),
    `On AWS this takes about ${duration(result.estimatedSeconds)} (estimate from published times).`,
  ];
}

function counts(result: StackResult): string[] {
  switch (result.state) {
    case "done": {
      const same = result.steps.filter((s) => s.op === "same" && s.type.startsWith("aws:")).length;
      return [`${plural(created(result), "resource")} created, ${same} unchanged`];
    }
    case "failed":
      return ["failed"];
    case "not started":
      return [`not started: ${result.because}`];
  }
}

/** The tree of what a stack holds, under its name. */
export function treeOf(result: StackResult): string[] {
  return result.state === "done" ? ["", ...tree(result.resources)] : [];
}

/** What went wrong, a paragraph for each stack. */
export function failures(result: UpResult): string[] {
  return result.stacks.flatMap((one) => {
    if (one.state !== "failed") {
      return [];
    }
    const lines = [`${one.stack.name}: failed`];
    if ("problems" in one.error) {
      const problems = one.error.problems as Parameters<typeof formatProblem>[0][];
      return [...lines, ...problems.map(formatProblem)];
    }
    return [...lines, `  ${one.error.message}`];
  });
}

function upJson(result: UpResult) {
  const entries = result.stacks.map((one) => {
    const { name, account, region } = one.stack;
    const common = { account, region, state: one.state };
    if (one.state === "done") {
      const { steps, outputs } = one;
      const ops = [...new Set(steps.map((step) => step.op))].sort();
      const count = (op: string) => steps.filter((step) => step.op === op).length;
      const sorted = [...steps].sort((a, b) => (a.urn < b.urn ? -1 : 1));
      const tally = Object.fromEntries(ops.map((op) => [op, count(op)]));
      return [name, { ...common, steps: sorted, summary: tally, outputs }];
    }
    return [
      name,
      one.state === "failed"
        ? { ...common, error: one.error.message, urn: one.urn }
        : { ...common, because: one.because },
    ];
  });
  return {
    target: "simulated",
    stacks: Object.fromEntries(entries) as Record<string, unknown>,
    warnings: result.warnings,
    estimatedSeconds: result.estimatedSeconds,
  };
}

/** How many resources of a state are in the cloud. */
export function cloudResources(state: StateFolder, stack: string): number {
  const snapshot = state.load(stack);
  return snapshot ? resourcesOf(snapshot).filter(({ type }) => type.startsWith("aws:")).length : 0;
}
