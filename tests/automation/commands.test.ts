import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import * as commands from "../../automation/commands";
import type { Terminal } from "../../automation/opening";
import { previewCommand } from "../../automation/preview";
import { SettingsError } from "../../stacks/problems";
import { StateFolder } from "../../automation/stateFolder";
import { change, makeFolder, makeProject, SAMPLE } from "../support/project";
import { buildAll } from "../support/states";

const BANNER = "SIMULATED: no AWS account was contacted. For real:";
const REAL = `${BANNER} pulumi up --stack service, then pulumi up --stack customer (README, To AWS)`;
const ORPHAN = [
  "warning: customer is built, and Pulumi.customer.yaml is gone: this command leaves the stack as it is",
  "  fix:     put the file back; to delete what the stack has: npx private-api destroy --stacks customer",
];

/** A terminal that keeps what is written. */
function terminal() {
  const out: string[] = [];
  const err: string[] = [];
  const keep = (lines: string[]) => (text: string) => void lines.push(...text.split("\n"));
  return { out, err, both: { out: keep(out), err: keep(err) } };
}

describe("what commands say of built stacks", function () {
  this.timeout(60_000);
  let built = "";
  const directory = makeProject();
  before(async () => {
    built = (await buildAll(directory)).folder;
  });

  /** A copy of the built states. */
  function copy(): string {
    const folder = path.join(makeFolder(), "state");
    fs.cpSync(built, folder, { recursive: true });
    return folder;
  }

  /** Runs a command on a copy, of a project without the customer's file where asked. */
  async function run(
    command: (options: commands.UpCommandOptions, to: Terminal) => number | Promise<number>,
    options: { directory?: string; stacks?: string[]; json?: boolean; state?: string } = {},
  ) {
    const { out, err, both } = terminal();
    const state = options.state ?? copy();
    const code = await command({ directory, parallel: 2, ...options, state }, both);
    return { code, out, err, state };
  }
  const alone = makeProject({ customer: null });

  it("outputs: the contract is indented", async () => {
    const { code, out, err } = await run(commands.outputsCommand, { stacks: ["service"] });
    assert.equal(code, 0);
    assert.deepEqual(
      err,
      [BANNER, BANNER].map((line) => `${line} pulumi up --stack service (README, To AWS)`),
    );
    const from = out.indexOf("  contract  {");
    assert.deepEqual(out.slice(from, from + 3), [
      "  contract  {",
      '    "account": "111111111111",',
      '    "apis": {',
    ]);
    assert.ok(out.every((line) => line.length < 150));
  });

  for (const command of ["outputsCommand", "upCommand", "destroyCommand"] as const) {
    it(`${command}: a built stack whose settings are gone`, async () => {
      const { err } = await run(commands[command], { directory: alone });
      assert.deepEqual(err.slice(1, 3), ORPHAN);
    });
  }

  it("preview: the same", async () => {
    const { err } = await run(previewCommand, { directory: alone });
    assert.deepEqual(err.slice(1, 3), ORPHAN);
  });

  it("no warning of a stack that a destroy has emptied", async () => {
    const { state, code } = await run(commands.destroyCommand);
    assert.equal(code, 0);
    const { err } = await run(commands.upCommand, { directory: alone, state });
    assert.ok(
      err.every((line) => !line.startsWith("warning:")),
      err.join("\n"),
    );
  });

  it("destroy: what stays in the account is not called deleted", async () => {
    const { code, out, err } = await run(commands.destroyCommand);
    assert.equal(code, 0);
    // 37 of the service, of which role, attachment and setting outlive the stack.
    assert.deepEqual(out, [
      "STACK     ACCOUNT       REGION          RESULT",
      "service   111111111111  ap-northeast-1  34 deleted, 3 kept: API Gateway's account setting and its role",
      "customer  222222222222  ap-northeast-1  15 deleted",
    ]);
    assert.deepEqual([err[0], err.at(-1)], [REAL, REAL]);
  });

  it("destroy --json: the steps that keep a resource say so", async () => {
    const { out } = await run(commands.destroyCommand, { json: true });
    const { stacks } = JSON.parse(out.join("\n")) as {
      stacks: Record<string, { steps: { urn: string; retained?: boolean }[] }>;
    };
    const kept = stacks["service"]?.steps.filter(({ retained }) => retained) ?? [];
    assert.deepEqual(kept.map(({ urn }) => urn.split("::").pop()).sort(), [
      "api-gateway-account",
      "api-gateway-role",
      "api-gateway-role-logs",
    ]);
  });

  it("preview: what would happen, not what happened", async () => {
    const service = change(SAMPLE.service, "stage: prod", "stage: v2");
    const { out } = await run(previewCommand, { directory: makeProject({ service }) });
    const table = out.indexOf("STACK     ACCOUNT       REGION          RESULT");
    assert.deepEqual(out.slice(table, table + 3), [
      "STACK     ACCOUNT       REGION          RESULT",
      "service   111111111111  ap-northeast-1  1 to replace, 36 unchanged",
      "customer  222222222222  ap-northeast-1  15 unchanged",
    ]);
    const nothing = await run(previewCommand, { state: makeFolder() });
    assert.ok(nothing.out.some((line) => / 37 to create$/.test(line)));
  });

  it("up: a failed run says once what failed, and estimates nothing", async () => {
    const adopted = "{ vpcId: vpc-0123456789abcdef0, subnetIds: [subnet-0123456789abcdef0] }";
    const customer = change(SAMPLE.customer, "{ cidr: 10.1.0.0/16 }", adopted);
    const { code, out, err } = await run(commands.upCommand, {
      ...{ directory: makeProject({ customer }), state: makeFolder() },
    });
    assert.equal(code, 1);
    assert.equal(err.filter((line) => line === "customer: failed").length, 1);
    assert.ok(
      err.some((line) => line.startsWith("customer: aws:ec2/vpc:Vpc vpc-0123456789abcdef0")),
    );
    assert.deepEqual(
      out.filter((line) => /takes about|critical path/.test(line)),
      [],
    );
  });

  it("a stack stays on its side: a swapped role is refused, and nothing changes", async () => {
    const customer = change(SAMPLE.service, '["111111111111"]', '["222222222222"]');
    const state = copy();
    const before = fs.readFileSync(path.join(state, "customer.json"));
    await assert.rejects(
      run(commands.upCommand, { directory: makeProject({ customer }), state }),
      (error) => {
        assert.ok(error instanceof SettingsError);
        assert.deepEqual(error.message.split("\n"), [
          "Pulumi.customer.yaml:6:21 private-api:role: is not the role that customer was built as",
          "  value:   service",
          "  allowed: customer",
          "  fix:     write customer and npx private-api destroy --stacks customer first, or give the new one a settings file of its own",
        ]);
        return true;
      },
    );
    assert.ok(fs.readFileSync(path.join(state, "customer.json")).equals(before));
  });

  it("a stack stays in its project: a renamed one is refused, and nothing changes", async () => {
    const renamed = makeProject({ extra: { "Pulumi.yaml": "name: mine\nruntime: nodejs\n" } });
    const state = copy();
    const before = fs.readFileSync(path.join(state, "world.json"));
    await assert.rejects(run(commands.upCommand, { directory: renamed, state }), (error) => {
      assert.ok(error instanceof SettingsError);
      assert.deepEqual(error.message.split("\n"), [
        "Pulumi.yaml name: is not the name of the project that customer was built in",
        "  value:   mine",
        "  allowed: private-api",
        "  fix:     name: private-api, or name a new or an empty folder with --state",
      ]);
      return true;
    });
    assert.ok(fs.readFileSync(path.join(state, "world.json")).equals(before));
  });

  it("contract, outputs: what is not built, how to build it, and what this was", async () => {
    const service = { stacks: ["service"], state: makeFolder() };
    for (const command of [commands.contractCommand, commands.outputsCommand]) {
      const { code, out, err } = await run(command, service);
      assert.equal(code, 1);
      assert.deepEqual(out, []);
      const banner = `${BANNER} pulumi up --stack service (README, To AWS)`;
      assert.deepEqual(err, [
        banner,
        "service: not built yet",
        "  fix:     npx private-api up --stacks service",
        banner,
      ]);
    }
  });

  it("stacks --json: the target, too", async () => {
    const { out } = await run(commands.stacksCommand, { json: true });
    const place = { region: "ap-northeast-1" };
    assert.deepEqual(JSON.parse(out.join("\n")), {
      target: "simulated",
      stacks: [
        {
          ...{ name: "service", role: "service", account: "111111111111", ...place },
          ...{ phase: "service", profile: "service" },
        },
        {
          ...{ name: "customer", role: "customer", account: "222222222222", ...place },
          ...{ phase: "customer", profile: "customer" },
        },
      ],
    });
  });

  it("preview --out: refuses the kept states before it runs, and leaves them as they are", async () => {
    const state = copy();
    const service = change(SAMPLE.service, "stage: prod", "stage: v2");
    const options = { directory: makeProject({ service }), parallel: 2, state };
    const { out, err, both } = terminal();
    await assert.rejects(previewCommand({ ...options, out: state }, both), /^UsageError: --out /);
    assert.deepEqual([...out, ...err], []);
    const kept = StateFolder.open(state).outputs("service")?.["apis"] as { hello: string };
    assert.match(kept.hello, /\/prod$/);
  });
});
