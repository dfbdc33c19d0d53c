import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { runCli, type CliRun } from "../support/cli";
import { makeFolder, makeProject } from "../support/project";

const HELP = "(private-api --help lists the commands)";
const NUMBER = "It takes a whole number from 1 to 99999.";
const NAMES = "It takes names of stacks with commas between.";
const NEW_FOLDER = "  fix:     name a new or an empty folder with --state";

/** A folder with one file in it. */
function folderWith(name: string, text: string): string {
  const folder = makeFolder();
  fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

function assertRefused(run: CliRun, message: string[]): void {
  assert.deepEqual(run.stderr.trimEnd().split("\n"), message);
  assert.equal(run.code, 2);
  assert.equal(run.stdout, "");
}

describe("wrong usage of the command line", function () {
  this.timeout(60_000);

  const rows: { args: string[]; message: string[] }[] = [
    {
      args: ["outptus"],
      message: ["error: unknown command 'outptus'", "(Did you mean outputs?)", HELP],
    },
    {
      args: ["up", "--stat", "x"],
      message: ["error: unknown option '--stat'", "(Did you mean --state?)", HELP],
    },
    ...["0", "-1", "1.5", "two"].map((value) => ({
      args: ["up", `--parallel=${value}`],
      message: [`error: option '--parallel <n>' argument '${value}' is invalid. ${NUMBER}`, HELP],
    })),
    {
      args: ["up", "--parallel"],
      message: ["error: option '--parallel <n>' argument missing", HELP],
    },
    {
      args: ["up", "service"],
      message: ["error: too many arguments for 'up'. Expected 0 arguments but got 1.", HELP],
    },
    {
      args: ["up", "--stacks", "nope"],
      message: [
        "--stacks: names a stack that has no settings file",
        "  value:   nope",
        "  allowed: service, customer",
        "  fix:     create Pulumi.nope.yaml",
      ],
    },
    ...["", ",", "service,", " "].map((value) => ({
      args: ["destroy", `--stacks=${value}`],
      message: [`error: option '--stacks <a,b>' argument '${value}' is invalid. ${NAMES}`, HELP],
    })),
    ...[
      ["up", "--state"],
      ["preview", "--out"],
      ["preview", "--against"],
    ].map(([command = "", option = ""]) => ({
      args: [command, `${option}=`],
      message: [`error: option '${option} <dir>' argument '' is invalid. It takes a path.`, HELP],
    })),
    {
      args: ["preview", "--json", "--markdown"],
      message: ["error: option '--markdown' cannot be used with option '--json'", HELP],
    },
    {
      args: ["preview", "--against", "nope"],
      message: [
        "--against nope holds no states",
        "  fix:     name a folder that npx private-api up, or preview --out, has made",
      ],
    },
    {
      args: ["preview", "--out", "."],
      message: [
        "--out . is not empty; a preview must not overwrite it",
        "  fix:     name a new or an empty folder with --out",
      ],
    },
    {
      args: ["preview", "--out", "Pulumi.yaml"],
      message: [
        "--out Pulumi.yaml is not a folder",
        "  fix:     name a new or an empty folder with --out",
      ],
    },
    {
      args: ["up", "--state", path.join("Pulumi.yaml", "x")],
      message: ["--state Pulumi.yaml/x: ENOTDIR: not a directory", NEW_FOLDER],
    },
    {
      args: ["stacks", "--stacks", "service,custmer"],
      message: [
        "--stacks: names a stack that has no settings file",
        "  value:   custmer",
        "  allowed: service, customer",
        "  fix:     --stacks customer",
      ],
    },
    {
      args: ["contract", "--stacks", "customer"],
      message: [
        "a contract is one service's; services here: none",
        "  fix:     --stacks <service>",
      ],
    },
  ];
  const started = new Map<object, { cwd: string; run: Promise<CliRun> }>();
  before(() => {
    for (const row of rows) {
      const cwd = makeProject();
      started.set(row, { cwd, run: runCli(row.args, { cwd }) });
    }
  });
  for (const row of rows) {
    it(`exits with 2 and makes nothing: ${row.args.join(" ")}`, async () => {
      const { cwd, run } = started.get(row) ?? {};
      assert.ok(cwd && run);
      assertRefused(await run, row.message);
      assert.ok(!fs.existsSync(path.join(cwd, ".private-api")), "there is a state folder");
    });
  }

  it("refuses to work without a command, and lists them", async () => {
    const { code, stdout, stderr } = await runCli([], { cwd: makeProject() });
    assert.match(stderr, /^Usage: private-api \[options\] \[command\]$/m);
    assert.equal(code, 2);
    assert.equal(stdout, "");
  });
});

describe("a folder that the command line cannot use", function () {
  this.timeout(60_000);
  const MARKER = ".made-by.json";

  const states: { name: string; make: () => string; what: (state: string) => string }[] = [
    {
      name: "holds something else",
      make: () => folderWith("notes.txt", "mine"),
      what: (state) => `--state ${state} is not empty and holds no state of the builtin engine`,
    },
    {
      name: "holds a marker that is not ours",
      make: () => folderWith(MARKER, "not JSON"),
      what: (state) => `--state ${state} is not empty and holds no state of the builtin engine`,
    },
    {
      name: "was made by another engine",
      make: () => folderWith(MARKER, '{"engine":"pulumi","target":"simulated","version":1}'),
      what: (state) =>
        `--state ${state} was made by engine pulumi on target simulated; this run has engine builtin on target simulated`,
    },
    {
      name: "was made for another target",
      make: () => folderWith(MARKER, '{"engine":"builtin","target":"aws","version":1}'),
      what: (state) =>
        `--state ${state} was made by engine builtin on target aws; this run has engine builtin on target simulated`,
    },
    {
      name: "is of a newer version",
      make: () => folderWith(MARKER, '{"engine":"builtin","target":"simulated","version":2}'),
      what: (state) => `--state ${state} is of version 2; known is 1`,
    },
    {
      name: "is a file",
      make: () => path.join(folderWith("state", ""), "state"),
      what: (state) => `--state ${state} is not a folder`,
    },
  ];
  for (const { name, make, what } of states) {
    it(`exits with 2 and leaves it alone: --state ${name}`, async () => {
      const state = make();
      const listed = () => (fs.statSync(state).isDirectory() ? fs.readdirSync(state) : ["a file"]);
      const before = listed();
      const run = await runCli(["up", "--state", state], { cwd: makeProject() });
      assertRefused(run, [what(state), NEW_FOLDER]);
      assert.deepEqual(listed(), before);
    });
  }

  it("exits with 2 where there is no Pulumi.yaml", async () => {
    const cwd = makeFolder();
    assertRefused(await runCli(["up"], { cwd }), [
      `${path.join(cwd, "Pulumi.yaml")}: does not exist`,
      "  allowed: a folder with a Pulumi.yaml",
      "  fix:     change to the project's folder",
    ]);
    assert.deepEqual(fs.readdirSync(cwd), []);
  });

  it("exits with 2 where no stack has settings", async () => {
    const cwd = makeProject({ service: null, customer: null });
    assertRefused(await runCli(["up"], { cwd }), [
      `${cwd}: holds no settings of a stack`,
      "  allowed: Pulumi.service.yaml and one Pulumi.<customer>.yaml per customer",
      `  fix:     create ${path.join(cwd, "Pulumi.service.yaml")}`,
    ]);
    assert.deepEqual(fs.readdirSync(cwd), ["Pulumi.yaml"]);
  });
});
