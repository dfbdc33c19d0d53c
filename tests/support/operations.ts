import type { Step } from "../../simulator/step";
import { runTestProgram, shortName, type ProgramOptions, type ProgramRun } from "./engine";

/** Runs a program on what an earlier run of another, or of the same, left. */
export function runAgain(
  first: Pick<ProgramRun, "resources" | "world">,
  program: () => unknown,
  options: Omit<ProgramOptions, "previous" | "world"> = {},
): Promise<ProgramRun> {
  return runTestProgram(program, { ...options, previous: first.resources, world: first.world });
}

/** A run that failed: with what, and the state that it left. */
export interface FailedRun extends Pick<ProgramRun, "resources" | "world"> {
  error: Error;
}

/** The same for a program that must fail. */
export async function failAgain(
  first: Pick<ProgramRun, "resources" | "world">,
  program: () => unknown,
): Promise<FailedRun> {
  let { resources } = first;
  try {
    await runAgain(first, program, { saved: (all) => (resources = all) });
  } catch (error) {
    return { error: error as Error, resources, world: first.world };
  }
  throw new Error("the program did not fail");
}

/** `op Type name` of every step that changed something, in the order in which they happened. */
export function changesIn(steps: readonly Step[]): string[] {
  return steps
    .filter(({ op }) => op !== "same" && op !== "read")
    .map(({ op, urn }) => `${op} ${shortName(urn)}`);
}

/** The name of each resource that a state holds, but for Pulumi's own. */
export function namesIn(resources: ProgramRun["resources"]): string[] {
  return resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ urn }) => shortName(urn));
}
