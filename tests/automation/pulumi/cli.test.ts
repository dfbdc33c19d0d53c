import * as assert from "node:assert/strict";
import { getEventListeners } from "events";
import * as fs from "fs";
import * as path from "path";
import { CliError, findCli, runCli, SDK_VERSION } from "../../../automation/pulumi/cli";
import { Refusal } from "../../../automation/usageError";
import { makeFolder } from "../../support/project";

const INSTALL = "install it: https://www.pulumi.com/docs/install/";

/** A program that stands in for the CLI. @returns its path */
function program(source: string, interpreter = process.execPath): string {
  const file = path.join(makeFolder(), "pulumi");
  fs.writeFileSync(file, `#!${interpreter}\n${source}`, { mode: 0o755 });
  return file;
}

/** Whether a program leads a group of processes: the fifth word is the group; no name here has a space. */
const IS_LEADER = `require("fs").readFileSync("/proc/self/stat", "utf8").split(" ")[4] === String(process.pid)`;

/** Has nothing but a folder on the path for as long as something runs. */
async function withPath<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env["PATH"];
  process.env["PATH"] = folder;
  try {
    return await work();
  } finally {
    process.env["PATH"] = before;
  }
}

/** A CLI that says a version. @returns the folder that it is in */
const version = (text: string): string =>
  path.dirname(program(`console.log(${JSON.stringify(text)})`));

async function refusal(folder: string): Promise<string[]> {
  try {
    await withPath(folder, findCli);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error.message.split("\n");
  }
  throw new assert.AssertionError({ message: "it did not refuse" });
}

const unfit = (value: string): string[] => [
  `the pulumi CLI on the path does not fit the SDK, which is ${SDK_VERSION}`,
  `  value:   ${value}`,
  `  fix:     ${INSTALL}`,
];

describe("the pulumi CLI on the path", function () {
  this.timeout(20_000);

  it("is taken with its version, and told that it is run by a program", async () => {
    const folder = version("v3.248.0");
    const cli = await withPath(folder, findCli);
    assert.equal(cli.version, "3.248.0");
    assert.equal(String(cli.command.version), "3.248.0");
  });

  it("is of the version of the SDK that this package depends on", () => {
    const read = (file: string) =>
      JSON.parse(fs.readFileSync(path.join(__dirname, "../../..", file), "utf8")) as {
        dependencies?: Record<string, string>;
        version: string;
      };
    assert.equal(read("package.json").dependencies?.["@pulumi/pulumi"], SDK_VERSION);
    assert.equal(read("node_modules/@pulumi/pulumi/package.json").version, SDK_VERSION);
  });

  it("is refused when there is none, with the way to do without", async () => {
    assert.deepEqual(await refusal(makeFolder()), [
      "the Pulumi engine is asked for, and there is no pulumi CLI on the path (the SDK is 3.248.0)",
      `  fix:     ${INSTALL}, or leave out --engine and --target for the builtin engine`,
    ]);
  });

  it("is refused when it is too old, of a newer major version or of none; both are named", async () => {
    assert.deepEqual(
      await refusal(version("v3.1.0")),
      unfit(
        "Minimum version requirement failed. The minimum CLI version requirement is 3.2.0-alpha, your current CLI version is v3.1.0. Please update the Pulumi CLI.",
      ),
    );
    assert.deepEqual(
      await refusal(version("v4.0.0")),
      unfit(
        "Major version mismatch. You are using Pulumi CLI version v4.0.0 with Automation SDK v3. Please update the SDK.",
      ),
    );
    for (const text of ["", "dev", "a build of our own"]) {
      const [what, value, ...rest] = await refusal(version(text));
      assert.deepEqual([what, ...rest], [unfit("")[0], `  fix:     ${INSTALL}`]);
      assert.match(value ?? "", /^ {2}value: {3}Failed to parse Pulumi CLI version/);
    }
  });

  it("is refused with what it said when it cannot run, and is not said to be missing then", async () => {
    const said = "pulumi: /lib/libc.so.6: version `GLIBC_2.34' not found";
    const broken = program(`console.error(${JSON.stringify(said)}); process.exit(127)`);
    assert.deepEqual(await refusal(path.dirname(broken)), unfit(said));
    const file = program("");
    fs.chmodSync(file, 0o644);
    assert.deepEqual(await refusal(path.dirname(file)), unfit("spawn pulumi EACCES"));
  });

  it("is run as this package does, also by the SDK's own commands", async function () {
    if (!fs.existsSync("/proc/self/stat")) {
      return;
    }
    const own = `process.argv[2] === "version" ? "v3.248.0" : ${IS_LEADER}`;
    const folder = path.dirname(program(`console.log(${own})`));
    const { stdout } = await withPath(folder, async () => {
      const { command } = await findCli();
      // Marked internal there: what a workspace calls.
      const internal = command as unknown as {
        run: (args: string[], cwd: string, env: object) => Promise<{ stdout: string }>;
      };
      return internal.run(["stack", "ls"], folder, {});
    });
    assert.equal(stdout, "true\n");
  });
});

