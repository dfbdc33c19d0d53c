import { spawnSync } from "child_process";
import { engineFor } from "../../automation/opening";
import type { Project } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { BUILTIN, type RunKind } from "../../automation/target";
import type { UpOptions } from "../../automation/up";

/** The Pulumi engine on the simulated cloud. */
export const PULUMI: RunKind = { target: "simulated", engine: "pulumi" };

/** Whether the tests of the real engine are asked for, which take a quarter of an hour, and its CLI is there. */
const hasCli =
  process.env["PRIVATE_API_ENGINE"] === "pulumi" &&
  spawnSync("pulumi", ["version"], { stdio: "ignore" }).status === 0;

/** The engines that can be tried here: the Pulumi one where its CLI is. */
export const ENGINES: readonly RunKind[] = hasCli ? [BUILTIN, PULUMI] : [BUILTIN];

/** What a run by an engine needs beyond its stacks. */
export function runBy(
  kind: RunKind,
  project: Project,
  folder: string,
): Pick<UpOptions, "kind" | "engine"> & { state: StateFolder } {
  const state = StateFolder.open(folder, kind);
  return { state, kind, engine: engineFor(project, state, kind) };
}

/** Says how many tests of the real engine did not run, in one line. */
export function tellOfMissing(what: string, count: number): void {
  if (!hasCli) {
    console.log(`    not run without npm run engine and the pulumi CLI: ${count} of ${what}`);
  }
}

/** Tests that need the real engine: without it one line says how many did not run. */
export function realEngine(what: string, count: number, tests: () => void): void {
  if (hasCli) {
    describe(what, function () {
      this.timeout(1_800_000);
      tests();
    });
  } else {
    tellOfMissing(what, count);
  }
}
