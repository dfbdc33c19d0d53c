import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { StateFolder } from "../../automation/stateFolder";
import { outputsOf, resourcesOf, type StackExport } from "../../paths/snapshot";
import { seedVpc } from "../support/adopted";
import { saidBy } from "../support/badInput";
import { runCli } from "../support/cli";
import { contractOf } from "../support/contract";
import { change, changed, makeProject, SAMPLE, type ProjectFiles } from "../support/project";

const CUSTOMER = "222222222222";
const ZONES = ["apne1-az1", "apne1-az2"];

/** A contract of a service in the first of {@link ZONES} alone. */
const CONTRACT = JSON.stringify(contractOf([ZONES[0]]));

/** The project's settings changed, when more must be known to do so. */
function edit(folder: string, stack: "service" | "customer", from: string, to: string): void {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  fs.writeFileSync(file, change(fs.readFileSync(file, "utf8"), from, to));
}

/** A project whose customer adopts a VPC that was there before, with a subnet in each zone. */
function adopting(files: ProjectFiles, zoneIds: readonly string[]) {
  const folder = makeProject(files);
  const state = path.join(folder, "state");
  const vpc = seedVpc(state, CUSTOMER, zoneIds);
  const yaml = `{ vpcId: ${vpc.vpcId}, subnetIds: [${vpc.subnetIds.join(", ")}] }`;
  edit(folder, "customer", "{ cidr: 10.1.0.0/16 }", yaml);
  return { folder, state, ...vpc };
}

/** The lines about a problem, between what is said of the run's course. */
const problemIn = (lines: string[]): string[] =>
  lines.filter((line) => !/^\w+: (started|failed|done)$/.test(line));

/** All that a run has left in its state folder, but for who made it. */
const left = (state: string): string[] =>
  fs.readdirSync(state).filter((file) => file !== ".made-by.json");

const originsIn = (state: string): string[] => {
  const world = StateFolder.open(state).openWorld();
  return [...new Set(world.everything().map(({ origin }) => origin.split(" ")[0] ?? ""))];
};

describe("bad input that only the cloud can tell", function () {
  this.timeout(60_000);

  it("adopted subnets outside the service's zones: both lists, nothing is registered", async () => {
    const byContract = changed(
      "customer",
      "serviceStack: service",
      "serviceContract: contract.json",
    );
    const files = { ...byContract, service: null, extra: { "contract.json": CONTRACT } };
    const { folder, state, subnetIds } = adopting(files, ZONES);
    const run = await runCli(["up", "--state", state], { cwd: folder });
    // Account 222222222222 calls the zones by names of its own.
    const [first, second] = ["apne1-az1 (ap-northeast-1d)", "apne1-az2 (ap-northeast-1a)"];
    assert.deepEqual(problemIn(saidBy(run)), [
      `Pulumi.customer.yaml private-api:network.subnetIds: has subnets in zones that the service does not offer: ${second}`,
      `  value:   ${subnetIds[0]} in ${first}, ${subnetIds[1]} in ${second}`,
      "  allowed: subnets in the service's zones apne1-az1",
      "  fix:     name subnets in the service's zones, or have the service span more zones",
    ]);
    assert.equal(run.code, 2);
    assert.deepEqual(left(state), ["world.json"]);
    assert.deepEqual(originsIn(state), ["seed"]);
  });

  it("adopted subnets outside the zones of a service that is built by its stack", async () => {
    const { folder, state } = adopting({}, ["apne1-az2"]);
    edit(folder, "service", "zones: 2", "zones: 1");
    const built = await runCli(["up", "--state", state, "--stacks", "service"], { cwd: folder });
    assert.equal(built.code, 0, built.stderr);
    const world = fs.readFileSync(path.join(state, "world.json"), "utf8");

    const run = await runCli(["up", "--state", state, "--stacks", "customer"], { cwd: folder });
    const [where, , allowed] = problemIn(saidBy(run));
    assert.match(
      where ?? "",
      /^Pulumi\.customer\.yaml private-api:network\.subnetIds: .* apne1-az2 /,
    );
    assert.equal(allowed, "  allowed: subnets in the service's zones apne1-az4");
    assert.equal(run.code, 2);
    assert.equal(fs.readFileSync(path.join(state, "world.json"), "utf8"), world);
    const snapshot = StateFolder.open(state).load("customer");
    const made = snapshot ? resourcesOf(snapshot).filter(({ external }) => !external) : [];
    assert.deepEqual(
      made.filter(({ type }) => type.startsWith("aws") || type.startsWith("private-api")),
      [],
    );
  });
});

