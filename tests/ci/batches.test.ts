import * as assert from "node:assert/strict";
import { spawnSync } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { markerOf } from "../../automation/markdown";
import { stacksCommand } from "../../automation/commands";
import { SCRIPTS } from "../support/github";
import { makeFolder, makeProject, ROOT } from "../support/project";

/** Runs a script as workflows do. */
function run(name: string, args: string[], input = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(SCRIPTS, name), ...args],
    { input, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

const numbered = (phase: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `${phase}-${i + 1}`, phase }));

/** The lists that are planned for some stacks. */
function plan(...stacks: { name: string; phase: string }[][]): Record<string, string[]> {
  const { status, stdout, stderr } = run(
    "batches.mjs",
    [],
    JSON.stringify({ stacks: stacks.flat() }),
  );
  assert.equal(status, 0, stderr);
  const lines = stdout.trimEnd().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return [key, JSON.parse(value) as string[]];
    }),
  );
}

describe("the jobs that deploy a project", () => {
  for (const [customers, jobs, largest, last] of [
    [0, 0, 0, undefined],
    [1, 1, 1, "customer-1"],
    [200, 200, 1, "customer-200"],
    // Two in each of a hundred jobs, and one in the last: three fewer machines would be no faster.
    [201, 101, 2, "customer-201"],
    [400, 200, 2, "customer-399,customer-400"],
    [450, 150, 3, "customer-448,customer-449,customer-450"],
    [1000, 200, 5, "customer-996,customer-997,customer-998,customer-999,customer-1000"],
  ] as const) {
    it(`are ${jobs} for ${customers} customers`, () => {
      const batches = plan(numbered("customer", customers))["customers"] ?? [];
      assert.equal(batches.length, jobs);
      assert.equal(Math.max(0, ...batches.map((batch) => batch.split(",").length)), largest);
      assert.equal(batches.at(-1), last);
      const names = numbered("customer", customers).map(({ name }) => name);
      assert.equal(batches.join(","), names.join(","));
    });
  }

  it("are of three phases; services are one after the other, and a phase may have none", () => {
    assert.deepEqual(plan(numbered("service", 2), numbered("customer", 1)), {
      ...{ direct: [], services: ["service-1,service-2"], customers: ["customer-1"] },
    });
    assert.deepEqual(plan(numbered("direct", 2), numbered("service", 1)), {
      ...{ direct: ["direct-1", "direct-2"], services: ["service-1"], customers: [] },
    });
  });

  it("are planned from what `stacks --json` prints, in the order in which stacks are built", () => {
    const out: string[] = [];
    const terminal = { out: (line: string) => void out.push(line), err: () => undefined };
    const directory = path.join(ROOT, "examples", "all-together");
    assert.equal(stacksCommand({ directory, json: true }, terminal), 0);
    const { stacks } = JSON.parse(out.join("\n")) as { stacks: { name: string; phase: string }[] };
    const { direct = [], services = [], customers = [] } = plan(stacks);
    assert.ok(direct.length > 0 && services.length === 1 && customers.length > 0);
    assert.deepEqual(
      [...direct, ...services, ...customers],
      stacks.map(({ name }) => name),
    );
  });

  it("are not planned for what is no list of stacks", () => {
    const { status, stderr } = run(
      "batches.mjs",
      [],
      '{"stacks":[{"name":"a","role":"customer"}]}',
    );
    assert.equal(status, 1);
    assert.match(stderr, /stacks of no known phase: a/);
  });
});

describe("the profiles of the stacks' accounts", () => {
  const stack = (name: string, account: string, profile: string | null, region = "eu-west-1") => ({
    ...{ name, account, profile, region },
  });
  const profiles = (role: string, ...stacks: object[]) =>
    run("profiles.mjs", [role], JSON.stringify({ stacks }));

  it("assume a role there with the job's credentials", () => {
    const { status, stdout } = profiles(
      "private-api-deploy",
      stack("service", "111111111111", "service"),
      stack("a", "222222222222", "customer"),
      stack("b", "222222222222", "customer"),
      stack("c", "333333333333", null),
      stack("gov", "444444444444", "gov", "us-gov-west-1"),
    );
    assert.equal(status, 0);
    assert.deepEqual(stdout.split("\n"), [
      "[profile customer]",
      "region = eu-west-1",
      "role_arn = arn:aws:iam::222222222222:role/private-api-deploy",
      "credential_source = Environment",
      "",
      "[profile gov]",
      "region = us-gov-west-1",
      "role_arn = arn:aws-us-gov:iam::444444444444:role/private-api-deploy",
      "credential_source = Environment",
      "",
      "[profile service]",
      "region = eu-west-1",
      "role_arn = arn:aws:iam::111111111111:role/private-api-deploy",
      "credential_source = Environment",
      "",
    ]);
  });

  for (const [what, role, stacks, message] of [
    [
      "a profile of two accounts",
      "r",
      [stack("a", "111111111111", "p"), stack("b", "222222222222", "p")],
      /profile p stands for 111111111111 and 222222222222/,
    ],
    [
      "a profile that would write lines of its own",
      "r",
      [stack("a", "111111111111", "p]\nrole_arn = x")],
      /a: profile "p\]\\nrole_arn = x" of account 111111111111/,
    ],
    ["no role", "", [stack("a", "111111111111", "p")], /not the name of a role/],
  ] as const) {
    it(`refuses ${what}`, () => {
      const { status, stdout, stderr } = profiles(role, ...stacks);
      assert.equal(status, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    });
  }
});

describe("the comment of a preview that could not begin", () => {
  it("has the marker of the project's other comments, and what was said", () => {
    const folder = makeProject();
    const log = path.join(makeFolder(), "log.txt");
    fs.writeFileSync(log, "Pulumi.service.yaml:3:1 aws:region: is missing\n```\n@octocat\n");
    const { stdout } = run("failedPreview.mjs", [path.join(folder, "Pulumi.yaml"), log]);
    assert.deepEqual(stdout.split("\n"), [
      markerOf("private-api"),
      "## Preview of `private-api` failed",
      "",
      "````text",
      "Pulumi.service.yaml:3:1 aws:region: is missing",
      "```",
      "@octocat",
      "````",
      "",
    ]);
    const project = path.join(makeFolder(), "Pulumi.yaml");
    fs.writeFileSync(project, 'runtime: nodejs\nname: "my--api"\n');
    assert.equal(
      run("failedPreview.mjs", [project, log]).stdout.split("\n")[0],
      markerOf("my--api"),
    );
  });
});
