import * as assert from "node:assert/strict";
import { spawnSync } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { runCli } from "../support/cli";
import { changesOf, copyState, inOrder, update, type ShownStep } from "../support/expectedSteps";
import { change, makeFolder, makeProject, ROOT, SAMPLE } from "../support/project";
import { buildAll } from "../support/states";

/** All that the command line is made of. */
const PARTS = [
  ...["index.ts", "components", "functions", "stacks", "automation", "paths", "simulator"],
  ...["bin", "scripts", "package.json", "package-lock.json"],
];

/** The whole program, with another source of the function `hello`, in a folder of its own. */
function programSaying(text: string): string {
  const folder = makeFolder();
  for (const part of PARTS) {
    fs.cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"), "junction");
  const file = path.join(folder, "functions", "hello", "index.ts");
  fs.writeFileSync(file, change(fs.readFileSync(file, "utf8"), "Hello from Lambda", text));
  return folder;
}

/** What is in a folder, by name. */
const contents = (folder: string) =>
  Object.fromEntries(
    fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]),
  );

describe("a change of hello's source", function () {
  this.timeout(60_000);

  it("~ function only", async () => {
    const cwd = makeProject();
    const { folder: state } = await buildAll(cwd);
    const program = programSaying("Good evening");
    const run = (command: "preview" | "up") => {
      const launcher = path.join(program, "bin", "private-api.mjs");
      const args = [launcher, command, "--json", "--state", state];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd,
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
      const { stacks } = JSON.parse(stdout) as { stacks: Record<string, { steps: ShownStep[] }> };
      return Object.fromEntries(Object.entries(stacks).map(([name, one]) => [name, one.steps]));
    };
    const previewed = run("preview");
    const expected = { service: update("code", "Function function-hello-function") };
    assert.deepEqual(changesOf(previewed), inOrder(expected));
    assert.deepEqual(run("up"), previewed);
    assert.deepEqual(changesOf(run("preview")), {});
    const { "service.json": service = "" } = contents(state);
    assert.ok(service.includes("Good evening") && !service.includes("Hello from Lambda"));
  });
});

describe("a change of the region", function () {
  this.timeout(60_000);
  const problem = (stack: string, where: string) => [
    `Pulumi.${stack}.yaml:${where} aws:region: is not the region that ${stack} was built in`,
    "  value:   eu-west-1",
    "  allowed: ap-northeast-1",
    `  fix:     write ap-northeast-1 and npx private-api destroy --stacks ${stack} first, or give the new one a settings file of its own`,
  ];
  const move = (text: string) =>
    change(text, "aws:region: ap-northeast-1", "aws:region: eu-west-1");
  const both = { service: move(SAMPLE.service), customer: move(SAMPLE.customer) };
  const rows = [
    { name: "of both stacks", files: both, stacks: ["service", "customer"] },
    { name: "of the service", files: { service: both.service }, stacks: ["service"] },
    { name: "of the customer", files: { customer: both.customer }, stacks: ["customer"] },
  ];
  let base = "";
  before(async () => {
    base = (await buildAll(makeProject())).folder;
  });

  for (const { name, files, stacks } of rows) {
    it(`${name} is refused with a reason before anything happens`, async () => {
      const cwd = makeProject(files);
      for (const command of ["preview", "up"]) {
        const state = copyState(base);
        const { code, stdout, stderr } = await runCli([command, "--state", state], { cwd });
        const problems = stacks.flatMap((stack) => problem(stack, "3:15"));
        assert.ok(stderr.trimEnd().endsWith(problems.join("\n")), stderr);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.doesNotMatch(stderr, /: started/);
        assert.deepEqual(contents(state), contents(base));
      }
    });
  }

  it("is taken when nothing is built yet", async () => {
    const cwd = makeProject(both);
    const { code, stderr } = await runCli(["preview", "--state", makeFolder()], { cwd });
    assert.equal(code, 0, stderr);
  });
});
