// What the benchmarks share: measuring in a process of its own, and judging.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles what is measured as the command line is bundled, beside it: the program finds its functions so. */
export async function bundle(name) {
  const outfile = join(root, "dist", `bench-${name}.cjs`);
  await build({
    ...{ absWorkingDir: root, entryPoints: [`tests/bench/${name}.ts`], outfile, bundle: true },
    ...{ format: "cjs", platform: "node", target: "node20", packages: "external" },
    tsconfigRaw: {},
  });
  return outfile;
}

/** Runs a bundle in a process and a scratch folder of its own. @returns the JSON that it printed */
export function measured(program, args, flags = []) {
  const scratch = mkdtempSync(join(tmpdir(), "private-api-bench-"));
  try {
    const all = [...flags, program, scratch, ...args].map(String);
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: "utf8" });
    if (status !== 0) {
      throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
    }
    return JSON.parse(stdout);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Prints a measured value with its bound. @returns whether the bound holds */
export function judge(what, value, bound, show = String) {
  const holds = value <= bound;
  const verdict = holds ? "holds" : "BROKEN";
  process.stdout.write(`${what}: ${show(value)}, at most ${show(bound)}: ${verdict}\n`);
  return holds;
}
