import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import type { WorldObject } from "../../simulator/world";
import { saidBy } from "../support/badInput";
import { runCli } from "../support/cli";
import { copyState } from "../support/expectedSteps";
import { differingFiles } from "../support/kills";
import { changed, makeProject } from "../support/project";
import { buildAll } from "../support/states";

const TARGETS = "aws:lb/targetGroup:TargetGroup nlb-targets";
const RECORD = "aws:route53/record:Record zone-hoge.co.jp-record-1";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint service-endpoint";
const NONE = "The world has everything as the states say.";

/** Changes the world behind the states, as somebody with a console would. */
function tamper(state: string, work: (objects: WorldObject[]) => WorldObject[]): void {
  const file = path.join(state, "world.json");
  const world = JSON.parse(fs.readFileSync(file, "utf8")) as { objects: WorldObject[] };
  fs.writeFileSync(file, JSON.stringify({ ...world, objects: work(world.objects) }));
}

const isMadeAs = (resource: string) => {
  const [type = "", name = ""] = resource.split(" ");
  return ({ origin }: WorldObject) => origin.endsWith(`${type}::${name}`);
};

const without = (resource: string) => (objects: WorldObject[]) =>
  objects.filter((one) => !isMadeAs(resource)(one));

/** Gives the target group another interval of checks, and a delay that no program asked for. */
const slower = (objects: WorldObject[]) =>
  objects.map((one) => {
    if (!isMadeAs(TARGETS)(one)) {
      return one;
    }
    const healthCheck = { ...(one.inputs["healthCheck"] as object), interval: 10 };
    return {
      ...one,
      inputs: { ...one.inputs, healthCheck },
      attributes: { ...one.attributes, healthCheck, deregistrationDelay: 5 },
    };
  });

