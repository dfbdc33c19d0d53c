import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { parse } from "yaml";
import { runCli } from "../support/cli";
import { ROOT } from "../support/project";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  steps: Step[];
  "timeout-minutes"?: number;
  "runs-on"?: string;
  environment?: string;
  permissions?: Record<string, string>;
  if?: string;
  strategy?: { matrix: Record<string, unknown> };
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency: { group: string; "cancel-in-progress": unknown };
  jobs: Record<string, Job>;
}

const FOLDER = path.join(ROOT, ".github", "workflows");
const ACTION = path.join(ROOT, ".github", "actions", "aws", "action.yml");
const read = (file: string): string => fs.readFileSync(file, "utf8");
const files = fs.readdirSync(FOLDER).sort();
const workflows = files.map((file) => {
  const text = read(path.join(FOLDER, file));
  return { file, text, workflow: parse(text) as Workflow };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ id: `${file} ${name}`, file, job })),
);
const action = parse(read(ACTION)) as { runs: { steps: Step[] } };
const steps = [
  ...jobs.flatMap(({ id, job }) => job.steps.map((step) => ({ id, step }))),
  ...action.runs.steps.map((step) => ({ id: "action.yml", step })),
];

/** The one workflow of a name. */
function workflowOf(name: string): Workflow {
  const found = workflows.find(({ file }) => file === `${name}.yml`);
  assert.ok(found, `no workflow ${name}`);
  return found.workflow;
}

/** What each job may do beyond reading the repository. */
const RIGHTS: Record<string, Record<string, string>> = {
  "comment.yml comment": { actions: "read", contents: "read", "pull-requests": "write" },
  "deploy.yml direct": { contents: "read", "id-token": "write" },
  "deploy.yml services": { contents: "read", "id-token": "write" },
  "deploy.yml customers": { contents: "read", "id-token": "write" },
  "drift.yml detect": { contents: "read", "id-token": "write" },
  "drift.yml report": { contents: "read", issues: "write" },
  "preview.yml real": { contents: "read", "id-token": "write" },
};