/** What a run of the CLI that fails ends with. */
async function failure(run: Promise<unknown>): Promise<CliError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CliError, String(error));
  return error;
}

/** A promise that something has come to be. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("a run of the CLI", function () {
  this.timeout(20_000);
  const folder = makeFolder();
  /** What a test that goes wrong leaves running. */
  const left: number[] = [];
  afterEach(() => left.splice(0).forEach((pid) => process.kill(pid, "SIGKILL")));
  const run = (source: string, options: { args?: string[]; signal?: AbortSignal } = {}) =>
    runCli(program(source), options.args ?? [], folder, {}, undefined, undefined, options.signal);

  it("is given its folder, its environment and no terminal, and asks nobody", async () => {
    const source = `
      console.log(JSON.stringify({
        args: process.argv.slice(2), cwd: process.cwd(), own: process.env.OWN, path: process.env.PATH,
        automation: process.env.PULUMI_AUTOMATION_API, read: require("fs").readFileSync(0, "utf8"),
      }));`;
    const args = ["up", "--non-interactive", "--yes"];
    const { stdout, stderr, code } = await runCli(program(source), args, folder, { OWN: "1" });
    assert.deepEqual(JSON.parse(stdout), {
      args: ["up", "--yes", "--non-interactive"],
      ...{ cwd: folder, own: "1", path: process.env["PATH"], automation: "true", read: "" },
    });
    assert.deepEqual([stderr, code], ["", 0]);
    // What was given stays as it was: the SDK keeps it.
    assert.deepEqual(args, ["up", "--non-interactive", "--yes"]);
  });

  it("hands on what is printed, with characters whole", async () => {
    const heard = { stdout: "", stderr: "" };
    const source = `
      const bytes = Buffer.from("ä→");
      process.stdout.write(bytes.subarray(0, 1));
      setImmediate(() => { process.stdout.write(bytes.subarray(1)); process.stderr.write("e"); });`;
    await runCli(
      ...([program(source), [], folder, {}] as const),
      (text) => (heard.stdout += text),
      (text) => (heard.stderr += text),
    );
    assert.deepEqual(heard, { stdout: "ä→", stderr: "e" });
  });

  it("keeps the last million characters of what is printed, and no more", async () => {
    const source = `
      process.stdout.write("a".repeat(1500000) + "end of output");
      process.stderr.write("b".repeat(1500000) + "end of errors");`;
    const { stdout, stderr } = await run(source);
    assert.deepEqual([stdout.length, stderr.length], [1_000_000, 1_000_000]);
    assert.deepEqual([stdout.slice(-13), stderr.slice(-13)], ["end of output", "end of errors"]);
  });

  it("fails with the code and with what stderr says, else stdout; the end of it, where it is long", async () => {
    const error = await failure(
      run(`console.log("out"); console.error("error: no stack named 'a' found"); process.exit(6)`, {
        args: ["up"],
      }),
    );
    assert.equal(error.message, "error: no stack named 'a' found");
    assert.equal(error.result.code, 6);
    assert.equal(error.result.stdout, "out\n");
    assert.equal(error.endedBy, null);
    assert.deepEqual(error.args, ["up", "--non-interactive"]);
    assert.equal((await failure(run(`console.log("out"); process.exit(1)`))).message, "out");
    const long = await failure(run(`console.error("x".repeat(9000) + "why"); process.exit(1)`));
    assert.equal(long.message.length, 4_000);
    assert.equal(long.message.slice(-3), "why");
    const lines = await failure(
      run(`for (let i = 1; i <= 100; i += 1) console.error("line " + i); process.exit(1)`),
    );
    assert.equal(lines.message.split("\n").length, 20);
    assert.match(lines.message, /^line 81\n[^]*\nline 100$/);
  });

  it("says what ended it when that was not itself, or it has said nothing", async () => {
    const killed = await failure(run(`process.kill(process.pid, "SIGKILL")`));
    assert.equal(killed.endedBy, "SIGKILL");
    assert.equal(killed.result.code, -1);
    const words = "the pulumi process was ended by SIGKILL before it was done; run it again";
    assert.equal(killed.message, words);
    const noisy = await failure(
      run(`process.stderr.write("Updating\\n", () => process.kill(process.pid, "SIGKILL"))`),
    );
    assert.equal(noisy.message, words);
    assert.equal((await failure(run(`process.exit(3)`))).message, "pulumi ended with code 3");
  });

  it("that is killed leaves nothing running, even where that would go on printing", async () => {
    const note = path.join(folder, "child");
    const source = `
      const { pid } = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      require("fs").writeFileSync(${JSON.stringify(note)}, String(pid));
      process.kill(process.pid, "SIGKILL");`;
    const ended = failure(run(source));
    await until(() => fs.existsSync(note) && fs.readFileSync(note, "utf8") !== "");
    const child = Number(fs.readFileSync(note, "utf8"));
    left.push(child);
    assert.equal((await ended).endedBy, "SIGKILL");
    await until(() => !isAlive(child));
    left.pop();
  });

  it("that cannot begin is an error of the system, and listens no longer", async () => {
    const { signal } = new AbortController();
    const none = path.join(folder, "nothing-here");
    const began = runCli(none, [], folder, {}, undefined, undefined, signal);
    await assert.rejects(began, { code: "ENOENT" });
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  describe("that is aborted", () => {
    /** Notes every SIGINT, and ends when it reads that it may. */
    const patient = (note: string) => `
      const fs = require("fs");
      let count = 0;
      process.on("SIGINT", () => fs.writeFileSync(${JSON.stringify(note)} + ".signals", String(++count)));
      const timer = setInterval(() => {
        if (fs.existsSync(${JSON.stringify(note)} + ".end")) {
          clearInterval(timer);
          console.error("error: update canceled");
          process.exit(255);
        }
      }, 10);
      fs.writeFileSync(${JSON.stringify(note)}, "");`;

    it("gets SIGINT once, however often it is aborted, and comes to its end in its own time", async () => {
      const note = path.join(makeFolder(), "note");
      const controller = new AbortController();
      const ended = failure(run(patient(note), { signal: controller.signal }));
      await until(() => fs.existsSync(note));
      controller.abort();
      controller.abort();
      await until(() => fs.existsSync(`${note}.signals`));
      // A second signal would come before this one's answer.
      const { stdout } = await run(`console.log("later")`);
      assert.equal(stdout, "later\n");
      fs.writeFileSync(`${note}.end`, "");
      const error = await ended;
      assert.equal(error.message, "error: update canceled");
      assert.equal(error.endedBy, null);
      assert.equal(fs.readFileSync(`${note}.signals`, "utf8"), "1");
      assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });

    it("before it begins does not begin", async () => {
      const note = path.join(makeFolder(), "note");
      const source = `require("fs").writeFileSync(${JSON.stringify(note)}, "")`;
      await assert.rejects(run(source, { signal: AbortSignal.abort() }), {
        message: "interrupted before pulumi began",
      });
      assert.ok(!fs.existsSync(note));
    });
  });

  it("is out of reach of the terminal's own Ctrl-C: in a group of its own", async function () {
    if (fs.existsSync("/proc/self/stat")) {
      assert.equal((await run(`console.log(${IS_LEADER})`)).stdout, "true\n");
    }
  });
});
