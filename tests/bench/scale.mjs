// What a run of many customers costs: the sample service with 20, 200 and 1,000 of them, each number in a
// process of its own that builds all stacks with the real programs. Printed are time per customer and the
// most memory that the process had. Judged is the processors' time: what else runs on the machine while a
// long run lasts is no part of it.
import { bundle, judge, measured } from "../support/measure.mjs";

const COUNTS = [20, 200, 1000];
/** A customer among 1,000 may take this many times as long as one among 20. */
const TIME_BOUND = 1.3;
const MEMORY_BOUND_MIB = 1536;
/** Customers built in the same process before the measured ones, so that none runs cold code. */
const WARM_UP = 100;

function measure(timedUp, count) {
  const { milliseconds, mebibytes } = measured(timedUp, [WARM_UP, count]);
  const { clock, processor } = milliseconds;
  return { count, clock: clock / count, processor: processor / count, mebibytes };
}

const timedUp = await bundle("timedUp");
const runs = COUNTS.map((count) => {
  const run = measure(timedUp, count);
  process.stdout.write(
    `${count} customers: ${run.processor.toFixed(1)} ms for each ` +
      `(${run.clock.toFixed(1)} ms by the clock), ${Math.round(run.mebibytes)} MiB at most\n`,
  );
  return run;
});
const [fewest] = runs;
const most = runs.at(-1);
const ratio = most.processor / fewest.processor;
const verdicts = [
  judge(`time per customer at ${most.count} against ${fewest.count}`, ratio, TIME_BOUND, (value) =>
    value.toFixed(2),
  ),
  judge(
    `memory at ${most.count}`,
    most.mebibytes,
    MEMORY_BOUND_MIB,
    (value) => `${Math.round(value)} MiB`,
  ),
];
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
