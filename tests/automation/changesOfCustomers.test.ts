import * as assert from "node:assert/strict";
import { destroyCommand, upCommand } from "../../automation/commands";
import { previewCommand } from "../../automation/preview";
import { StateFolder } from "../../automation/stateFolder";
import {
  changesOf,
  copyState,
  create,
  inOrder,
  remove,
  runCommand,
  update,
  type Changes,
  type CommandRun,
} from "../support/expectedSteps";
import { change, makeProject, SAMPLE, type ProjectFiles } from "../support/project";
import { buildAll } from "../support/states";

const FIRST = '- { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }';
const third = (...cidrs: string[]) =>
  `- { name: third, account: "333333333333", clientCidrs: [${cidrs.join(", ")}] }`;

/** The settings of a stack for the third account. */
const THIRD_STACK = {
  "Pulumi.third.yaml": change(SAMPLE.customer, '"222222222222"', '"333333333333"'),
};

/** A project whose service lists these customers. */
function listing(entries: string[], extra: Record<string, string> = {}): ProjectFiles {
  return { service: change(SAMPLE.service, FIRST, entries.join("\n    ")), extra };
}

const PRINCIPALS = update("allowedPrincipals", "VpcEndpointService endpoint-service-service");
const rule = (range: string) => `SecurityGroupIngressRule nlb-group-from-${range}`;

/** Previews a change of a built project, then carries it out; both must do the same, and be done then. */
async function carryOut(base: string, files: ProjectFiles, expected: Changes, stacks?: string[]) {
  const options = { directory: makeProject(files), state: copyState(base), stacks };
  const previewed = await runCommand(previewCommand, options);
  assert.deepEqual(changesOf(previewed.steps), inOrder(expected));
  const done = await runCommand(upCommand, options);
  assert.deepEqual(done.steps, previewed.steps);
  const again = await runCommand(previewCommand, options);
  assert.deepEqual(changesOf(again.steps), {});
  assert.deepEqual([previewed.code, done.code, again.code], [0, 0, 0]);
  return { ...options, previewed, done, again };
}

describe("a change of the list of customers", function () {
  // Several whole runs a test, on a busy machine.
  this.timeout(60_000);
  it("a second customer with its own range and its own stack: + rule, ~ principals, + stack", async () => {
    const base = (await buildAll(makeProject())).folder;
    const { previewed, done } = await carryOut(
      base,
      listing([FIRST, third("10.3.0.0/16")], THIRD_STACK),
      {
        service: [...PRINCIPALS, ...create(rule("10.3.0.0-16"))],
        third: [
          // Pulumi's own; the reference to the service's stack is read, not made.
          ...create("Stack private-api-third"),
          ...create("aws default_7_43_0", "awsx default_3_9_0", "pulumi default"),
          ...create("Network network", "CustomerEndpoint service"),
          ...create("PrivateZone name-hello", "PrivateZone zone-hoge.co.jp"),
          // awsx's component, and the VPC in it.
          ...create("Vpc network-vpc", "Vpc network-vpc", "InternetGateway network-vpc"),
          ...create("Subnet network-vpc-isolated-1", "Subnet network-vpc-isolated-2"),
          ...create("RouteTable network-vpc-isolated-1", "RouteTable network-vpc-isolated-2"),
          ...create("RouteTableAssociation network-vpc-isolated-1"),
          ...create("RouteTableAssociation network-vpc-isolated-2"),
          ...create("SecurityGroup service-group"),
          ...create("SecurityGroupIngressRule service-group-from-10.1.0.0-16"),
          ...create("VpcEndpoint service-endpoint"),
          ...create("Zone name-hello-zone", "Record name-hello-record-1"),
          ...create("Zone zone-hoge.co.jp-zone", "Record zone-hoge.co.jp-record-1"),
        ],
      },
    );
    assert.deepEqual([...previewed.warnings, ...done.warnings], []);
  });

  it("clientCidrs changed: the old range keeps its rule while another customer has it", async () => {
    const both = listing([FIRST, third("10.1.0.0/16")]);
    const base = (await buildAll(makeProject(both))).folder;
    const moved = change(FIRST, "10.1.0.0", "10.7.0.0");
    await carryOut(base, listing([moved, third("10.1.0.0/16")]), {
      service: create(rule("10.7.0.0-16")),
    });
  });
});

