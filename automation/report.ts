import type { ResourceState } from "../paths/snapshot";
import type { Step } from "../simulator/step";
import { formatProblem, SettingsError } from "../stacks/problems";
import { causeOf } from "./causes";
import type { RunEstimate } from "./estimate";
import { COLOURS } from "./paint";
import { duration, plural, table, tree, type Mark } from "./render";
import { serviceOf, stepsOf, tally, type RunResult, type StackResult } from "./runs";

/** What stands before a resource, by what happens to it. */
const SYMBOLS: Partial<Record<Step["op"], string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
};

const COLORS: Record<string, (text: string) => string> = {
  "+": COLOURS.green,
  "~": COLOURS.yellow,
  "-": COLOURS.red,
  "±": COLOURS.magenta,
};

/** What happened to resources in the cloud, or would happen, in words. */
const WORDS = {
  done: { create: "created", update: "updated", replace: "replaced", delete: "deleted" },
  foreseen: {
    create: "to create",
    update: "to update",
    replace: "to replace",
    delete: "to delete",
  },
} as const;

export type Tense = keyof typeof WORDS;

/** A row for each stack: where it is and what happened. */
export function stackTable(result: RunResult, tense: Tense = "done"): string[] {
  const rows = result.stacks.map((one) => {
    const { name, account, region } = one.stack;
    return [name, account, region, outcome(one, tense)];
  });
  return table([["STACK", "ACCOUNT", "REGION", "RESULT"], ...rows]);
}

const LOG_ROLE = "API Gateway's account setting and its role";

/** What the program tells the engine to leave in the cloud, by type. */
const OUTLIVING: Record<string, string> = {
  "aws:apigateway/account:Account": LOG_ROLE,
  "aws:iam/role:Role": LOG_ROLE,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": LOG_ROLE,
};

/** Steps on resources in the cloud, without Pulumi's own and components. */
export function cloudSteps(result: StackResult): Step[] {
  return stepsOf(result).filter(({ type }) => type.startsWith("aws:"));
}

function outcome(result: StackResult, tense: Tense): string {
  if (result.state === "not started") {
    return `not started: ${result.because}`;
  }
  const steps = cloudSteps(result);
  const kept = steps.filter(({ retained }) => retained);
  const counts = tally(steps.filter(({ retained }) => !retained));
  const words = Object.entries({ ...WORDS[tense], same: "unchanged" }) as [Step["op"], string][];
  const parts = words.flatMap(([op, word]) => (counts[op] ? [`${counts[op]} ${word}`] : []));
  if (kept.length > 0) {
    const names = [
      ...new Set(kept.map(({ type }) => OUTLIVING[type] ?? "what was adopted")),
    ].sort();
    parts.push(`${kept.length} kept: ${names.join(", ")}`);
  }
  if (result.state === "done" && result.after !== undefined) {
    return `after ${result.after}: ${parts.join(", ")} (simulated)`;
  }
  if (result.state === "done" && result.reads !== undefined) {
    return `${parts.join(", ") || "nothing to do"}; more may follow: ${result.reads}, which it reads, changes`;
  }
  const done = parts.join(", ");
  return result.state === "failed" ? `failed (${done || "nothing done"})` : done || "nothing to do";
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
    ...result.resources().filter((resource) => !resource.delete),
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
      ? error.problems.map(formatProblem)
      : [`${stack.name}: ${error.message}${fixOf(one)}`];
  });
}

/** What to do about a failure, where one knows and it does not say so itself. */
function fixOf({ stack, error }: Extract<StackResult, { state: "failed" }>): string {
  const cause = causeOf(error.message, { name: stack.name, service: serviceOf(stack) });
  return cause && !/^ *fix:/m.test(error.message) ? `\n  fix:     ${cause.fix}` : "";
}

/** A run for machines. */
export function runJson(result: RunResult, extra: Record<string, unknown> = {}) {
  const entries = result.stacks.map((one) => {
    const { name, account, region } = one.stack;
    const common = { account, region, state: one.state };
    switch (one.state) {
      case "done":
        return [
          name,
          {
            ...{ ...common, ...stepsJson(one.steps), outputs: one.outputs },
            // Not the engine's steps: it cannot preview the stack before that one is built.
            ...(one.after === undefined ? {} : { simulatedUntilBuilt: one.after }),
            ...(one.reads === undefined ? {} : { moreMayFollow: one.reads }),
          },
        ];
      case "failed":
        return [
          name,
          {
            ...{ ...common, ...stepsJson(one.steps), error: one.error.message, urn: one.urn },
            cause: causeOf(one.error.message)?.kind,
          },
        ];
      case "not started":
        return [name, { ...common, because: one.because }];
    }
  });
  const stacks = Object.fromEntries(entries) as Record<string, unknown>;
  return { target: result.target, stacks, warnings: result.warnings, ...extra };
}

function stepsJson(all: readonly Step[]) {
  const sorted = [...all].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  const steps = sorted.map(({ op, urn, diffReasons = [], replaceReasons = [], retained }) => ({
    ...{ op, urn, diffReasons, replaceReasons, retained },
  }));
  return { steps, summary: tally(all) };
}

/** `2 changes` of a run, for people. */
export function changeCount(result: RunResult): string {
  const steps = result.stacks.flatMap(cloudSteps).filter(({ retained }) => !retained);
  const changes = steps.filter(({ op }) => SYMBOLS[op]);
  return plural(changes.length, "change");
}

/**
 * How long what a run makes would take on AWS, the resources that decide it, and how far each stack is
 * from the shortest possible; nothing when it makes nothing that takes time, or did not come to its end.
 */
export function estimateLines(result: RunResult & RunEstimate): string[] {
  const { estimatedSeconds, criticalPath, estimates } = result;
  if (result.stacks.some(({ state }) => state !== "done")) {
    return [];
  }
  const path = criticalPath.map(({ stack, urn, seconds }, i) => {
    const own = `${nounAndName(urn)} ${seconds} s`;
    return criticalPath[i - 1]?.stack === stack ? own : `${stack}: ${own}`;
  });
  const stacks = new Map<string, string[]>();
  for (const [name, { seconds, shortestSeconds }] of Object.entries(estimates)) {
    const far = `${(seconds / shortestSeconds).toFixed(2)} times the shortest possible, ${shortestSeconds} s`;
    const line = `${seconds} s, ${seconds === shortestSeconds ? "the shortest possible" : far}`;
    if (seconds > 0) {
      stacks.set(line, [...(stacks.get(line) ?? []), name]);
    }
  }
  const time = duration(estimatedSeconds);
  return estimatedSeconds === 0
    ? []
    : [
        `On AWS, making this takes about ${time} (estimate from published creation times).`,
        `critical path: ${path.join(" → ")}`,
        ...[...stacks].map(([line, names]) => `${someOf(names)}: ${line}`),
      ];
}

/** `Subnet network-vpc-isolated-1` of a URN. */
function nounAndName(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.slice(types.lastIndexOf(":") + 1)} ${name.join("::")}`;
}

/** A run's estimate for machines; seconds throughout. */
export function estimateJson({ estimatedSeconds, criticalPath, estimates }: RunEstimate) {
  return { estimatedSeconds, criticalPath, estimates };
}

/** Up to three names, or the first and how many more there are. */
function someOf(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names[0]} and ${names.length - 1} more`;
}