describe("a world changed behind the states", function () {
  this.timeout(60_000);
  const directory = makeProject();
  let built = "";
  before(async () => {
    built = (await buildAll(directory)).folder;
  });

  /** A built state folder, and its world changed. */
  function drifted(...works: ((objects: WorldObject[]) => WorldObject[])[]): string {
    const state = copyState(built);
    works.forEach((work) => tamper(state, work));
    return state;
  }

  /** What `drift` shows for people; it must leave the folder as it is. */
  async function drift(state: string, ...args: string[]) {
    const before = copyState(state);
    const run = await runCli(["drift", "--state", state, ...args], { cwd: directory });
    assert.deepEqual(differingFiles(before, state), []);
    const rows = run.stdout.trimEnd().split("\n");
    return { ...run, cells: rows.map((row) => row.split(/ {2,}/)) };
  }

  it("is not, after an up: exit code 0", async () => {
    const { code, stdout, stderr } = await drift(built);
    assert.deepEqual([code, stdout], [0, `${NONE}\n`]);
    const lines = stderr.trimEnd().split("\n");
    assert.equal(lines.length, 2);
    lines.forEach((line) => assert.match(line, /^SIMULATED: no AWS account was contacted/));
  });

  it("shows what changed by key path, before and now, and what was deleted: exit code 1", async () => {
    const { code, cells, stdout } = await drift(drifted(slower, without(RECORD)));
    assert.equal(code, 1);
    assert.deepEqual(cells, [
      ["STACK", "RESOURCE", "DRIFT", "KEY", "BEFORE", "NOW"],
      ["service", TARGETS, "changed", "deregistrationDelay", "300", "5"],
      ["service", TARGETS, "changed", "healthCheck.interval", "30", "10"],
      ["customer", RECORD, "deleted"],
      ["2 resources of the states changed or deleted in the world."],
    ]);
    const [head = "", ...rows] = stdout.split("\n");
    const aligned = rows
      .slice(0, 3)
      .map((row) => head.indexOf("DRIFT") === row.search(/(changed|deleted)/));
    assert.deepEqual(aligned, [true, true, true]);
  });

  it("shows of the stacks that are asked for alone", async () => {
    const state = drifted(without(RECORD));
    const { code, stdout } = await drift(state, "--stacks", "service");
    assert.deepEqual([code, stdout], [0, `${NONE}\n`]);
  });

  it("shows the same to machines", async () => {
    const { code, stdout } = await drift(drifted(slower, without(RECORD)), "--json");
    assert.equal(code, 1);
    const { target, stacks } = JSON.parse(stdout) as {
      target: string;
      stacks: Record<string, { account: string; region: string; drifted: object[] }>;
    };
    assert.equal(target, "simulated");
    const shown = Object.entries(stacks).map(([name, { account, region, drifted: all }]) => [
      ...[name, account, region],
      all.map((one) => ({ ...one, urn: "", id: "" })),
    ]);
    const blank = { urn: "", id: "" };
    assert.deepEqual(shown, [
      [
        ...["service", "111111111111", "ap-northeast-1"],
        [
          {
            ...blank,
            type: "aws:lb/targetGroup:TargetGroup",
            drift: "changed",
            changes: {
              deregistrationDelay: { before: 300, now: 5 },
              "healthCheck.interval": { before: 30, now: 10 },
            },
          },
        ],
      ],
      [
        ...["customer", "222222222222", "ap-northeast-1"],
        [{ ...blank, type: "aws:route53/record:Record", drift: "deleted" }],
      ],
    ]);
  });

  it("is nothing to compare for a stack that is not built", async () => {
    const cwd = makeProject();
    const run = await runCli(["drift", "--state", "state"], { cwd });
    assert.deepEqual(saidBy(run), [
      "service: not built yet: nothing to compare",
      "customer: not built yet: nothing to compare",
    ]);
    const nothing = "Nothing is built: there is nothing to compare.\n";
    assert.deepEqual([run.code, run.stdout], [0, nothing]);
    assert.ok(!fs.existsSync(path.join(cwd, "state")), "there is a state folder");
  });

  it("is told by preview and by up, which change nothing that the settings do not", async () => {
    const state = drifted(slower, without(RECORD));
    const warning = [
      "warning: service: has 1 resource that other hands changed or deleted; a run sees only what its settings change",
      `  value:   ${TARGETS} (deregistrationDelay, healthCheck.interval)`,
      "  fix:     npx private-api drift --stacks service shows each; put it back, or destroy the stack and build it anew",
      "warning: customer: has 1 resource that other hands changed or deleted; a run sees only what its settings change",
      `  value:   ${RECORD} (deleted)`,
      "  fix:     npx private-api drift --stacks customer shows each; put it back, or destroy the stack and build it anew",
    ];
    const before = copyState(state);
    for (const command of ["preview", "up"]) {
      const run = await runCli([command, "--state", state], { cwd: directory });
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(
        saidBy(run).filter((line) => !/^\w+: (started|done)$/.test(line)),
        warning,
      );
      assert.match(run.stdout, /^customer .* 15 unchanged$/m);
    }
    assert.deepEqual(
      differingFiles(before, state).filter((file) => file !== "world.json"),
      [],
    );
    assert.equal((await drift(state)).code, 1);
  });

  it("in what the settings change fails with what is gone, and keeps the state", async () => {
    const state = drifted(without(ENDPOINT));
    const before = copyState(state);
    const tagged = makeProject(
      changed("customer", "config:\n", "config:\n  aws:defaultTags: { tags: { team: edge } }\n"),
    );
    const run = await runCli(["preview", "--state", state], { cwd: tagged });
    assert.equal(run.code, 1);
    assert.match(
      run.stderr,
      /^customer: \S+::service-endpoint: updating VpcEndpoint \((vpce-\w+)\): InvalidVpcEndpointId\.NotFound: The VpcEndpoint '\1' does not exist in account 222222222222, ap-northeast-1: other hands deleted it; put it back, or destroy the stack and build it anew$/m,
    );
    assert.deepEqual(differingFiles(before, state), []);
    const gone = await runCli(["destroy", "--state", state], { cwd: directory });
    assert.equal(gone.code, 0, gone.stderr);
  });
});
