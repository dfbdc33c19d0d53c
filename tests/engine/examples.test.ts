import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { destroyCommand, upCommand } from "../../automation/commands";
import { driftCommand } from "../../automation/driftCommand";
import { loadNetwork } from "../../automation/exports";
import { previewCommand } from "../../automation/preview";
import { StateFolder } from "../../automation/stateFolder";
import { verifyCommand } from "../../automation/verify";
import { trace } from "../../paths/trace";
import { requestsOf } from "../../automation/callChanges";
import { World } from "../../simulator/world";
import { PULUMI, realEngine, RETAINED } from "../support/engines";
import { EXAMPLES } from "../support/examples";
import { changesOf, inOrder, runCommand, type ShownStep } from "../support/expectedSteps";
import { exampleWithProgram } from "../support/program";
import { change, makeFolder } from "../support/project";
import { buildAll } from "../support/states";

/** What of a run's steps is no step of the stack's own resources. */
const isQuiet = ({ op, urn }: ShownStep) =>
  op === "same" || op === "read" || urn.includes("pulumi:providers:");

for (const [name, example] of Object.entries(EXAMPLES)) {
  realEngine(`the example ${name} on the Pulumi engine`, 7, () => {
    const directory = exampleWithProgram(name, makeFolder());
    const options = { directory, state: path.join(makeFolder(), "state"), ...PULUMI };
    const world = () => World.read(path.join(options.state, "world.json"));
    const quiet = { out: () => undefined, err: () => undefined };

    it("is built, every call as on the builtin engine", async () => {
      const { code, steps } = await runCommand(upCommand, options);
      assert.equal(code, 0);
      const made = Object.values(steps).flat();
      assert.ok(made.every(({ op }) => op === "create" || op === "read"));
      const builtin = await buildAll(directory);
      const [real, simulated] = [loadNetwork(options.state), loadNetwork(builtin.folder)];
      const verdicts = (network: typeof real) =>
        network.stacks.flatMap((stack) =>
          requestsOf(network, stack).map((request) => {
            const { verdict, outcome, blockedBy } = trace(network, request);
            return { stack, request, verdict, outcome, codes: blockedBy.map(({ code: c }) => c) };
          }),
        );
      assert.ok(verdicts(real).length > 0);
      assert.deepEqual(verdicts(real), verdicts(simulated));
    });

    it("then has nothing left to do", async () => {
      const { code, steps } = await runCommand(upCommand, options);
      assert.equal(code, 0);
      assert.deepEqual(
        Object.values(steps)
          .flat()
          .filter((step) => !isQuiet(step)),
        [],
      );
    });

    it("has its published calls come out as published", async () => {
      assert.equal(await verifyCommand({ state: options.state }, quiet), 0);
    });

    it("has not drifted", async () => {
      assert.equal(await driftCommand(options, quiet), 0);
    });

    it("shows what other hands changed and deleted", async () => {
      const changed = world();
      const kept = fs.readFileSync(path.join(options.state, "world.json"));
      const [vpc] = changed.all("aws:ec2/vpc:Vpc");
      const [permission] = changed.all("aws:lambda/permission:Permission");
      const [group] = changed.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
      const gone = permission ?? group;
      assert.ok(vpc && gone);
      const off = { enableDnsSupport: false };
      changed.put({
        ...{ ...vpc, inputs: { ...vpc.inputs, ...off } },
        attributes: { ...vpc.attributes, ...off },
      });
      changed.remove(gone);
      changed.save();
      const states = () =>
        StateFolder.open(options.state, PULUMI)
          .stacks()
          .map((stack) => fs.readFileSync(path.join(options.state, `${stack}.json`), "utf8"));
      const before = states();
      const lines: string[] = [];
      const terminal = { ...quiet, out: (line: string) => void lines.push(line) };
      assert.equal(await driftCommand({ ...options, json: true }, terminal), 1);
      const { stacks } = JSON.parse(lines.join("\n")) as {
        stacks: Record<string, { drifted: { id: string; drift: string; changes?: object }[] }>;
      };
      const drifted = Object.values(stacks).flatMap((one) => one.drifted);
      assert.deepEqual(
        drifted.map(({ id, drift, changes }) => [id, drift, changes ?? null]).sort(),
        [
          [vpc.id, "changed", { enableDnsSupport: { before: true, now: false } }],
          [gone.id, "deleted", null],
        ].sort(),
      );
      assert.deepEqual(states(), before);
      fs.writeFileSync(path.join(options.state, "world.json"), kept);
    });

    it("is changed by the steps that its builtin run takes", async () => {
      const { file, from, to, does } = example.change;
      const place = path.join(directory, file);
      fs.writeFileSync(place, change(fs.readFileSync(place, "utf8"), from, to));
      const previewed = await runCommand(previewCommand, options);
      assert.deepEqual(changesOf(previewed.steps), inOrder(does));
      const { code, steps } = await runCommand(upCommand, options);
      assert.equal(code, 0);
      assert.deepEqual(changesOf(steps), inOrder(does));
    });

    it("is destroyed, and the world is empty but for the account's setting", async () => {
      assert.equal((await runCommand(destroyCommand, options)).code, 0);
      assert.deepEqual(
        world()
          .everything()
          .map(({ type }) => type)
          .sort(),
        RETAINED,
      );
    });
  });
}
