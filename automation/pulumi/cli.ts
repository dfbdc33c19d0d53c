import { spawn } from "child_process";
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
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

/** Bytes that are kept of what one process prints: the rest is for nobody to read. */
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
  const { major = 0, minor = 0 } = command.version ?? {};
  if (major === OLDEST.major && minor < OLDEST.minor) {
    const least = `${OLDEST.major}.${OLDEST.minor}.0`;
    throw unfit(
      `Minimum version requirement failed. The minimum CLI version requirement is ${least}, your current CLI version is ${String(command.version)}.`,
    );
  }
  const run: Run = (args, cwd, env, onOutput, onError, signal) =>
    runCli(command.command, args, cwd, env, onOutput, onError, signal);
  Object.assign(command, { run });
  return { command, version: String(command.version), run };
}

/** The oldest CLI that tells of its events as the SDK reads them: over gRPC, with `--event-log tcp://`. */
const OLDEST = { major: 3, minor: 206 };

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
  // Files, not pipes: a CLI whose reader is killed must not die of its next line with its work half done.
  const printed = { stdout: new Printed(), stderr: new Printed() };
  return new Promise<CliResult>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env, PULUMI_AUTOMATION_API: "true" },
      stdio: ["ignore", printed.stdout.file, printed.stderr.file],
      detached: true,
    });
    const cancel = () => void child.kill("SIGINT");
    signal?.addEventListener("abort", cancel);
    child.once("error", (error) => {
      signal?.removeEventListener("abort", cancel);
      reject(error);
    });
    child.once("exit", (code, endedBy) => {
      signal?.removeEventListener("abort", cancel);
      if (endedBy) {
        killGroup(child.pid);
      }
      const text = { stdout: printed.stdout.read(), stderr: printed.stderr.read() };
      onOutput?.(text.stdout);
      onError?.(text.stderr);
      const result = { ...text, code: code ?? -1 };
      if (result.code === 0) {
        resolve(result);
      } else {
        reject(new CliError(args, result, endedBy));
      }
    });
  }).finally(() => Object.values(printed).forEach((one) => one.close()));
}

/** What a process prints, in a file that has no name any more and goes with the last process that has it. */
class Printed {
  readonly file: number;

  constructor() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "private-api-pulumi-"));
    this.file = fs.openSync(path.join(folder, "printed"), "w+", 0o600);
    fs.rmSync(folder, { recursive: true, force: true });
  }

  /** The end of it. */
  read(): string {
    const { size } = fs.fstatSync(this.file);
    const buffer = Buffer.alloc(Math.min(size, KEPT));
    fs.readSync(this.file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("utf8");
  }

  close(): void {
    fs.closeSync(this.file);
  }
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