describe("the workflows", function () {
  this.timeout(60_000);

  it("are these", () => {
    const names = ["check", "comment", "deploy", "drift", "preview"];
    assert.deepEqual(
      files,
      names.map((name) => `${name}.yml`),
    );
  });

  it("use actions by the full hash of a commit, with the version beside it", () => {
    const texts = [...workflows.map(({ text }) => text), read(ACTION)];
    const uses = texts.flatMap((text) => text.match(/^.*\buses:.*$/gm) ?? []);
    assert.ok(uses.length > 20, String(uses.length));
    for (const line of uses) {
      assert.match(
        line,
        /uses: (\.\/\.github\/actions\/aws|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      );
    }
    // One action, one version.
    const versions = uses.flatMap((line) => line.match(/[\w-]+\/[\w-]+@.*$/) ?? []);
    const names = versions.map((version) => version.split("@")[0]);
    assert.equal(new Set(versions).size, new Set(names).size);
  });

  it("never run for pull requests with the rights of the repository", () => {
    for (const { text } of workflows) {
      assert.doesNotMatch(text, /pull_request_target/);
    }
    const byRun = workflows.filter(({ workflow }) => "workflow_run" in workflow.on);
    assert.deepEqual(
      byRun.map(({ file }) => file),
      ["comment.yml"],
    );
    const [first] = workflowOf("comment").jobs["comment"]?.steps ?? [];
    assert.equal(first?.with?.["ref"], "${{ github.event.repository.default_branch }}");
    // Nothing but what the default branch has is run there.
    assert.ok(workflowOf("comment").jobs["comment"]?.steps.every(({ run }) => run === undefined));
  });

  it("may do what they must, and nothing else", () => {
    for (const { file, workflow } of workflows) {
      const expected = file === "comment.yml" ? {} : { contents: "read" };
      assert.deepEqual(workflow.permissions, expected, file);
    }
    for (const { id, job } of jobs) {
      assert.deepEqual(job.permissions, RIGHTS[id], id);
    }
  });

  it("leave no token behind, and end by themselves", () => {
    for (const { id, step } of steps.filter(({ step }) =>
      step.uses?.startsWith("actions/checkout@"),
    )) {
      assert.equal(step.with?.["persist-credentials"], false, id);
    }
    for (const { id, job } of jobs) {
      assert.ok((job["timeout-minutes"] ?? Infinity) <= 60, id);
      assert.match(job["runs-on"] ?? "", /^ubuntu-\d\d\.04$/, id);
    }
    for (const { file, workflow } of workflows) {
      assert.ok(workflow.concurrency.group, file);
    }
    assert.equal(workflowOf("deploy").concurrency["cancel-in-progress"], false);
  });

  it("put nothing that others write into a script", () => {
    for (const { id, step } of steps) {
      const script = [step.run, step.with?.["script"]].filter((text) => typeof text === "string");
      assert.doesNotMatch(script.join("\n"), /\$\{\{/, id);
    }
  });

  it("have credentials and secrets in environments alone, and never for forks", () => {
    const withRole = jobs.filter(({ job }) => job.permissions?.["id-token"] === "write");
    assert.deepEqual(
      withRole.map(({ id, job }) => `${id}: ${job.environment}`),
      [
        ...["direct", "services", "customers"].map((name) => `deploy.yml ${name}: production`),
        ...["drift.yml detect: drift", "preview.yml real: preview"],
      ],
    );
    const real = workflowOf("preview").jobs["real"];
    assert.match(
      real?.if ?? "",
      /github\.event\.pull_request\.head\.repo\.full_name == github\.repository/,
    );
    for (const { id, job } of jobs.filter((one) => !withRole.includes(one))) {
      assert.doesNotMatch(JSON.stringify(job), /secrets\./, id);
    }
  });

  it("check what a contributor checks, on every supported Node", () => {
    const job = workflowOf("check").jobs["check"];
    assert.deepEqual(
      job?.steps.flatMap(({ run }) => run ?? []),
      ["npm ci --no-audit --no-fund", "npm run check"],
    );
    assert.deepEqual(job?.strategy?.matrix, { node: ["20", "22", "24"] });
  });

  it("skip a matrix without a job, which GitHub refuses", () => {
    const { jobs: all } = workflowOf("deploy");
    for (const phase of ["direct", "services", "customers"]) {
      assert.ok(all[phase]?.if?.includes(`needs.plan.outputs.${phase} != '[]'`), phase);
    }
  });

  it("run commands and options that the command line has", async () => {
    const runs = steps.map(({ step }) => step.run ?? "").join("\n");
    const lines = runs.match(/npx private-api .*/g) ?? [];
    const used = new Map<string, Set<string>>();
    for (const line of lines.map((each) => each.split(/[|>]/)[0] ?? "")) {
      const [, , command = "", ...words] = line.split(/\s+/);
      const options = words.flatMap((word) => /^--[\w-]+/.exec(word) ?? []);
      used.set(command, new Set([...(used.get(command) ?? []), ...options]));
    }
    // Options that stand in a list of the script.
    assert.match(runs, /against=\(--against "/);
    used.get("preview")?.add("--against");
    assert.deepEqual([...used.keys()].sort(), ["drift", "preview", "stacks", "up"]);
    for (const [command, options] of used) {
      const { stdout } = await runCli([command, "--help"], { cwd: ROOT });
      const known = new Set(stdout.match(/(?<=^ *(-\w, )?)--[\w-]+/gm));
      const unknown = [...options].filter((option) => !known.has(option));
      assert.deepEqual(unknown, [], `private-api ${command}`);
    }
    const scripts = new Set(
      workflows.flatMap(({ text }) => text.match(/\.github\/scripts\/\w+\.\w+/g) ?? []),
    );
    scripts.forEach((file) => assert.ok(fs.existsSync(path.join(ROOT, file)), file));
  });

  it("install a CLI that the SDK's version can work with", () => {
    const install = action.runs.steps.find(({ uses }) => uses?.startsWith("pulumi/actions@"));
    const { dependencies } = JSON.parse(read(path.join(ROOT, "package.json"))) as {
      dependencies: Record<string, string>;
    };
    assert.equal(install?.with?.["pulumi-version"], dependencies["@pulumi/pulumi"]);
  });
});
