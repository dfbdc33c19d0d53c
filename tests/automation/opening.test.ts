import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { kindOf, open, progressOn } from "../../automation/opening";
import { defaultState, StateFolder } from "../../automation/stateFolder";
import { BUILTIN, defaultParallel, type RunKind } from "../../automation/target";
import { UsageError } from "../../automation/usageError";
import { runCli } from "../support/cli";
import { makeFolder, makeProject } from "../support/project";
import { Screen } from "../support/screen";

const ON_PULUMI: RunKind = { target: "simulated", engine: "pulumi" };
const AWS: RunKind = { target: "aws", engine: "pulumi" };
const KINDS = [BUILTIN, ON_PULUMI, AWS];

const said = ({ message }: Error): string[] => message.split("\n");
function refusal(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return said(error);
  }
  throw new assert.AssertionError({ message: "it did not refuse" });
}

describe("the engine and the target of a command", () => {
  it("are the builtin one on the simulated cloud unless told, and the Pulumi engine on AWS", () => {
    assert.deepEqual(kindOf({}), BUILTIN);
    assert.deepEqual(kindOf({ engine: "builtin", target: "simulated" }), BUILTIN);
    assert.deepEqual(kindOf({ engine: "pulumi" }), ON_PULUMI);
    assert.deepEqual(kindOf({ target: "aws" }), AWS);
    assert.deepEqual(kindOf({ target: "aws", engine: "pulumi" }), AWS);
  });

  const REFUSED = [
    "--engine builtin knows the simulated cloud alone",
    "  fix:     leave out --engine: --target aws has the Pulumi engine",
  ];

  it("are not the builtin one on AWS, which it would only seem to change", () => {
    assert.deepEqual(
      refusal(() => kindOf({ target: "aws", engine: "builtin" })),
      REFUSED,
    );
  });

  it("are refused by every command that takes them, with code 2, before anything is written", async function () {
    this.timeout(60_000);
    const cwd = makeProject();
    const before = fs.readdirSync(cwd);
    const args = ["--target", "aws", "--engine", "builtin"];
    for (const command of ["up", "preview", "destroy", "drift", "outputs", "contract"]) {
      const { code, stdout, stderr } = await runCli([command, ...args], { cwd });
      assert.deepEqual([code, stdout], [2, ""], command);
      assert.deepEqual(stderr.trimEnd().split("\n"), REFUSED, command);
    }
    assert.deepEqual(fs.readdirSync(cwd), before);
  });

  it("have a state folder each, unless one is named", () => {
    const folders = KINDS.map(defaultState);
    assert.deepEqual(
      folders,
      ["simulated", "simulated-pulumi", "aws"].map((name) => path.join(".private-api", name)),
    );
    const directory = makeProject();
    const state = path.join(makeFolder(), "own");
    assert.equal(open({ directory, target: "aws" }).state.directory, folders[2]);
    assert.equal(open({ directory, engine: "pulumi" }).state.directory, folders[1]);
    assert.equal(open({ directory, state }).state.directory, state);
  });

  it("tell how many customers run side by side: what waits for AWS may be many", () => {
    assert.equal(defaultParallel(AWS), 16);
    assert.equal(defaultParallel(BUILTIN), 8);
    // A process for each: as many as there are processors, and one at least.
    assert.ok(defaultParallel(ON_PULUMI) >= 1);
  });
});

describe("a state folder of one engine and target", () => {
  const nameOf = ({ engine, target }: RunKind) => `${engine} on ${target}`;
  for (const made of KINDS) {
    for (const asked of KINDS) {
      if (made === asked) {
        it(`is opened again by its own: ${nameOf(made)}`, () => {
          const folder = path.join(makeFolder(), "state");
          StateFolder.open(folder, made).openWorld().save();
          assert.deepEqual(StateFolder.open(folder, made).kind, made);
        });
        continue;
      }
      it(`of ${nameOf(made)} is refused by ${nameOf(asked)}`, () => {
        const folder = path.join(makeFolder(), "state");
        StateFolder.open(folder, made).openWorld().save();
        assert.deepEqual(
          refusal(() => StateFolder.open(folder, asked)),
          [
            `--state ${folder} was made by engine ${made.engine} on target ${made.target}; this run has engine ${asked.engine} on target ${asked.target}`,
            "  fix:     name a new or an empty folder with --state",
          ],
        );
      });
    }
  }

  it("of AWS has no simulated world, whatever a run puts into the one it is given", () => {
    const folder = path.join(makeFolder(), "state");
    const state = StateFolder.open(folder, AWS);
    const world = state.openWorld();
    world.put({
      ...{ type: "t", id: "i", account: "1", region: "r", origin: "urn" },
      ...{ inputs: {}, attributes: {} },
    });
    world.save();
    assert.deepEqual(fs.readdirSync(folder), [".made-by.json"]);
    assert.deepEqual(state.openWorld().everything(), []);
    assert.deepEqual(state.copyWorld().everything(), []);
  });

  it("of the simulated cloud has one, on the Pulumi engine, too", () => {
    const folder = path.join(makeFolder(), "state");
    StateFolder.open(folder, ON_PULUMI).openWorld().save();
    assert.deepEqual(fs.readdirSync(folder).sort(), [".made-by.json", "world.json"]);
  });

  it("keeps beside its own files what the Pulumi engine has there, and takes none of it for a stack", () => {
    const folder = path.join(makeFolder(), "state");
    const state = StateFolder.open(folder, ON_PULUMI);
    state.openWorld().save();
    ["backend", "config", "home"].forEach((name) => fs.mkdirSync(path.join(folder, name)));
    state.keep("service", { version: 3, deployment: { resources: [] } } as never);
    assert.deepEqual(StateFolder.open(folder, ON_PULUMI).stacks(), ["service"]);
  });
});

describe("who looks on while stacks run", () => {
  it("is a screen, where there is one, else a log", () => {
    const lines: string[] = [];
    const err = (line: string) => lines.push(line);
    const screen = new Screen(24, 80);
    const both = [
      progressOn({ out: err, err, live: screen }, []),
      progressOn({ out: err, err }, []),
    ];
    both[0]?.started("tokyo");
    assert.deepEqual(lines, []);
    both[1]?.started("tokyo");
    assert.deepEqual(lines, ["tokyo: started"]);
    both.forEach((progress) => progress.close());
  });
});
