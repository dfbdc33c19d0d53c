import { spawn } from "child_process";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { Refusal } from "../usageError";

/** What one process of the CLI printed. */
export interface CliResult {
  stdout: string;
  stderr: string;
  code: number;
}

/** The CLI ended with another code than 0, or by a signal. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    readonly args: readonly string[],
    readonly result: CliResult,
    readonly endedBy: NodeJS.Signals | null,
  ) {
    const said = lastLines(result.stderr.trim() || result.stdout.trim());
    super(
      endedBy
        ? `the pulumi process was ended by ${endedBy} before it was done; run it again`
        : said || `pulumi ended with code ${result.code}`,
    );
  }
}

/** Lines and characters of what the CLI printed that a message has at most: what went wrong stands last. */
const LONGEST_MESSAGE = { lines: 20, characters: 4_000 };

const lastLines = (text: string): string =>
  text.split("\n").slice(-LONGEST_MESSAGE.lines).join("\n").slice(-LONGEST_MESSAGE.characters);

/** Characters that are kept of what one process prints: the rest is for nobody to read. */
const KEPT = 1_000_000;

/** How the SDK has its commands run, and what this replaces: see {@link findCli}. */
type Run = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<CliResult>;

/** The pulumi CLI as the Automation API takes it, and how a command of it is run. */
export interface Cli {
  command: PulumiCommand;
  version: string;
  run: Run;
}

/**
 * Finds the pulumi CLI on the path.
 *
 * The Automation API runs it through {@link runCli}, not through its own function: that one leaves the
 * process in the terminal's group, where a Ctrl-C reaches it a second time beside the signal that the API
 * sends, and the second one makes the CLI stop without cleaning up.
 *
 * @throws Refusal when there is none, or it is too old for the SDK; both versions are named
 */
export async function findCli(): Promise<Cli> {
  let command: PulumiCommand;
  try {
    command = await PulumiCommand.get();
  } catch (error) {
    throw unfit(error instanceof Error ? error.message : String(error));
  }
  const run: Run = (args, cwd, env, onOutput, onError, signal) =>
    runCli(command.command, args, cwd, env, onOutput, onError, signal);
  Object.assign(command, { run });
  return { command, version: String(command.version), run };
}

/** The version of the SDK that this package is built with. */
export const SDK_VERSION = "3.248.0";

/** What to do about a CLI that cannot be used, by what the SDK said of it. */
export function unfit(said: string): Refusal {
  const install = "install it: https://www.pulumi.com/docs/install/";
  if (/spawn \S+ ENOENT/.test(said)) {
    return new Refusal(
      `the Pulumi engine is asked for, and there is no pulumi CLI on the path (the SDK is ${SDK_VERSION})`,
      { fix: `${install}, or leave out --engine and --target for the builtin engine` },
    );
  }
  // The SDK's own word, or what the CLI printed, below a line that says no more than that it failed.
  const [first = said, second] = said.replace(/^code: [^]*? stderr: /, "").split("\n");
  const reason = first.startsWith("Command failed") && second ? second : first;
  const what = `the pulumi CLI on the path does not fit the SDK, which is ${SDK_VERSION}`;
  return new Refusal(what, { value: reason, fix: install });
}

/**
 * Runs the CLI once, in a process group of its own.
 *
 * @param signal aborts it: the CLI cancels what is under way, saves its state and ends
 * @throws CliError when it ends with another code than 0; Error when it was aborted before
 */
export function runCli(
  command: string,
  given: readonly string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
): Promise<CliResult> {
  if (signal?.aborted) {
    return Promise.reject(new Error("interrupted before pulumi began"));
  }
  const args = [...given.filter((arg) => arg !== "--non-interactive"), "--non-interactive"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env, PULUMI_AUTOMATION_API: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const cancel = () => void child.kill("SIGINT");
    // Not with its output's end, which what it left running would hold up for ever.
    child.once("exit", (_, endedBy) => endedBy && killGroup(child.pid));
    signal?.addEventListener("abort", cancel);
    const text = { stdout: "", stderr: "" };
    const heard = { stdout: onOutput, stderr: onError };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (data: string) => {
        text[stream] = (text[stream] + data).slice(-KEPT);
        heard[stream]?.(data);
      });
    }
    child.once("error", (error) => {
      signal?.removeEventListener("abort", cancel);
      reject(error);
    });
    child.once("close", (code, endedBy) => {
      signal?.removeEventListener("abort", cancel);
      const result = { ...text, code: code ?? -1 };
      if (result.code === 0) {
        resolve(result);
      } else {
        reject(new CliError(args, result, endedBy));
      }
    });
  });
}

/** Ends what a killed CLI left running: its language host and the program. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) {
      process.kill(-leader, "SIGKILL");
    }
  } catch {
    // Nothing of it is left.
  }
}
