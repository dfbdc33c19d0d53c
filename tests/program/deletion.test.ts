import * as assert from "node:assert/strict";
import { spawnSync } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { makeFolder, ROOT } from "../support/project";

/** What stands beside the program and may be deleted; of the tests, those of the components stay. */
const BESIDE = ["automation", "paths", "simulator", "examples", "bin", "scripts", "docs"];
/** What the components' tests stand on. */
const KEPT = ["componentHarness.ts", "promiseStacks.cjs", "scratch.cjs"];

/** The program without all of that, in a folder of its own. */
function programAlone(): string {
  const folder = makeFolder();
  const kept = (source: string) => {
    const [room = "", second = ""] = path.relative(ROOT, source).split(path.sep);
    const skipped = [...BESIDE, "node_modules", "dist", ".git", ".private-api"];
    return (
      !skipped.includes(room) &&
      (room !== "tests" || ["", "components", "support"].includes(second))
    );
  };
  fs.cpSync(ROOT, folder, { recursive: true, filter: kept });
  const support = path.join(folder, "tests", "support");
  for (const file of fs.readdirSync(support).filter((name) => !KEPT.includes(name))) {
    fs.rmSync(path.join(support, file), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"), "junction");
  return folder;
}

function run(folder: string, script: string, ...args: string[]) {
  const file = path.join(folder, "node_modules", script);
  return spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: "utf8" });
}

describe("the program without simulator, analyser, automation and examples", function () {
  // A type check of everything and the components' tests, on a busy machine.
  this.timeout(240_000);
  let folder = "";
  before(() => {
    folder = programAlone();
    for (const room of ["automation", "paths", "simulator"]) {
      assert.ok(!fs.existsSync(path.join(folder, room)), `${room} is deleted`);
    }
  });

  it("still type-checks", () => {
    const { status, stdout } = run(folder, "typescript/bin/tsc", "-p", "tsconfig.check.json");
    assert.equal(status, 0, stdout);
  });

  it("still passes its components' tests", () => {
    const mocha = ["--reporter", "json", "tests/**/*.test.ts"];
    const { status, stdout, stderr } = run(folder, "mocha/bin/mocha.js", ...mocha);
    assert.equal(status, 0, stdout.slice(-2000) + stderr.slice(-2000));
    const { stats } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
      stats: { passes: number; failures: number };
    };
    assert.ok(stats.passes > 20, `${stats.passes} tests ran`);
    assert.equal(stats.failures, 0);
  });
});
