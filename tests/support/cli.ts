import { spawn } from "child_process";
import * as os from "os";
import * as path from "path";
import pLimit from "p-limit";
import { ROOT } from "./project";

/** How a run of the command line ended. */
export interface CliRun {
  code: number;
  /** What ended it, when it did not end itself. */
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** A module that is loaded before everything else. */
  preload?: string;
  /** What it reads from standard input; without it there is nothing to read. */
  input?: string;
}

const LAUNCHER = path.join(ROOT, "bin", "private-api.mjs");

/** A test may start many at once; more than there are processors would only wait for each other. */
const limit = pLimit(Math.min(2, os.cpus().length));

/** Runs the command line as users do: as a process of its own, in the folder `cwd`. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const first = options.preload ? ["--require", options.preload] : [];
  return limit(
    () =>
      new Promise<CliRun>((resolve, reject) => {
        const child = spawn(process.execPath, [...first, LAUNCHER, ...args], {
          cwd: options.cwd,
          env: { ...process.env, NO_COLOR: "1", ...options.env },
          stdio: ["pipe", "pipe", "pipe"],
        });
        // A run that needs no input may be over before it is written.
        child.stdin.on("error", () => undefined).end(options.input);
        const run = { stdout: "", stderr: "" };
        for (const stream of ["stdout", "stderr"] as const) {
          child[stream].setEncoding("utf8").on("data", (text: string) => (run[stream] += text));
        }
        child.once("error", reject);
        // A run that a signal ended has no code, which no expectation of a code equals.
        child.once("close", (code, signal) => resolve({ ...run, code: code ?? -1, signal }));
      }),
  );
}
