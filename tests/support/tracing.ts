import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import type { Trace } from "../../paths/trace";
import { runCli, type CliRun } from "./cli";
import { makeFolder, makeProject } from "./project";
import { buildAll, type BuiltStacks } from "./states";

/** The sample project, built, and `private-api trace` run beside it. */
export interface Tracing {
  built: BuiltStacks;
  /** Runs it in a project whose state folder is elsewhere. */
  run(args: string[], input?: string): Promise<CliRun>;
  /** Runs it on the state folder. */
  inState(args: string[]): Promise<CliRun>;
  /** What `--json` prints. */
  traced(args: string[], input?: string): Promise<Trace>;
  /** The text of a stack's export. */
  exported(stack: string): string;
}

export async function startTracing(): Promise<Tracing> {
  const cwd = makeProject();
  const built = await buildAll(cwd);
  const run = (args: string[], input?: string) =>
    runCli(["trace", ...args], { cwd, ...(input === undefined ? {} : { input }) });
  return {
    ...{ built, run },
    inState: (args) => run(["--state", built.folder, ...args]),
    traced: async (args, input) => {
      const ended = await run(["--json", ...args], input);
      assert.equal(ended.code, 0, ended.stderr);
      return JSON.parse(ended.stdout) as Trace;
    },
    exported: (stack) => fs.readFileSync(path.join(built.folder, `${stack}.json`), "utf8"),
  };
}

/** A folder with some files. */
export function folderOf(files: Record<string, string>): string {
  const folder = makeFolder();
  Object.entries(files).forEach(([name, text]) => fs.writeFileSync(path.join(folder, name), text));
  return folder;
}
