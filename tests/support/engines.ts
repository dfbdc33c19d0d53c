import { spawnSync } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { engineFor } from "../../automation/opening";
import type { Project } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { BUILTIN, type RunKind } from "../../automation/target";
import type { UpOptions } from "../../automation/up";

/** The Pulumi engine on the simulated cloud. */
export const PULUMI: RunKind = { target: "simulated", engine: "pulumi" };

/** What outlives its stack in the world. */
export const RETAINED = [
  "aws:apigateway/account:Account",
  "aws:iam/role:Role",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
];

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

/** Counts tests of the real engine that do not run; `scratch.cjs` says in one line how many they are in all. */
export function countMissing(count: number): void {
  const folder = process.env["PRIVATE_API_TEST_FOLDER"];
  if (!hasCli && folder !== undefined) {
    fs.appendFileSync(path.join(folder, "not-run"), `${count}\n`);
  }
}

/** Tests that need the real engine, and how many they are. */
export function realEngine(what: string, count: number, tests: () => void): void {
  if (hasCli) {
    describe(what, function () {
      this.timeout(1_800_000);
      tests();
    });
  } else {
    countMissing(count);
  }
}
