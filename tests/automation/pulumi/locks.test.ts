import * as assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "child_process";
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { freeStaleLocks, locksOf, waitForLocks } from "../../../automation/pulumi/locks";
import { makeFolder } from "../../support/project";

const PROJECT = "private-api";
/** Files of pulumi 3.248.0: one for each process, named by a number of its own. */
const file = (i: number) => `${String(i).repeat(8)}-1111-4111-8111-111111111111.json`;

describe("the locks of a backend in a folder", () => {
  let backend = "";
  const children: ChildProcess[] = [];
  beforeEach(() => {
    backend = makeFolder();
  });
  afterEach(() => children.splice(0).forEach((child) => child.kill("SIGKILL")));

  const folder = (stack = "service") =>
    path.join(backend, ".pulumi", "locks", "organization", PROJECT, stack);
  const put = (i: number, content: unknown, stack?: string): string => {
    fs.mkdirSync(folder(stack), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const place = path.join(folder(stack), file(i));
    fs.writeFileSync(place, text);
    return place;
  };
  /** As the CLI writes it. */
  const lock = (pid: number | undefined, hostname = os.hostname()) => ({
    ...{ pid, username: "alice", hostname, timestamp: "2026-01-02T03:04:05Z" },
  });
  const dead = (): number => spawnSync(process.execPath, ["-e", "0"]).pid;
  /** A process of the CLI's name that lives until it is killed. */
  const living = (): ChildProcess => {
    const program = path.join(makeFolder(), "pulumi");
    fs.symlinkSync("/bin/sleep", program);
    const child = spawn(program, ["1000"]);
    children.push(child);
    return child;
  };
  const left = (stack?: string) => fs.readdirSync(folder(stack)).sort();
  const gone = (child: ChildProcess) =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGKILL");
    });

  it("are none of a stack that no process ever locked", () => {
    assert.deepEqual(locksOf(backend, PROJECT, "service"), []);
    assert.deepEqual(freeStaleLocks(backend, PROJECT, "service"), []);
  });

  it("tell who holds them", () => {
    const place = put(1, lock(4242, "build-7"));
    assert.deepEqual(locksOf(backend, PROJECT, "service"), [
      { file: place, pid: 4242, username: "alice", hostname: "build-7" },
    ]);
  });

  it("of processes that are gone are removed, of those that live are kept and named", () => {
    const { pid } = living();
    put(1, lock(dead()));
    put(2, lock(pid));
    put(3, lock(dead()));
    assert.deepEqual(freeStaleLocks(backend, PROJECT, "service"), [pid]);
    assert.deepEqual(left(), [file(2)]);
  });

  it("of a number that another program has by now, or that is another machine's, are removed", function () {
    if (fs.existsSync("/proc/self/comm")) {
      put(1, lock(process.pid));
    }
    put(2, lock(living().pid, "another-machine"));
    assert.deepEqual(freeStaleLocks(backend, PROJECT, "service"), []);
    assert.deepEqual(left(), []);
  });

  it("that were half written, or say no process, are nobody's", () => {
    const texts = ["", '{"pid":', "null", "{}", "[]", '{"pid":0}', '{"pid":-1}', '{"pid":"x"}'];
    texts.forEach((text, i) => put(i, text));
    assert.deepEqual(freeStaleLocks(backend, PROJECT, "service"), []);
    assert.deepEqual(left(), []);
  });

  it("of one stack are not those of another, whose name begins the same", () => {
    put(1, lock(dead()), "service");
    put(1, lock(dead()), "service.v2");
    freeStaleLocks(backend, PROJECT, "service");
    assert.deepEqual([left("service"), left("service.v2")], [[], [file(1)]]);
  });

  it("are all that is removed: other files there stay", () => {
    put(1, lock(dead()));
    fs.writeFileSync(path.join(folder(), "notes.txt"), "");
    freeStaleLocks(backend, PROJECT, "service");
    assert.deepEqual(left(), ["notes.txt"]);
  });

  it("are waited for until their process ends", async () => {
    const child = living();
    put(1, lock(child.pid));
    const waited = waitForLocks(backend, PROJECT, "service");
    assert.deepEqual(left(), [file(1)]);
    await gone(child);
    assert.equal(await waited, undefined);
    assert.deepEqual(left(), []);
  });

  it("are not waited for where there are none, or only those of the dead", async () => {
    assert.equal(await waitForLocks(backend, PROJECT, "service"), undefined);
    put(1, lock(dead()));
    assert.equal(await waitForLocks(backend, PROJECT, "service"), undefined);
    assert.deepEqual(left(), []);
  });
});
