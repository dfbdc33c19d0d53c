import { estimate, type Estimate, type TimedResource } from "../simulator/clock";
import { phaseOf, type Phase } from "./project";
import { stepsOf, type StackResult } from "./runs";

/** How long what a run makes would take on AWS. */
export interface RunEstimate {
  estimatedSeconds: number;
  /** The resources that decide it, over all stacks, each made after the one before. */
  criticalPath: (TimedResource & { stack: string })[];
  /** Each stack that was run to its end, by name. */
  estimates: Record<string, Estimate>;
}

/** When a stack would end, and the stack whose end it waited for. */
interface Timing {
  stack: string;
  end: number;
  after?: Timing;
}

/**
 * Estimates a run as it goes: direct customers, then services one after the other, then their other
 * customers in order, `parallel` of them side by side, each as soon as there is room. A customer reads the service's outputs, so it begins
 * when the service's stack has ended.
 */
export function estimateRun(results: readonly StackResult[], parallel: number): RunEstimate {
  const estimates = Object.fromEntries(
    results.flatMap((one) =>
      one.state === "done"
        ? [[one.stack.name, estimate(one.resources(), madeBy(one))] as const]
        : [],
    ),
  );
  const timed = results.filter(({ stack }) => stack.name in estimates);
  const follow = (stack: string, after?: Timing): Timing => ({
    ...{ stack, after },
    end: (after?.end ?? 0) + (estimates[stack]?.seconds ?? 0),
  });
  const inPhase = (phase: Phase) => timed.filter(({ stack }) => phaseOf(stack) === phase);
  const endOf = (timing: Timing | undefined): number => timing?.end ?? 0;
  /** Stacks side by side, each as soon as there is room; gives the one that ends last. */
  const sideBySide = (all: readonly StackResult[], after?: Timing): Timing | undefined => {
    const length = Math.max(1, Math.min(parallel, all.length));
    const places = Array.from({ length }, () => after);
    for (const { stack } of all) {
      const ends = places.map(endOf);
      const free = ends.indexOf(Math.min(...ends));
      places[free] = follow(stack.name, places[free]);
    }
    const ends = places.map(endOf);
    return places[ends.indexOf(Math.max(...ends))];
  };
  let services = sideBySide(inPhase("direct"));
  for (const { stack } of inPhase("service")) {
    services = follow(stack.name, services);
  }
  const last = sideBySide(inPhase("customer"), services);
  return { estimatedSeconds: endOf(last), criticalPath: pathTo(last, estimates), estimates };
}

/** What a stack's run makes, also in place of something else. */
function madeBy(result: StackResult): Set<string> {
  const made = stepsOf(result).filter(({ op }) => op === "create" || op === "create-replacement");
  return new Set(made.map(({ urn }) => urn));
}

/** The critical paths of a stack and of those that it waited for, in the order in which they run. */
function pathTo(
  last: Timing | undefined,
  estimates: Record<string, Estimate>,
): RunEstimate["criticalPath"] {
  const path: RunEstimate["criticalPath"] = [];
  for (let timing = last; timing; timing = timing.after) {
    const { stack } = timing;
    const own = estimates[stack]?.criticalPath ?? [];
    path.unshift(...own.map((resource) => ({ stack, ...resource })));
  }
  return path;
}
