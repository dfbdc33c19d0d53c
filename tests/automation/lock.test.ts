import * as assert from "node:assert/strict";
import { spawnSync } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { isLock, lockFolder } from "../../automation/lock";
import { Refusal } from "../../automation/usageError";
import { saidBy } from "../support/badInput";
import { runCli } from "../support/cli";
import { makeFolder, makeProject } from "../support/project";

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", "0"]).pid;

describe("the lock of a state folder", function () {
  this.timeout(60_000);
  let folder = "";
  beforeEach(() => {
    folder = path.join(makeFolder(), "not", "there");
  });
  const lock = () => path.join(folder, ".lock");
  const write = (text: string) => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(lock(), text);
  };

  it("makes the folder, names the process and leaves nothing when it is given back", () => {
    const unlock = lockFolder(folder);
    assert.deepEqual(fs.readdirSync(folder), [".lock"]);
    assert.equal(fs.readFileSync(lock(), "utf8"), `${process.pid}\n`);
    unlock();
    assert.deepEqual(fs.readdirSync(folder), []);
    unlock();
  });

  it("keeps a second run out until it is given back", () => {
    const unlock = lockFolder(folder);
    assert.throws(() => lockFolder(folder), Refusal);
    assert.deepEqual(fs.readdirSync(folder), [".lock"]);
    unlock();
    lockFolder(folder)();
  });

  it("is taken over from a process that is gone, or that never wrote its number", () => {
    // The last is of a process whose number is ours now.
    for (const text of [`${deadPid()}\n`, "", "junk", "0\n", `${process.pid}\n`]) {
      write(text);
      const unlock = lockFolder(folder);
      assert.deepEqual(fs.readdirSync(folder), [".lock"], text);
      assert.equal(fs.readFileSync(lock(), "utf8"), `${process.pid}\n`);
      unlock();
    }
  });

  it("tells its own files from others", () => {
    const names = [".lock", ".lock.4711", ".lock.4711.stale", "lock", ".locks", "service.json"];
    assert.deepEqual(names.filter(isLock), [".lock", ".lock.4711", ".lock.4711.stale"]);
  });

  it("ends a second up, and a destroy, with code 1; both say which process is in the way", async () => {
    const cwd = makeProject();
    folder = path.join(cwd, "state");
    const unlock = lockFolder(folder);
    for (const command of ["up", "destroy"]) {
      const run = await runCli([command, "--state", "state"], { cwd });
      assert.deepEqual(saidBy(run), [
        `another run (pid ${process.pid}) is using ${folder}`,
        `  fix:     wait until it has ended; if there is no such run, remove ${lock()}`,
      ]);
      assert.equal(run.code, 1);
      assert.equal(run.stdout, "");
      assert.deepEqual(fs.readdirSync(folder), [".lock"]);
    }
    unlock();
  });

  it("lets a preview through, which changes nothing", async () => {
    const cwd = makeProject();
    folder = path.join(cwd, "state");
    const unlock = lockFolder(folder);
    const { code, stderr } = await runCli(["preview", "--state", "state"], { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(fs.readdirSync(folder), [".lock"]);
    unlock();
  });

  it("is given back by a run that was refused halfway", async () => {
    const cwd = makeProject();
    const text = fs.readFileSync(path.join(cwd, "Pulumi.customer.yaml"), "utf8");
    const adopted = "{ vpcId: vpc-0123456789abcdef0, subnetIds: [subnet-0123456789abcdef0] }";
    fs.writeFileSync(
      path.join(cwd, "Pulumi.customer.yaml"),
      text.replace("{ cidr: 10.1.0.0/16 }", adopted),
    );
    const { code } = await runCli(["up", "--state", "state"], { cwd });
    assert.equal(code, 1);
    assert.ok(!fs.existsSync(path.join(cwd, "state", ".lock")));
  });
});
