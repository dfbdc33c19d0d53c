import { isChange, type Step } from "../simulator/step";
import { causeOf } from "./causes";
import type { StackResult } from "./runs";

/** How often a stack is tried in all when AWS says that it is asked too much. */
const TRIES = 6;

/** Seconds before the second try; each further pause is twice as long. */
const FIRST_PAUSE = 2;

export interface RetryOptions {
  /** Waits; given in tests. @param seconds how long */
  wait: (seconds: number) => Promise<void>;
  /** A number from 0 to 1, which spreads the tries of stacks that were refused together. */
  random: () => number;
  /** Called before each pause. @param seconds its length @param tries how often it was tried */
  onPause: (seconds: number, tries: number) => void;
  signal?: AbortSignal;
}

/**
 * Runs a stack, and again while AWS throttles it: the one failure that time alone mends. What an earlier
 * try has done counts for the whole.
 */
export async function retryThrottled(
  run: () => Promise<StackResult>,
  { wait, random, onPause, signal }: RetryOptions,
): Promise<StackResult> {
  let done: Step[] = [];
  for (let tries = 1; ; tries += 1) {
    const result = await run();
    if (result.state === "not started") {
      return result;
    }
    done = merged(done, result.steps);
    const isThrottled =
      result.state === "failed" && causeOf(result.error.message)?.kind === "throttled";
    if (!isThrottled || tries === TRIES || signal?.aborted) {
      return { ...result, steps: done };
    }
    // From half of the pause to all of it.
    const seconds = FIRST_PAUSE * 2 ** (tries - 1) * (1 - random() / 2);
    onPause(seconds, tries);
    await Promise.race([wait(seconds), abortOf(signal)]);
    if (signal?.aborted) {
      return { ...result, steps: done };
    }
  }
}

/** Comes when a run is interrupted: nobody waits for the end of a pause then. */
function abortOf(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) =>
    signal?.addEventListener("abort", () => resolve(), { once: true }),
  );
}

/** The steps of two tries: what the first one did is the same for the second. */
function merged(first: readonly Step[], second: readonly Step[]): Step[] {
  const kept = first.filter(isChange);
  const changed = new Set(kept.map(({ urn }) => urn));
  return [...kept, ...second.filter((step) => isChange(step) || !changed.has(step.urn))];
}
