import { ExportError } from "../paths/exports";
import { RequestError } from "../paths/request";
import { StateError } from "../paths/snapshot";
import { causeOf } from "./causes";
import { SettingsError } from "../stacks/problems";
import { Refusal, UsageError } from "./usageError";

/** What a user reads of an error that ended a command, and the code that the command exits with. */
export interface Failure {
  message: string;
  code: 1 | 2;
}

/** What is wrong in what the user gave. */
const WRONG = [SettingsError, UsageError, RequestError, ExportError];

/** What says itself all that there is to say of something that failed. */
const FAILED = [StateError, Refusal];

/** The environment that shows where an error comes from. */
export const DEBUG = "DEBUG=private-api";

/**
 * An error in the user's words: never a stack trace, unless it was asked for.
 *
 * @param debug whether the user wants to know where in the program it happened
 */
export function failureOf(error: unknown, debug = false): Failure {
  const is = (kinds: readonly (new (...args: never[]) => Error)[]) =>
    kinds.some((kind) => error instanceof kind);
  const code = is(WRONG) ? 2 : 1;
  if (debug && error instanceof Error) {
    return { message: error.stack ?? error.message, code };
  }
  if (is(WRONG) || is(FAILED)) {
    return { message: (error as Error).message, code };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "CliError") {
    const fix =
      causeOf(text)?.fix ?? "what the pulumi CLI said tells more; run the command that it names";
    return { message: `the pulumi CLI failed: ${text}\n  fix:     ${fix}`, code };
  }
  return isOfSystem(error)
    ? { message: `${text}\n  fix:     make the path usable for this user, or name another`, code }
    : {
        message: `private-api stopped at an error of its own: ${text}\n  fix:     report it with what ${DEBUG} shows`,
        code,
      };
}

/** Whether the system refused something: no right, no space, no such folder. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
