import pc from "picocolors";
import type { ResourceState } from "../paths/snapshot";
import type { Step } from "../simulator/step";
import { formatProblem, SettingsError } from "../stacks/problems";
import { callsOf, plural, table, tree, type Mark } from "./render";
import { stepsOf, tally, type RunResult, type StackResult } from "./runs";

/** What stands before a resource, by what happens to it. */
const SYMBOLS: Partial<Record<Step["op"], string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
};

const COLORS: Record<string, (text: string) => string> = {
  "+": pc.green,
  "~": pc.yellow,
  "-": pc.red,
  "±": pc.magenta,
};

/** A row for each stack: where it is and what happened. */
export function stackTable(result: RunResult): string[] {
  const rows = result.stacks.map((one) => {
    const { name, account, region } = one.stack;
    return [name, account, region, outcome(one)];
  });
  return table([["STACK", "ACCOUNT", "REGION", "RESULT"], ...rows]);
}

/** Steps on resources in the cloud, without Pulumi's own and components. */
export function cloudSteps(result: StackResult): Step[] {
  return stepsOf(result).filter(({ type }) => type.startsWith("aws:"));
}

function outcome(result: StackResult): string {
  if (result.state === "not started") {
    return `not started: ${result.because}`;
  }
  const counts = tally(cloudSteps(result));
  const words = [
    ["create", "created"],
    ["update", "updated"],
    ["replace", "replaced"],
    ["delete", "deleted"],
    ["same", "unchanged"],
  ] as const;
  const parts = words.flatMap(([op, word]) => (counts[op] ? [`${counts[op]} ${word}`] : []));
  const done = parts.join(", ") || "nothing to do";
  return result.state === "failed" ? `failed (${done})` : done;
}

/** How many resources in the cloud a run made. */
export function created(result: StackResult): number {
  return tally(cloudSteps(result)).create ?? 0;
}

/** The tree of a stack's resources with what happened to each: changed ones, or all of them. */
export function stepTree(
  result: StackResult,
  before: readonly ResourceState[],
  options: { full?: boolean },
): string[] {
  if (result.state !== "done") {
    return [];
  }
  const gone = new Set(result.steps.filter(({ op }) => op === "delete").map(({ urn }) => urn));
  const resources = [
    ...result.resources.filter((resource) => !resource.delete),
    ...before.filter(({ urn }) => gone.has(urn)),
  ];
  const steps = result.steps.filter(({ op }) => SYMBOLS[op] !== undefined);
  const marks = new Map(steps.map((step) => [step.urn, markOf(step)]));
  return tree(resources, marks, options);
}

function markOf(step: Step): Mark {
  const symbol = SYMBOLS[step.op] ?? " ";
  const keys = (step.diffReasons ?? []).map((key) =>
    step.replaceReasons?.includes(key) ? `${key}!` : key,
  );
  return {
    symbol: COLORS[symbol]?.(symbol) ?? symbol,
    note: keys.length ? `(${keys.join(", ")})` : "",
  };
}

/** What went wrong, a paragraph for each stack. */
export function failures(result: RunResult): string[] {
  return result.stacks.flatMap((one) => {
    if (one.state !== "failed") {
      return [];
    }
    const { error, stack } = one;
    return error instanceof SettingsError
      ? [`${stack.name}: failed`, ...error.problems.map(formatProblem)]
      : [`${stack.name}: failed`, `  ${error.message}`];
  });
}

/** A run for machines. */
export function runJson(result: RunResult, extra: Record<string, unknown> = {}) {
  const entries = result.stacks.map((one) => {
    const { name, account, region } = one.stack;
    const common = { account, region, state: one.state };
    switch (one.state) {
      case "done":
        return [name, { ...common, ...stepsJson(one.steps), outputs: one.outputs }];
      case "failed":
        return [
          name,
          { ...common, ...stepsJson(one.steps), error: one.error.message, urn: one.urn },
        ];
      case "not started":
        return [name, { ...common, because: one.because }];
    }
  });
  const stacks = Object.fromEntries(entries) as Record<string, unknown>;
  return { target: "simulated", stacks, warnings: result.warnings, ...extra };
}

function stepsJson(all: readonly Step[]) {
  const sorted = [...all].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  const steps = sorted.map(({ op, urn, diffReasons = [], replaceReasons = [] }) => ({
    ...{ op, urn, diffReasons, replaceReasons },
  }));
  return { steps, summary: tally(all) };
}

/** How a stack's calls change: those that stay, go and come. */
export function callChanges(before: Record<string, unknown>, after: Record<string, unknown>) {
  return { before: callsOf(before), after: callsOf(after) };
}

/** `2 changes` of a run, for people. */
export function changeCount(result: RunResult): string {
  const changes = result.stacks.flatMap(cloudSteps).filter(({ op }) => SYMBOLS[op]);
  return plural(changes.length, "change");
}
