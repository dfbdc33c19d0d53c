import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { upCommand } from "../../automation/commands";
import { previewCommand } from "../../automation/preview";
import { StateFolder } from "../../automation/stateFolder";
import { resourcesOf, type StackExport } from "../../paths/snapshot";
import { CHANGES } from "../support/changes";
import { comparableAll } from "../support/comparable";
import { copyState, runCommand, shown, type ShownStep } from "../support/expectedSteps";
import { makeProject } from "../support/project";
import { buildAll } from "../support/states";

/** What `record.ts` keeps of a change. */
interface Recording {
  change: string;
  stacks: Record<string, { previewed: ShownStep[]; again: ShownStep[]; export: StackExport }>;
}

/** A step that one of the two engines alone shows in its preview. */
interface Difference {
  stack: string;
  shownBy: "builtin" | "pulumi";
  step: ShownStep;
}

const providerUpdate = (stack: string): Difference => ({
  ...{ stack, shownBy: "builtin" },
  step: {
    op: "update",
    urn: `urn:pulumi:${stack}::private-api::pulumi:providers:aws::default_7_43_0`,
    ...{ diffReasons: ["defaultTags"], replaceReasons: [] },
  },
});

/** Every difference between the two engines' previews, by change; a change that is left out has none. */
const DIFFERENCES: Record<string, Difference[]> = {
  // The Pulumi engine takes the step and reports none on default providers (pulumi, pkg/engine,
  // shouldReportStep). That it was taken shows in the export, which is compared as a whole.
  "default tag added": [providerUpdate("service"), providerUpdate("customer")],
};

const load = (name: string): Recording => {
  const file = path.join(__dirname, `change-${name.replaceAll(" ", "-")}.json`);
  return JSON.parse(fs.readFileSync(file, "utf8")) as Recording;
};

/** What the builtin engine must show where the Pulumi engine showed this. */
function withDifferences(change: string, stack: string, recorded: readonly ShownStep[]) {
  const own = (DIFFERENCES[change] ?? []).filter((one) => one.stack === stack);
  const [added, left] = (["builtin", "pulumi"] as const).map((by) =>
    own.filter(({ shownBy }) => shownBy === by).map(({ step }) => step),
  );
  const text = (step: ShownStep) => JSON.stringify(step);
  const here = new Set(recorded.map(text));
  // A difference that is none any more must leave the table.
  added?.forEach((step) => assert.ok(!here.has(text(step)), `both show ${text(step)}`));
  left?.forEach((step) => assert.ok(here.has(text(step)), `neither shows ${text(step)}`));
  const common = recorded.filter((step) => !left?.some((other) => text(other) === text(step)));
  return shown([...common, ...(added ?? [])]);
}

describe("a change on the builtin engine, beside the Pulumi engine", function () {
  // Several whole runs a test, on a busy machine.
  this.timeout(60_000);
  const compared = { previews: 0, steps: 0, resources: 0 };
  let base = "";
  before(async () => {
    base = (await buildAll(makeProject())).folder;
  });
  after(() => {
    const { previews, steps, resources } = compared;
    const changes = Object.keys(CHANGES).length;
    console.log(
      `    compared with the Pulumi engine, for ${changes} changes: ${previews} previews with ` +
        `${steps} steps, ${resources} resources`,
    );
  });

  it("is recorded for every change, and no other", () => {
    const files = fs.readdirSync(__dirname).filter((name) => name.startsWith("change-"));
    const names = files.map(
      (file) =>
        (JSON.parse(fs.readFileSync(path.join(__dirname, file), "utf8")) as Recording).change,
    );
    assert.deepEqual(names.sort(), Object.keys(CHANGES).sort());
  });

  for (const [name, files] of Object.entries(CHANGES)) {
    describe(name, () => {
      const recording = load(name);
      const state = () => StateFolder.open(options.state);
      const options = { directory: "", state: "" };
      before(() =>
        Object.assign(options, { directory: makeProject(files), state: copyState(base) }),
      );

      it("previews the same operations, changed and replacing inputs", async () => {
        const { steps } = await runCommand(previewCommand, options);
        assert.deepEqual(Object.keys(steps), Object.keys(recording.stacks));
        for (const [stack, { previewed }] of Object.entries(recording.stacks)) {
          assert.deepEqual(shown(steps[stack] ?? []), withDifferences(name, stack, previewed));
          compared.previews += 1;
          compared.steps += previewed.length;
        }
      });

      it("leaves the same resources, properties and dependencies", async () => {
        assert.equal((await runCommand(upCommand, options)).code, 0);
        for (const [stack, { export: expected }] of Object.entries(recording.stacks)) {
          const found = state().load(stack);
          const resources = comparableAll(resourcesOf(expected));
          assert.ok(resources.length > 20);
          assert.deepEqual(found && comparableAll(resourcesOf(found)), resources);
          compared.resources += resources.length;
        }
      });

      it("then has nothing left to do, as there", async () => {
        const { steps } = await runCommand(previewCommand, options);
        for (const [stack, { again }] of Object.entries(recording.stacks)) {
          assert.deepEqual(again, []);
          assert.deepEqual(shown(steps[stack] ?? []), []);
          compared.previews += 1;
        }
      });
    });
  }
});
