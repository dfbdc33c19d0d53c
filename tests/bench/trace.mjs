// What following calls costs: traces per second in the sample once it is loaded, and what a customer's part
// of a `verify` takes among 1,000 of them against one among 100. Both numbers of customers are measured by
// turns in one process; printed are medians of the processors' time, as other work on the machine is no
// part of it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../support/measure.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FEW = 100;
const MANY = 1000;
const LEAST_PER_SECOND = 5_000;
/** A customer among the many may take this many times as long as one among the few. */
const RATIO_BOUND = 1.2;

function node(args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  }
  return stdout;
}

/** Builds the sample in a folder. @returns its state folder */
function sample(directory) {
  mkdirSync(directory);
  for (const file of ["Pulumi.yaml", "Pulumi.service.yaml", "Pulumi.customer.yaml"]) {
    cpSync(join(root, file), join(directory, file));
  }
  const state = join(directory, "state");
  node([join(root, "bin/private-api.mjs"), "up", "--state", state], directory);
  return state;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const scratch = mkdtempSync(join(tmpdir(), "private-api-bench-"));
try {
  const state = sample(join(scratch, "sample"));
  const timedUp = await bundle("timedUp");
  const timedTrace = await bundle("timedTrace");
  node([timedUp, scratch, String(FEW), String(MANY)]);
  const [few, many] = ["0", "1"].map((name) => join(scratch, name, "state"));
  const rounds = JSON.parse(node([timedTrace, state, few, String(FEW), many, String(MANY)]));
  const perSecond = Math.round(median(rounds.map((round) => round.tracesPerSecond)));
  const ratio = median(rounds.map((round) => round.many / round.few));
  const [one, other] = ["few", "many"].map((key) => median(rounds.map((round) => round[key])));
  const holds = { perSecond: perSecond >= LEAST_PER_SECOND, ratio: ratio <= RATIO_BOUND };
  const verdict = (good) => (good ? "holds" : "BROKEN");
  process.stdout.write(
    `traces per second: ${perSecond}, at least ${LEAST_PER_SECOND}: ${verdict(holds.perSecond)}\n` +
      `verify per customer at ${MANY} against ${FEW}: ${ratio.toFixed(2)}, at most ${RATIO_BOUND}: ` +
      `${verdict(holds.ratio)} (${other.toFixed(2)} ms against ${one.toFixed(2)} ms, ` +
      `median of ${rounds.length} rounds)\n`,
  );
  process.exitCode = holds.perSecond && holds.ratio ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
