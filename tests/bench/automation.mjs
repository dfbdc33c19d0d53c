// What the orchestrator costs beside its engine: the time of each stack that is not the engine's, and the
// memory that 300 stacks take against 30, with 16 side by side.
import { bundle, judge, measured } from "../support/measure.mjs";

/** 300 stacks may take this many times the memory of 30. */
const MEMORY_BOUND = 1.3;

const program = await bundle("timedAutomation");
const { milliseconds } = measured(program, [40, "overhead"]);
process.stdout.write(
  `overhead of the orchestrator: ${milliseconds.toFixed(1)} ms a stack, of 41 one by one on the builtin engine\n`,
);
const [few, many] = [30, 300].map((count) => {
  const { mebibytes } = measured(program, [count, "memory"], ["--expose-gc"]);
  process.stdout.write(
    `${count} stacks, 16 side by side: ${mebibytes.toFixed(1)} MiB in use at most\n`,
  );
  return mebibytes;
});
const holds = judge("memory at 300 against 30", many / few, MEMORY_BOUND, (value) =>
  value.toFixed(2),
);
process.exitCode = holds ? 0 : 1;
