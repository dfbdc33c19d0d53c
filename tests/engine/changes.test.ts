import * as assert from "node:assert/strict";
import * as path from "path";
import { upCommand } from "../../automation/commands";
import { CHANGES } from "../support/changes";
import { PULUMI, realEngine } from "../support/engines";
import { changesOf, copyState, runCommand } from "../support/expectedSteps";
import { withProgram } from "../support/program";
import { makeFolder, makeProject } from "../support/project";

const names = Object.keys(CHANGES);

realEngine("changes of the settings on the Pulumi engine", names.length, () => {
  const bases = { builtin: "", pulumi: "" };
  before(async () => {
    const directory = withProgram(makeProject());
    for (const [engine, kind] of Object.entries({ builtin: {}, pulumi: PULUMI })) {
      const state = path.join(makeFolder(), "state");
      assert.equal((await runCommand(upCommand, { directory, state, ...kind })).code, 0);
      Object.assign(bases, { [engine]: state });
    }
  });

  for (const name of names) {
    it(`take the same steps as on the builtin engine: ${name}`, async () => {
      const directory = withProgram(makeProject(CHANGES[name]));
      const onBuiltin = { directory, state: copyState(bases.builtin) };
      const onPulumi = { directory, state: copyState(bases.pulumi), ...PULUMI };
      const expected = await runCommand(upCommand, onBuiltin);
      const found = await runCommand(upCommand, onPulumi);
      assert.deepEqual([found.code, expected.code], [0, 0]);
      assert.deepEqual(changesOf(found.steps), withoutProviders(changesOf(expected.steps)));
      const again = await runCommand(upCommand, onPulumi);
      assert.deepEqual(changesOf(again.steps), {});
    });
  }
});

/** The engine takes steps on its own providers, too, and does not report them. */
function withoutProviders(changes: ReturnType<typeof changesOf>): typeof changes {
  const own = Object.entries(changes).map(
    ([stack, all]) =>
      [stack, all.filter(([, resource]) => !/^aws default_/.test(resource))] as const,
  );
  return Object.fromEntries(own.filter(([, all]) => all.length > 0));
}
