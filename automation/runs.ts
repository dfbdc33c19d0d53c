import { SettingsError } from "../stacks/problems";
import { StepError, type Operation, type Step } from "../simulator/step";
import type { StackPlan } from "./project";
import type { StackRun } from "./simulated";
import type { RunKind } from "./target";

/** How a stack's run ended. */
export type StackResult =
  | ({
      state: "done";
      stack: StackPlan;
      /**
       * The stack that must be built before the Pulumi engine can preview this one: the steps are those
       * of the simulation.
       */
      after?: string;
      /** A stack that this one reads, and that would change in the same run: more may follow than is foreseen. */
      reads?: string;
    } & StackRun)
  | { state: "failed"; stack: StackPlan; error: Error; urn?: string; steps: Step[] }
  | { state: "not started"; stack: StackPlan; because: string };

/** What a run of several stacks gave. */
export interface RunResult extends RunKind {
  stacks: StackResult[];
  warnings: string[];
}

/** The stacks that run now. */
export const running = new Set<string>();

/** Runs one stack; a failure is a result, not an exception, so that it stops no other stack. */
export async function runStack(
  stack: StackPlan,
  work: (onStep: (step: Step) => void) => Promise<StackRun>,
): Promise<StackResult> {
  const steps: Step[] = [];
  running.add(stack.name);
  try {
    return { state: "done", stack, ...(await work((step) => steps.push(step))) };
  } catch (reason) {
    // The program hides a SettingsError's stack trace from `pulumi` by another error around it.
    const inner = reason instanceof Error && reason.cause instanceof SettingsError;
    const error = inner
      ? (reason.cause as SettingsError)
      : reason instanceof Error
        ? reason
        : new Error(String(reason));
    const urn = error instanceof StepError ? error.urn : undefined;
    return { state: "failed", stack, error, urn, steps };
  } finally {
    running.delete(stack.name);
  }
}

/** 2 when nothing but settings was wrong, 1 when something failed or was not done, else 0. */
export function exitCode(result: RunResult): number {
  const failed = result.stacks.flatMap((one) => (one.state === "failed" ? [one.error] : []));
  const isWhole = result.stacks.every(({ state }) => state === "done");
  return isWhole
    ? 0
    : failed.length === 0
      ? 1
      : failed.every((e) => e instanceof SettingsError)
        ? 2
        : 1;
}

/** The steps of a stack's run; none when it was not started. */
export function stepsOf(result: StackResult): Step[] {
  return result.state === "not started" ? [] : result.steps;
}

/** How often each operation happened, as `pulumi preview` counts: a replacement is one. */
export function tally(steps: readonly Step[]): Partial<Record<Operation, number>> {
  const counted = steps.filter(({ op }) => op !== "create-replacement" && op !== "delete-replaced");
  const ops = [...new Set(counted.map(({ op }) => op))].sort();
  return Object.fromEntries(ops.map((op) => [op, counted.filter((s) => s.op === op).length]));
}

/** The stacks that a stack reads: where they are part of a run, it waits for them. */
export function neededBy(stack: StackPlan): string[] {
  const { settings } = stack;
  return settings.role === "service"
    ? settings.direct.flatMap(({ name, vpcEndpointId }) => (vpcEndpointId ? [] : name))
    : [serviceOf(stack) ?? []].flat();
}

/** The service stack that a customer's stack refers to by name, if it does. */
export function serviceOf(stack: StackPlan): string | undefined {
  return stack.settings.role === "customer"
    ? stack.settings.serviceStack?.split("/").pop()
    : undefined;
}
