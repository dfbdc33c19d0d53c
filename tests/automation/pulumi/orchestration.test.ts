import * as assert from "node:assert/strict";
import { spawn } from "child_process";
import * as fs from "fs";
import * as path from "path";
import { runCli } from "../../support/cli";
import { change, makeFolder, makeProject, ROOT, SAMPLE } from "../../support/project";
import { standInCli, type Behaviours, type StandIn } from "../../support/standInCli";

/** A second customer, so that one can fail beside another. */
const SECOND = { name: "second", account: "333333333333" };
const project = () =>
  makeProject({
    service: change(
      SAMPLE.service,
      "clientCidrs: [10.1.0.0/16] }",
      `clientCidrs: [10.1.0.0/16] }\n    - { name: ${SECOND.name}, account: "${SECOND.account}", clientCidrs: [10.1.0.0/16] }`,
    ),
    extra: { "Pulumi.second.yaml": SAMPLE.customer.replace("222222222222", SECOND.account) },
  });

describe("the orchestration of a CLI that stands in", function () {
  this.timeout(60_000);

  const start = (behaviours: Behaviours, version?: string) => {
    const cli = standInCli(behaviours, version);
    const directory = project();
    const state = path.join(makeFolder(), "state");
    const args = (command: string) => [command, "--target", "aws", "--yes", "--state", state];
    const run = (command: string) => runCli(args(command), { cwd: directory, env: cli.env });
    return { cli, directory, state, args, run };
  };
  const upsOf = ({ log }: StandIn) => log().filter((line) => line.startsWith("up "));

  it("makes each stack, then runs the service before its customers, and keeps every export", async () => {
    const { cli, run, state, directory } = start({});
    const before = fs.readFileSync(path.join(directory, "Pulumi.service.yaml"), "utf8");
    const { code, stderr } = await run("up");
    assert.equal(code, 0, stderr);
    assert.equal(upsOf(cli)[0], "up service");
    assert.deepEqual(upsOf(cli).slice(1).sort(), ["up customer", "up second"]);
    assert.deepEqual(
      cli
        .log()
        .filter((line) => line.startsWith("init "))
        .sort(),
      ["init customer", "init second", "init service"],
    );
    const files = fs.readdirSync(state).filter((name) => name.endsWith(".json"));
    assert.deepEqual(files.sort(), [
      ".made-by.json",
      "customer.json",
      "second.json",
      "service.json",
    ]);
    assert.equal(fs.readFileSync(path.join(directory, "Pulumi.service.yaml"), "utf8"), before);
    assert.match(stderr, /^AWS: 3 stacks in account 111111111111, 222222222222, 333333333333$/m);
    assert.doesNotMatch(stderr, /SIMULATED/);
  });

  it("lets a customer that fails stop no other, and says the cause and the fix", async () => {
    const lock =
      "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
      "  file:///state/.pulumi/locks/organization/private-api/customer/0c.json: created by ci@runner (pid 4711) at 2026-01-01T00:00:00Z";
    const { cli, run } = start({ customer: { fails: lock } });
    const { code, stdout, stderr } = await run("up");
    assert.equal(code, 1);
    assert.deepEqual(upsOf(cli).slice(1).sort(), ["up customer", "up second"]);
    assert.match(stdout, /^customer +222222222222 +ap-northeast-1 +failed \(nothing done\)$/m);
    assert.match(stdout, /^second +333333333333 +ap-northeast-1 +nothing to do$/m);
    assert.match(stderr, /^customer: .*created by ci@runner \(pid 4711\)/ms);
    assert.match(stderr, /fix: {5}wait until .*: pulumi cancel --stack customer --yes$/m);
  });

  it("starts no customer of a service that failed", async () => {
    const { cli, run } = start({ service: { fails: "error: no" } });
    const { code, stdout } = await run("up");
    assert.equal(code, 1);
    assert.deepEqual(upsOf(cli), ["up service"]);
    assert.match(stdout, /^customer .*not started: service failed$/m);
    assert.match(stdout, /^second .*not started: service failed$/m);
  });

  it("deletes nothing of a service that has customers, and says which", async () => {
    const { cli, run, args, directory } = start({});
    assert.equal((await run("up")).code, 0);
    const service = [...args("destroy"), "--stacks", "service"];
    const { code, stderr } = await runCli(service, { cwd: directory, env: cli.env });
    assert.equal(code, 1);
    assert.match(stderr, /^service: has customers that are built and not part of this run/m);
    assert.match(
      stderr,
      /fix: {5}npx private-api destroy --target aws --stacks customer,second,service$/m,
    );
    assert.ok(cli.log().every((line) => !line.startsWith("destroy ")));
    assert.equal((await run("destroy")).code, 0);
    const destroyed = cli.log().filter((line) => line.startsWith("destroy "));
    assert.deepEqual(destroyed.slice(0, 2).sort(), ["destroy customer", "destroy second"]);
    assert.deepEqual(destroyed.slice(2), ["destroy service"]);
  });

  it("tries a throttled stack again, and no other", async () => {
    const { cli, run } = start({
      customer: { fails: "error: creating EC2 VPC: RequestLimitExceeded: slow down", times: 1 },
      second: { fails: "error: creating EC2 VPC: UnauthorizedOperation: no", times: 1 },
    });
    const { code, stdout, stderr } = await run("up");
    assert.equal(code, 1);
    assert.equal(upsOf(cli).filter((line) => line === "up customer").length, 2);
    assert.equal(upsOf(cli).filter((line) => line === "up second").length, 1);
    assert.match(stderr, /^customer: AWS throttles; try 2 in [12] s$/m);
    assert.match(stdout, /^second .*failed/m);
  });

  it("names both versions when the CLI is too old", async () => {
    const { run } = start({}, "v3.1.0");
    const { code, stderr } = await run("up");
    assert.equal(code, 1);
    assert.match(stderr, /the SDK, which is 3\.248\.0/);
    assert.match(stderr, /current CLI version is v?3\.1\.0/);
  });

  it("ends what runs once by one Ctrl-C, starts nothing more, and leaves no process", async () => {
    const { cli, args, directory } = start({ service: { works: true } });
    const child = spawn(
      process.execPath,
      [path.join(ROOT, "bin", "private-api.mjs"), ...args("up")],
      { cwd: directory, env: cli.env, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    const text = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (data: string) => (text.stdout += data));
    child.stderr.setEncoding("utf8").on("data", (data: string) => (text.stderr += data));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    while (!cli.log().includes("works service")) {
      assert.equal(child.exitCode, null, text.stderr);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // To the whole group, as a terminal does.
    process.kill(-(child.pid ?? 0), "SIGINT");
    assert.equal(await ended, 1, text.stderr);
    assert.deepEqual(
      cli.log().filter((line) => !line.startsWith("init ")),
      ["up service", "works service", "SIGINT service"],
    );
    assert.match(text.stderr, /^interrupted: ending service cleanly/m);
    assert.match(text.stdout, /^service .*failed/m);
    assert.match(text.stdout, /^customer .*not started: the run was interrupted$/m);
  });
});
