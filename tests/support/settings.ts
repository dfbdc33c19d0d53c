import * as assert from "node:assert/strict";
import * as path from "path";
import { parseSettings, type Settings } from "../../stacks/parseSettings";
import { SettingsError, type Problem } from "../../stacks/problems";
import { readSettingsFile } from "../../stacks/settingsFile";
import { change, makeProject, SAMPLE, type ProjectFiles } from "./project";

/** The settings of one stack of a scratch project. */
export function settingsOf(stack: string, files: ProjectFiles = {}, project?: string): Settings {
  const folder = makeProject(files);
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  const { config, locate } = readSettingsFile(file, project ?? "private-api");
  return parseSettings(config, locate, folder);
}

/** What is wrong with what `read` reads, with the scratch folder's path left out. */
export function problemsOf(read: () => unknown): Problem[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    // What is not given is left out, as a user sees it.
    return JSON.parse(JSON.stringify(error.problems)) as Problem[];
  }
  return [];
}

/** A change of the sample settings of one stack, and everything that is then wrong with them. */
export interface BadSettings {
  name: string;
  /** A part of the sample and what stands in its place. */
  change: [from: string, to: string];
  problems: Problem[];
}

/** Tests rows of changes of one stack's sample. */
export function testBadSettings(stack: "service" | "customer", rows: readonly BadSettings[]): void {
  for (const row of rows) {
    it(`refuses ${row.name}`, () => {
      const text = change(SAMPLE[stack], ...row.change);
      assert.deepEqual(
        problemsOf(() => settingsOf(stack, { [stack]: text })),
        row.problems,
      );
    });
  }
}
