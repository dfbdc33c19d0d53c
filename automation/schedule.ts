import pLimit from "p-limit";
import { PHASES, phaseOf, type StackPlan } from "./project";
import { neededBy, type StackResult } from "./runs";

export interface ScheduleOptions {
  stacks: readonly StackPlan[];
  /** How many stacks of a phase run side by side; services run one after the other. */
  parallel: number;
  /** Whether what is built last goes first, as when everything is deleted. */
  backwards?: boolean;
  /** Aborted when no further stack must be started. */
  signal?: AbortSignal;
}

/** How a stack ended, for those that it kept from being started. */
const ENDED: Record<StackResult["state"], string> = {
  done: "is done",
  failed: "failed",
  "not started": "was not started",
};

/**
 * Runs stacks in the order in which they need each other: direct customers side by side, services one after
 * the other, then the other customers side by side; or backwards. A stack that failed stops no other but
 * those that need it.
 *
 * @returns a result for each stack, in the given order
 */
export async function runInOrder(
  { stacks, parallel, backwards = false, signal }: ScheduleOptions,
  run: (stack: StackPlan) => Promise<StackResult>,
): Promise<StackResult[]> {
  const results = new Map<string, StackResult>();
  /** The stacks of this run that must have ended well before a stack. */
  const before = (stack: StackPlan): StackPlan[] =>
    stacks.filter((other) =>
      backwards ? neededBy(other).includes(stack.name) : neededBy(stack).includes(other.name),
    );
  const attempt = async (stack: StackPlan): Promise<void> => {
    const bad = before(stack).filter(({ name }) => results.get(name)?.state !== "done");
    const because = signal?.aborted
      ? "the run was interrupted"
      : bad
          .map(({ name }) => `${name} ${ENDED[results.get(name)?.state ?? "not started"]}`)
          .join(", ");
    results.set(
      stack.name,
      bad.length > 0 || signal?.aborted
        ? { state: "not started", stack, because }
        : await run(stack),
    );
  };
  for (const phase of backwards ? [...PHASES].reverse() : PHASES) {
    const limit = pLimit(phase === "service" ? 1 : parallel);
    const own = stacks.filter((stack) => phaseOf(stack) === phase);
    await Promise.all(own.map((stack) => limit(() => attempt(stack))));
  }
  return stacks.flatMap((stack) => results.get(stack.name) ?? []);
}
