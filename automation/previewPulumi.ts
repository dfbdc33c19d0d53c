import { isChange } from "../simulator/step";
import { concernedBy, readBackend } from "./backend";
import { checkConnections } from "./connections";
import { estimateRun } from "./estimate";
import { checkIdentity } from "./identity";
import type { begin } from "./opening";
import { predict, predictedOf, type Prediction } from "./predict";
import type { Progress } from "./progress";
import type { StackPlan } from "./project";
import type { PulumiEngine } from "./pulumi/engine";
import { neededBy, type StackResult } from "./runs";
import { runInOrder } from "./schedule";
import { attempt, type UpResult } from "./up";

export interface PulumiPreviewOptions {
  opened: Pick<ReturnType<typeof begin>, "project" | "stacks" | "state" | "kind">;
  parallel: number;
  progress: Progress;
  signal?: AbortSignal;
}

/** What the Pulumi engine would do, and what the simulation foretells of it. */
export interface PulumiPreview {
  result: UpResult;
  prediction: Prediction;
}

/**
 * Has the Pulumi engine preview stacks. It cannot preview what reads a stack that is not built yet: of that
 * one the simulation's steps are shown, and marked as such.
 *
 * @throws SettingsError when the stacks do not fit together; Refusal without a CLI that fits
 */
export async function previewPulumi(options: PulumiPreviewOptions): Promise<PulumiPreview> {
  const { opened, parallel, progress, signal } = options;
  const { project, stacks, state, kind } = opened;
  checkIdentity(stacks, state);
  const unlock = state.lock();
  try {
    await readBackend(opened, concernedBy(project, stacks));
    checkIdentity(stacks, state);
    const warnings = checkConnections(project, stacks, state, kind.target);
    const prediction = await predict(project, state, parallel);
    const { PulumiEngine: Engine } = await import("./pulumi/engine");
    const world = state.openWorld();
    const engine = await Engine.open({ project, state, target: kind.target, world });
    const results = await runInOrder({ stacks, parallel, signal }, async (stack) => {
      const after = await waitsFor(stack, opened, engine);
      return after === undefined
        ? attempt({ project, stacks, state, parallel, progress, signal }, stack, (watch) =>
            engine.preview(stack, watch),
          )
        : foretold(stack, after, prediction);
    });
    markReaders(results);
    // How long it would take is told by what depends on what, which the engine does not tell before the run.
    const timed = results.map((one) => withResourcesOf(one, prediction));
    const estimate = estimateRun(timed, parallel);
    return { result: { ...kind, stacks: results, warnings, ...estimate }, prediction };
  } finally {
    unlock();
  }
}

/**
 * Marks the stacks that read one which changes in the same run: the engine previews them with what that one is
 * now.
 */
function markReaders(results: StackResult[]): void {
  const changing = results.flatMap((one) =>
    one.state === "done" && one.after === undefined && one.steps.some(isChange)
      ? one.stack.name
      : [],
  );
  for (const one of results) {
    const read = neededBy(one.stack).find((name) => changing.includes(name));
    if (one.state === "done" && one.after === undefined && read !== undefined) {
      one.reads = read;
    }
  }
}

function withResourcesOf(result: StackResult, prediction: Prediction): StackResult {
  const predicted = predictedOf(prediction, result.stack.name);
  return result.state === "done" && predicted?.state === "done"
    ? { ...result, resources: predicted.resources }
    : result;
}

/** What must come before a stack can be previewed: a stack that it reads, or its own first `up`. */
async function waitsFor(
  stack: StackPlan,
  { project, state, kind }: PulumiPreviewOptions["opened"],
  engine: PulumiEngine,
): Promise<string | undefined> {
  const here = project.stacks.map(({ name }) => name);
  const needed = neededBy(stack).find((name) => here.includes(name) && !state.isBuilt(name));
  if (needed !== undefined) {
    return needed;
  }
  // On AWS a preview makes nothing, not even an empty stack in the backend.
  return kind.target === "simulated" || (await engine.backend.has(stack))
    ? undefined
    : "its first up";
}

function foretold(stack: StackPlan, after: string, prediction: Prediction): StackResult {
  const predicted = predictedOf(prediction, stack.name);
  if (predicted?.state === "done") {
    // The Pulumi engine does not report what it does to its own providers.
    const steps = predicted.steps.filter(({ type }) => !type.startsWith("pulumi:providers:"));
    return { ...predicted, steps, stack, after };
  }
  const why = predicted?.state === "failed" ? `: ${predicted.error.message}` : "";
  const because = `it can be previewed after ${after}; the simulation foretells nothing of it${why}`;
  return { state: "not started", stack, because };
}
