import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { upCommand } from "../../automation/commands";
import { previewCommand } from "../../automation/preview";
import { StateFolder } from "../../automation/stateFolder";
import { resourcesOf, type StackExport } from "../../paths/snapshot";
import { comparableAll } from "../support/comparable";
import { EXAMPLES } from "../support/examples";
import { runCommand, shown, type ShownStep } from "../support/expectedSteps";
import { change, makeFolder, ROOT } from "../support/project";

/** What `recordExamples.ts` keeps of an example. */
interface Recording {
  built: Record<string, StackExport>;
  again: Record<string, ShownStep[]>;
  changed: Record<string, { previewed: ShownStep[]; export: StackExport }>;
  left: string[];
}

const load = (name: string): Recording =>
  JSON.parse(fs.readFileSync(path.join(__dirname, `example-${name}.json`), "utf8")) as Recording;

describe("an example on the builtin engine, beside the Pulumi engine", function () {
  this.timeout(60_000);
  const compared = { exports: 0, resources: 0, previews: 0, steps: 0 };
  after(() => {
    const { exports, resources, previews, steps } = compared;
    console.log(
      `    compared with the Pulumi engine, for ${Object.keys(EXAMPLES).length} examples: ` +
        `${exports} exports with ${resources} resources, ${previews} previews with ${steps} steps`,
    );
  });

  for (const [name, example] of Object.entries(EXAMPLES)) {
    describe(name, () => {
      const recording = load(name);
      const directory = makeFolder();
      const options = { directory, state: path.join(makeFolder(), "state") };
      before(() => fs.cpSync(path.join(ROOT, "examples", name), directory, { recursive: true }));

      function compareExports(expected: Record<string, StackExport>): void {
        const state = StateFolder.open(options.state);
        for (const [stack, snapshot] of Object.entries(expected)) {
          const found = state.load(stack);
          const resources = comparableAll(resourcesOf(snapshot));
          assert.ok(resources.length > 10);
          assert.deepEqual(found && comparableAll(resourcesOf(found)), resources, stack);
          compared.exports += 1;
          compared.resources += resources.length;
        }
      }

      it("has the same resources, properties and dependencies", async () => {
        const { code, steps } = await runCommand(upCommand, options);
        assert.equal(code, 0);
        assert.deepEqual(Object.keys(steps), Object.keys(recording.built));
        compareExports(recording.built);
      });

      it("then has nothing left to do, as there", async () => {
        const { steps } = await runCommand(previewCommand, options);
        for (const [stack, again] of Object.entries(recording.again)) {
          assert.deepEqual(again, []);
          assert.deepEqual(shown(steps[stack] ?? []), []);
          compared.previews += 1;
        }
      });

      it("changes by the same operations, to the same end", async () => {
        const { file, from, to } = example.change;
        const place = path.join(directory, file);
        fs.writeFileSync(place, change(fs.readFileSync(place, "utf8"), from, to));
        const { steps } = await runCommand(previewCommand, options);
        for (const [stack, { previewed }] of Object.entries(recording.changed)) {
          assert.deepEqual(shown(steps[stack] ?? []), previewed, stack);
          compared.previews += 1;
          compared.steps += previewed.length;
        }
        assert.equal((await runCommand(upCommand, options)).code, 0);
        compareExports(
          Object.fromEntries(
            Object.entries(recording.changed).map(([stack, one]) => [stack, one.export]),
          ),
        );
      });

      it("left there, when it was destroyed, the account's setting alone", () => {
        assert.deepEqual(recording.left, [
          "aws:apigateway/account:Account",
          "aws:iam/role:Role",
          "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        ]);
      });
    });
  }
});
