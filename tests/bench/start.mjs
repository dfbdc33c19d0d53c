// How long an up and a preview of both stacks take, against a process that only loads the SDK and the AWS
// provider.
// Every run is paired with such a process right beside it; printed are medians of the ratios.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PAIRS = 7;
/** A warm run may take this many times as long as loading alone. */
const WARM_BOUND = 1.7;

const scratch = mkdtempSync(join(tmpdir(), "private-api-bench-"));
for (const file of ["Pulumi.yaml", "Pulumi.service.yaml", "Pulumi.customer.yaml"]) {
  cpSync(join(root, file), join(scratch, file));
}

/** Milliseconds that a Node process takes. */
function time(args, cwd) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  }
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const load = () => time(["-e", 'require("@pulumi/pulumi"); require("@pulumi/aws");'], root);
const run = (command, state) =>
  time([join(root, "bin/private-api.mjs"), command, "--state", state], scratch);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function measure(command, prepare) {
  const runs = Array.from({ length: PAIRS }, (_, i) => {
    const state = join(scratch, `state-${command}-${prepare.name}-${i}`);
    prepare(state);
    const loading = load();
    const running = run(command, state);
    return { loading, running, ratio: running / loading };
  });
  return {
    ratio: median(runs.map((run) => run.ratio)),
    running: median(runs.map((run) => run.running)),
    loading: median(runs.map((run) => run.loading)),
  };
}

function cold() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
}
function warm(state) {
  // Both stacks are there and the bundle is made: what a second run in a day of work meets.
  run("up", state);
}

try {
  load();
  const results = [
    { name: "up cold", ...measure("up", cold) },
    { name: "up warm", bound: WARM_BOUND, ...measure("up", warm) },
    { name: "preview warm", bound: WARM_BOUND, ...measure("preview", warm) },
  ];
  for (const { name, ratio, running, loading, bound } of results) {
    process.stdout.write(
      `${name}: ${ratio.toFixed(2)} times loading alone${bound ? `, at most ${bound}` : ""} ` +
        `(${Math.round(running)} ms against ${Math.round(loading)} ms, median of ${PAIRS} pairs)\n`,
    );
  }
  process.exitCode = results.every(({ ratio, bound = Infinity }) => ratio <= bound) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