describe("a customer whose service does not know it (any more)", function () {
  this.timeout(60_000);
  let folder = "";
  const up = (...args: string[]) => runCli(["up", "--state", "state", ...args], { cwd: folder });
  /** Gives the built service's contract another version. */
  const setVersion = (version: number) => {
    const file = path.join(folder, "state", "service.json");
    const snapshot = JSON.parse(fs.readFileSync(file, "utf8")) as StackExport;
    const contract = outputsOf(snapshot)?.["contract"] as { version: number };
    contract.version = version;
    fs.writeFileSync(file, JSON.stringify(snapshot));
  };

  before(async () => {
    folder = makeProject();
    const built = await up();
    assert.equal(built.code, 0, built.stderr);
  });

  it("is warned, and runs, when it is built already", async () => {
    edit(folder, "service", `account: "${CUSTOMER}"`, 'account: "333333333333"');
    const { code, stderr, stdout } = await up("--stacks", "customer");
    edit(folder, "service", 'account: "333333333333"', `account: "${CUSTOMER}"`);
    const warning = [
      "warning: Pulumi.customer.yaml:5:26 aws:allowedAccountIds: is an account that the customers of service do not list; its endpoint stays connected",
      `  value:   ${CUSTOMER}`,
      "  allowed: 333333333333",
      `  fix:     in Pulumi.service.yaml under private-api:customers: - { name: customer, account: "${CUSTOMER}" }`,
    ];
    assert.ok(stderr.includes(warning.join("\n")), stderr);
    assert.equal(code, 0);
    assert.match(stdout, /^customer .*\b15 unchanged$/m);
  });

  it("runs alone, without a warning, when its service is built", async () => {
    const { code, stderr } = await up("--stacks", "customer");
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /warning/);
  });

  it("is refused when the service that is built has a contract of a newer version", async () => {
    setVersion(2);
    const before = fs.readFileSync(path.join(folder, "state", "customer.json"), "utf8");
    const run = await up("--stacks", "customer");
    setVersion(1);
    assert.deepEqual(problemIn(saidBy(run)), [
      "Pulumi.customer.yaml private-api:serviceStack (stack service): contract version: is a contract of a newer version",
      "  value:   2",
      "  allowed: 1",
      "  fix:     use the version of this program that the service stack was built with",
    ]);
    assert.equal(run.code, 2);
    const types = (text: string) => text.match(/"type": "[^"]+"/g);
    const after = fs.readFileSync(path.join(folder, "state", "customer.json"), "utf8");
    assert.deepEqual(types(after), types(before));
  });

  it("is refused when it is new, and nothing of it is registered", async () => {
    const partner = change(
      change(SAMPLE.customer, `["${CUSTOMER}"]`, '["333333333333"]'),
      "aws:profile: customer",
      "aws:profile: partner",
    );
    fs.writeFileSync(path.join(folder, "Pulumi.partner.yaml"), partner);
    const run = await up("--stacks", "partner");
    fs.rmSync(path.join(folder, "Pulumi.partner.yaml"));
    assert.deepEqual(saidBy(run), [
      "Pulumi.partner.yaml:5:26 aws:allowedAccountIds: is an account that the customers of service do not list",
      "  value:   333333333333",
      `  allowed: ${CUSTOMER}`,
      '  fix:     in Pulumi.service.yaml under private-api:customers: - { name: partner, account: "333333333333" }',
    ]);
    assert.equal(run.code, 2);
    assert.equal(run.stdout, "");
    assert.ok(!left(path.join(folder, "state")).includes("partner.json"));
  });
});