describe("a customer removed from the list", function () {
  // Several whole runs a test, on a busy machine.
  this.timeout(60_000);
  const both = [FIRST, third("10.1.0.0/16", "10.3.0.0/16")];
  /** The first customer needs the other range still. */
  const expected = { service: [...PRINCIPALS, ...remove(rule("10.3.0.0-16"))] };
  const AT = "Pulumi.service.yaml:11:5 private-api:customers: ";
  let base = "";
  before(async () => {
    base = (await buildAll(makeProject(listing(both, THIRD_STACK)))).folder;
  });

  const warnings = (run: CommandRun) =>
    run.stderr
      .join("\n")
      .split("warning: ")
      .slice(1)
      .map((text) => text.split("\nSIMULATED")[0]);
  const connected = [
    `${AT}no longer lists an account that is connected; AWS does not cut existing connections: its endpoint stays available`,
    "  value:   333333333333 (third)",
    "  fix:     before this run: private-api destroy --stacks third",
  ].join("\n");

  it("- rules nobody else needs, ~ principals; its stack stays, its endpoint available: warning", async () => {
    const run = await carryOut(base, listing([FIRST], THIRD_STACK), expected);
    assert.deepEqual(Object.keys(run.done.steps), ["service", "customer", "third"]);
    for (const warned of [run.previewed, run.done]) {
      assert.deepEqual(warned.warnings, [connected]);
      assert.deepEqual(warnings(warned), [connected]);
    }
    // From then on its own stack is what tells of it.
    assert.equal(run.again.warnings.length, 1);
    assert.match(
      run.again.warnings[0] ?? "",
      /^Pulumi\.third\.yaml:5:26 .* endpoint stays connected\n/,
    );
    const endpoints = StateFolder.open(run.state)
      .openWorld()
      .all("aws:ec2/vpcEndpoint:VpcEndpoint")
      .filter(({ account }) => account === "333333333333");
    assert.deepEqual(
      endpoints.map(({ attributes }) => attributes["state"]),
      ["available"],
    );
  });

  it("is warned of as well when the run is the service's alone", async () => {
    const run = await carryOut(base, listing([FIRST], THIRD_STACK), expected, ["service"]);
    assert.deepEqual([run.previewed.warnings, run.done.warnings], [[connected], [connected]]);
    assert.deepEqual(run.again.warnings, []);
  });

  it("is warned of with another way when its stack is not ours", async () => {
    const run = await carryOut(base, listing([FIRST]), expected);
    const id = StateFolder.open(base).outputs("service")?.["vpcEndpointServiceId"] as string;
    assert.match(id, /^vpce-svc-0[0-9a-f]{16}$/);
    const other = [
      `${AT}no longer lists an account that may be connected; AWS does not cut existing connections: its endpoints stay available`,
      "  value:   333333333333",
      `  fix:     before this run have its owner delete its endpoints to ${id}, or reject them: aws ec2 reject-vpc-endpoint-connections --service-id ${id} --vpc-endpoint-ids <ids>`,
    ].join("\n");
    assert.deepEqual([run.previewed.warnings, run.done.warnings], [[other], [other]]);
  });

  it("is no matter for a warning when its stack was destroyed first", async () => {
    const state = copyState(base);
    const directory = makeProject(listing(both, THIRD_STACK));
    await runCommand(destroyCommand, { directory, state, stacks: ["third"] });
    const run = await carryOut(state, listing([FIRST], THIRD_STACK), expected, ["service"]);
    assert.deepEqual([...run.previewed.warnings, ...run.done.warnings], []);
  });
});
