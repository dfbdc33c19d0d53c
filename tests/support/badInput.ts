import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { runCli, type CliRun } from "./cli";
import { makeProject, type ProjectFiles } from "./project";

export interface BadInput {
  /** What is wrong, in the words of the requirement. */
  name: string;
  files?: ProjectFiles;
  args?: string[];
  /** All of what the user reads, but for the line that says that the run is simulated. */
  message: string[];
}

/** What a run says on stderr, line by line, but for the line that says that it is simulated. */
export function saidBy(run: CliRun): string[] {
  return run.stderr
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("SIMULATED:"));
}

/** Tests that `up` refuses each input before it makes anything; two at a time, for speed. */
export function testBadInput(title: string, rows: readonly BadInput[]): void {
  describe(title, function () {
    this.timeout(60_000);
    const runs = new Map<BadInput, { state: string; run: Promise<CliRun> }>();

    before(() => {
      for (const row of rows) {
        const cwd = makeProject(row.files);
        const state = path.join(cwd, "state");
        const run = runCli(["up", "--state", state, ...(row.args ?? [])], { cwd });
        runs.set(row, { state, run });
      }
    });

    for (const row of rows) {
      it(`exits with 2 and registers nothing: ${row.name}`, async () => {
        const started = runs.get(row);
        assert.ok(started);
        const run = await started.run;
        assert.deepEqual(saidBy(run), row.message);
        assert.equal(run.code, 2);
        assert.equal(run.stdout, "");
        assert.ok(!fs.existsSync(started.state), "there is a state folder");
      });
    }
  });
}
