import * as assert from "node:assert/strict";
import { spawn } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { World } from "../../simulator/world";
import { project, pulumi, type Place } from "../recordings/realEngine";
import { realEngine } from "../support/engines";
import { withProgram } from "../support/program";
import { makeFolder, makeProject, ROOT } from "../support/project";

/** The commands of README's walk, as they stand there. */
const WALK = fs
  .readFileSync(path.join(ROOT, "README.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("$ pulumi stack init"))
  .flatMap((line) => line.slice(2).split(" && "))
  .map((command) => command.split(" ").slice(1));

realEngine("README's walk with nothing but Pulumi", 2, () => {
  const folder = project({});
  const place: Place = { backend: makeFolder(), world: World.empty() };
  const run = (args: readonly string[]) => {
    const stack = args[args.indexOf("--stack") + 1] ?? "";
    const more = args[0] === "up" ? ["--yes"] : [];
    return pulumi(folder, place, args[0] === "up" ? stack : "", ...args, ...more);
  };

  it("builds both stacks, and a second up has nothing to do", async () => {
    assert.deepEqual(WALK, [
      ["stack", "init", "service"],
      ["up", "--stack", "service"],
      ["stack", "init", "customer"],
      ["up", "--stack", "customer"],
    ]);
    for (const args of WALK) {
      await run(args);
    }
    for (const [stack, count] of [
      ["service", 46],
      ["customer", 21],
    ] as const) {
      const text = await run(["up", "--stack", stack, "--expect-no-changes"]);
      assert.match(text, new RegExp(`^ +${count} unchanged$`, "m"));
    }
  });

  it("has the outputs that the README tells of, and is gone when it is destroyed", async () => {
    const args = ["stack", "output", "--json", "--stack", "customer"];
    const outputs = JSON.parse(await pulumi(folder, place, "", ...args)) as object;
    assert.deepEqual(Object.keys(outputs).sort(), ["calls", "endpointDnsName", "vpcEndpointId"]);
    for (const stack of ["customer", "service"]) {
      await pulumi(folder, place, stack, "destroy", "--yes", "--stack", stack);
    }
    assert.equal(place.world.everything().length, 3);
  });
});

realEngine("two runs at once on one state", 1, () => {
  it("are refused but for the first, which ends as it would alone", async () => {
    const directory = withProgram(makeProject());
    const state = path.join(makeFolder(), "state");
    const start = () => {
      const launcher = path.join(ROOT, "bin", "private-api.mjs");
      const args = [launcher, "up", "--engine", "pulumi", "--state", state];
      const child = spawn(process.execPath, args, { cwd: directory });
      let stderr = "";
      child.stdout.resume();
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
        child.once("close", (code) => resolve({ code, stderr })),
      );
      return { pid: child.pid, ended };
    };
    const first = start();
    while (!fs.existsSync(path.join(state, "backend", ".pulumi", "locks"))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const second = await start().ended;
    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`another run \\(pid ${first.pid}\\) is using`));
    const { code, stderr } = await first.ended;
    assert.equal(code, 0, stderr);
    const third = await start().ended;
    assert.equal(third.code, 0, third.stderr);
  });
});
