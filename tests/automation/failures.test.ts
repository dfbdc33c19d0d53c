import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { StateFolder } from "../../automation/stateFolder";
import type { WorldObject } from "../../simulator/world";
import { saidBy } from "../support/badInput";
import { runCli, type CliRun } from "../support/cli";
import { copyState } from "../support/expectedSteps";
import { differingFiles } from "../support/kills";
import { change, makeProject, SAMPLE } from "../support/project";
import { buildAll } from "../support/states";

const run = (cwd: string, ...args: string[]): Promise<CliRun> =>
  runCli([...args, "--state", "state"], { cwd });

/** What the table at the end says of each stack. */
function results({ stdout }: CliRun): Record<string, string> {
  const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
  const entries = rows.flatMap(([name = "", account = "", , result = ""]) =>
    /^\d{12}$/.test(account) ? [[name, result] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** How many resources something happened to, as the table says. */
const counted = (text: string | undefined, what: string): number =>
  Number(new RegExp(`(\\d+) ${what}`).exec(text ?? "")?.[1]);

/** What a run says beside its course: one line for an error in AWS's words. */
const errorsIn = (run: CliRun): string[] =>
  saidBy(run).filter((line) => !/^\S+: (started|done|failed)$/.test(line));

const edit = (folder: string, file: string, text: string): void =>
  fs.writeFileSync(path.join(folder, file), text);

/** The settings of the sample customer, for another account and, maybe, of another service. */
const customerIn = (account: string, service = "service") =>
  change(
    change(SAMPLE.customer, '"222222222222"', `"${account}"`),
    "serviceStack: service",
    `serviceStack: ${service}`,
  );

const FIRST = '- { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }';

describe("one customer of two that fails halfway", function () {
  this.timeout(120_000);
  const SECOND = '- { name: partner, account: "333333333333", clientCidrs: [10.3.0.0/16] }';
  const folder = makeProject();
  let failed: CliRun;

  before(async () => {
    const first = await run(folder, "up");
    assert.equal(first.code, 0, first.stderr);
    // The service is to admit the partner, but it is not part of the run.
    edit(folder, "Pulumi.service.yaml", change(SAMPLE.service, FIRST, `${FIRST}\n    ${SECOND}`));
    edit(folder, "Pulumi.partner.yaml", customerIn("333333333333"));
    edit(
      folder,
      "Pulumi.customer.yaml",
      `${SAMPLE.customer}  aws:defaultTags: { tags: { a: b } }\n`,
    );
    failed = await run(folder, "up", "--stacks", "customer,partner");
  });

  it("ends with one error in AWS's words and exit code 1; the other is done", () => {
    assert.equal(failed.code, 1);
    const [why = "", fix = "", ...others] = errorsIn(failed);
    assert.match(
      why,
      /^partner: \S+VpcEndpoint::service-endpoint: creating EC2 VPC Endpoint \((com\.amazonaws\.vpce\.\S+)\): InvalidServiceName: The Vpc Endpoint Service '\1' does not exist$/,
    );
    assert.match(fix, /^ {2}fix: {5}have service admit the account: list it in its customers/);
    assert.deepEqual(others, []);
    const { customer, partner } = results(failed);
    assert.match(customer ?? "", /^\d+ updated, \d+ unchanged$/);
    assert.match(partner ?? "", /^failed \(\d+ created\)$/);
  });

  it("does only what is left when it runs again, and ends as if nothing had failed", async () => {
    const made = counted(results(failed)["partner"], "created");
    assert.ok(made > 5 && made < 15, `${made} made`);
    const again = await run(folder, "up");
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(results(again), {
      service: "1 created, 1 updated, 36 unchanged",
      customer: "15 unchanged",
      partner: `${15 - made} created, ${made} unchanged`,
    });
    const whole = await buildAll(folder);
    assert.deepEqual(differingFiles(path.join(folder, "state"), whole.folder), []);
  });
});

describe("one service of two that fails halfway", function () {
  this.timeout(120_000);
  const ADOPTED = "network: { vpcId: vpc-0a, subnetIds: [subnet-0a1, subnet-0a2] }";
  const service = change(SAMPLE.service, "network: { cidr: 10.0.0.0/16, zones: 2 }", ADOPTED);
  /** A VPC has an endpoint with private names already, and the settings do not say so. */
  const SEED = `accounts:
  - account: "111111111111"
    region: ap-northeast-1
    vpcs:
      - id: vpc-0a
        cidr: 10.0.0.0/16
        subnets:
          - { id: subnet-0a1, cidr: 10.0.0.0/20, zone: apne1-az4 }
          - { id: subnet-0a2, cidr: 10.0.16.0/20, zone: apne1-az1 }
        securityGroups: [{ id: sg-0a }]
        endpoints:
          - { id: vpce-0a, service: execute-api, subnetIds: [subnet-0a1, subnet-0a2], securityGroupIds: [sg-0a] }
`;
  const other = change(
    change(SAMPLE.service, '["111111111111"]', '["444444444444"]'),
    'name: customer, account: "222222222222"',
    'name: partner, account: "555555555555"',
  );
  const folder = makeProject({
    service,
    extra: {
      "seed.yaml": SEED,
      "Pulumi.other.yaml": other,
      "Pulumi.partner.yaml": customerIn("555555555555", "other"),
    },
  });
  let failed: CliRun;

  before(async () => {
    const seeded = await run(folder, "world", "seed", "seed.yaml");
    assert.equal(seeded.code, 0, seeded.stderr);
    failed = await run(folder, "up");
  });

  it("stops its customer alone, and the table says so", () => {
    assert.equal(failed.code, 1);
    const [why = "", ...more] = errorsIn(failed);
    assert.match(
      why,
      /^service: \S+VpcEndpoint::execute-api-endpoint: .*: InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for execute-api\.ap-northeast-1\.amazonaws\.com in the VPC vpc-0a$/,
    );
    assert.deepEqual(more, []);
    const { service: own, ...others } = results(failed);
    assert.match(own ?? "", /^failed \(\d+ created\)$/);
    assert.deepEqual(others, {
      other: "37 created",
      customer: "not started: service failed",
      partner: "15 created",
    });
    assert.ok(!fs.existsSync(path.join(folder, "state", "customer.json")));
  });

  it("does only what is left when the settings are mended and it runs again", async () => {
    const mended = `${ADOPTED}\n  private-api:endpoint: { id: vpce-0a, securityGroupId: sg-0a }`;
    edit(folder, "Pulumi.service.yaml", change(service, ADOPTED, mended));
    const again = await run(folder, "up");
    assert.equal(again.code, 0, again.stderr);
    const { service: own, ...others } = results(again);
    assert.deepEqual(others, {
      other: "37 unchanged",
      customer: "15 created",
      partner: "15 unchanged",
    });
    // The group that the first run made for an endpoint of its own is not wanted any more.
    assert.ok(counted(own, "unchanged") > 0 && counted(own, "deleted") > 0, own);

    const state = path.join(folder, "whole");
    await runCli(["world", "seed", "seed.yaml", "--state", state], { cwd: folder });
    const whole = await buildAll(folder, state);
    // A rule of the group was replaced by one of the other; everything else is as it would have been.
    const built = StateFolder.open(path.join(folder, "state"));
    for (const stack of ["service", "customer"]) {
      assert.deepEqual(built.outputs(stack), whole.outputs(stack));
    }
  });
});

describe("a destroy that AWS refuses", function () {
  this.timeout(120_000);
  const directory = makeProject();
  let built = "";
  before(async () => {
    built = (await buildAll(directory)).folder;
  });
  const destroy = (state: string, ...args: string[]): Promise<CliRun> =>
    runCli(["destroy", "--state", state, ...args], { cwd: directory });

  it("of a service that has connections says so, and leaves every file as it is", async () => {
    const state = copyState(built);
    const refused = await destroy(state, "--stacks", "service");
    assert.equal(refused.code, 1);
    const [why = "", fix = ""] = errorsIn(refused).slice(-2);
    assert.equal(
      fix,
      "  fix:     destroy the customers first: npx private-api destroy --stacks <customer>",
    );
    assert.match(
      why,
      /^service: \S+::endpoint-service-service: deleting EC2 VPC Endpoint Service \(vpce-svc-\w+\): ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!$/,
    );
    const warning = [
      "warning: service: has customers that are built and not part of this run; AWS keeps a service that has connections",
      "  value:   customer",
      "  fix:     npx private-api destroy --stacks customer,service",
    ];
    assert.ok(refused.stderr.includes(`${warning.join("\n")}\n`), refused.stderr);
    assert.deepEqual(results(refused), { service: "failed (nothing done)" });
    assert.deepEqual(differingFiles(state, built), []);

    const after = await destroy(state, "--stacks", "customer,service");
    assert.equal(after.code, 0, after.stderr);
    assert.doesNotMatch(after.stderr, /warning/);
  });

  it("of a customer leaves its service alone; the next one deletes only what is left", async () => {
    const state = copyState(built);
    const file = path.join(state, "world.json");
    const before = JSON.parse(fs.readFileSync(file, "utf8")) as { objects: WorldObject[] };
    const write = (objects: WorldObject[]) =>
      fs.writeFileSync(file, JSON.stringify({ ...before, objects }));
    const group = before.objects.find(
      ({ type, account }) => type.endsWith(":SecurityGroup") && account === "222222222222",
    );
    assert.ok(group);
    // Somebody has made a group in the customer's VPC.
    write([...before.objects, { ...group, id: "sg-0theirs", origin: "seed sg-0theirs" }]);
    const refused = await destroy(state);
    assert.equal(refused.code, 1);
    assert.match(
      errorsIn(refused)[0] ?? "",
      /^customer: \S+Vpc::network-vpc: deleting EC2 VPC \((vpc-\w+)\): DependencyViolation: The vpc '\1' has dependencies and cannot be deleted\.$/,
    );
    const { service, customer } = results(refused);
    const deleted = counted(customer, "deleted");
    assert.deepEqual(
      [service, customer],
      ["not started: customer failed", `failed (${deleted} deleted)`],
    );
    const serviceFile = (folder: string) => fs.readFileSync(path.join(folder, "service.json"));
    assert.ok(serviceFile(state).equals(serviceFile(built)));

    const now = JSON.parse(fs.readFileSync(file, "utf8")) as { objects: WorldObject[] };
    write(now.objects.filter(({ id }) => id !== "sg-0theirs"));
    const again = await destroy(state);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(results(again), {
      service: "34 deleted, 3 kept: API Gateway's account setting and its role",
      customer: `${15 - deleted} deleted`,
    });
  });
});
