import * as assert from "node:assert/strict";
import { upCommand } from "../../automation/commands";
import { previewCommand } from "../../automation/preview";
import { StateFolder } from "../../automation/stateFolder";
import { CHANGES } from "../support/changes";
import {
  changesOf,
  copyState,
  create,
  inOrder,
  remove,
  replace,
  runCommand,
  update,
  type Changes,
} from "../support/expectedSteps";
import { change, makeProject, SAMPLE } from "../support/project";
import { buildAll } from "../support/states";

/** What each change of the sample settings must do. Everything else stays the same. */
const EXPECTED: Record<string, Changes> = {
  nothing: {},
  // The customer's stack stays: the service offers the zone only after a modify call.
  "service zones 2 to 3": {
    service: [
      ...create("Subnet network-vpc-isolated-3", "RouteTable network-vpc-isolated-3"),
      ...create("RouteTableAssociation network-vpc-isolated-3"),
      ...update("subnetIds", "VpcEndpoint execute-api-endpoint"),
      ...update("subnets", "LoadBalancer nlb-balancer"),
      ...create("TargetGroupAttachment nlb-target-3"),
    ],
  },
  "clientCidrs changed": {
    service: [
      ...create("SecurityGroupIngressRule nlb-group-from-10.7.0.0-16"),
      ...remove("SecurityGroupIngressRule nlb-group-from-10.1.0.0-16"),
    ],
  },
  // No new rule: AWS refuses a second one for the same range.
  "a second customer with the same range": {
    service: update("allowedPrincipals", "VpcEndpointService endpoint-service-service"),
  },
  "a second customer with its own range": {
    service: [
      ...update("allowedPrincipals", "VpcEndpointService endpoint-service-service"),
      ...create("SecurityGroupIngressRule nlb-group-from-10.3.0.0-16"),
    ],
  },
  "a route added": {
    service: [
      ...create("Resource api-hello-resource-/pets", "Method api-hello-method-GET/pets"),
      ...create("Integration api-hello-integration-GET/pets"),
      // Its name ends with the first digits of the SHA-256 of the JSON text "GET/pets".
      ...create("Permission api-hello-permission-GET-pets-8f2c93"),
      ...replace("triggers", "Deployment api-hello-deployment"),
      ...update("deployment", "Stage api-hello-stage"),
    ],
  },
  // What names it are outputs: see below.
  "stage renamed": { service: replace("stageName", "Stage api-hello-stage") },
  "vanity record renamed": { customer: replace("name", "Record zone-hoge.co.jp-record-1") },
  "name execute-api removed": {
    customer: remove(
      "PrivateZone name-hello",
      "Zone name-hello-zone",
      "Record name-hello-record-1",
    ),
  },
  "default tag added": {
    service: [
      ...update("defaultTags", "aws default_7_43_0"),
      ...update("tagsAll", "Vpc network-vpc", "InternetGateway network-vpc"),
      ...update("tagsAll", "Subnet network-vpc-isolated-1", "Subnet network-vpc-isolated-2"),
      ...update(
        "tagsAll",
        "RouteTable network-vpc-isolated-1",
        "RouteTable network-vpc-isolated-2",
      ),
      ...update("tagsAll", "SecurityGroup execute-api-group", "SecurityGroup nlb-group"),
      ...update("tagsAll", "SecurityGroupIngressRule execute-api-group-from-10.0.0.0-16"),
      ...update("tagsAll", "SecurityGroupIngressRule nlb-group-from-10.0.0.0-16"),
      ...update("tagsAll", "SecurityGroupIngressRule nlb-group-from-10.1.0.0-16"),
      ...update("tagsAll", "SecurityGroupIngressRule nlb-endpoint-from-load-balancer"),
      ...update("tagsAll", "SecurityGroupEgressRule nlb-group-to-endpoint"),
      ...update("tagsAll", "VpcEndpoint execute-api-endpoint"),
      ...update("tagsAll", "LoadBalancer nlb-balancer", "TargetGroup nlb-targets"),
      ...update("tagsAll", "Listener nlb-listener"),
      ...update("tagsAll", "VpcEndpointService endpoint-service-service"),
      ...update("tagsAll", "Role api-gateway-role", "Role function-hello-role"),
      ...update("tagsAll", "LogGroup function-hello-logs", "LogGroup api-hello-access-logs"),
      ...update("tagsAll", "Function function-hello-function"),
      ...update("tagsAll", "RestApi api-hello-api", "Stage api-hello-stage"),
    ],
    customer: [
      ...update("defaultTags", "aws default_7_43_0"),
      ...update("tagsAll", "Vpc network-vpc", "InternetGateway network-vpc"),
      ...update("tagsAll", "Subnet network-vpc-isolated-1", "Subnet network-vpc-isolated-2"),
      ...update(
        "tagsAll",
        "RouteTable network-vpc-isolated-1",
        "RouteTable network-vpc-isolated-2",
      ),
      ...update("tagsAll", "SecurityGroup service-group"),
      ...update("tagsAll", "SecurityGroupIngressRule service-group-from-10.1.0.0-16"),
      ...update("tagsAll", "VpcEndpoint service-endpoint"),
      ...update("tagsAll", "Zone name-hello-zone", "Zone zone-hoge.co.jp-zone"),
    ],
  },
  "health check interval 30 to 10": { service: update("healthCheck", "TargetGroup nlb-targets") },
  "client instance switched on": {
    customer: [
      ...create("ClientInstance client", "Instance client-instance"),
      ...create("Role client-role", "RolePolicyAttachment client-role-session-manager"),
      ...create("InstanceProfile client-profile"),
      ...create("SecurityGroup client-group", "SecurityGroup client-session-group"),
      ...create("SecurityGroupEgressRule client-group-to-session-manager"),
      ...create("SecurityGroupEgressRule client-group-to-service"),
      ...create("SecurityGroupIngressRule client-session-group-from-client"),
      ...create("VpcEndpoint client-ssm", "VpcEndpoint client-ssmmessages"),
      ...create("VpcEndpoint client-ec2messages"),
    ],
  },
};

describe("a change of the sample settings, previewed and carried out", function () {
  // Several whole runs a test, on a busy machine.
  this.timeout(60_000);
  let base = "";
  before(async () => {
    base = (await buildAll(makeProject())).folder;
  });

  it("has a row in the table for each", () => {
    assert.deepEqual(Object.keys(CHANGES), Object.keys(EXPECTED));
  });

  for (const [name, expected] of Object.entries(EXPECTED)) {
    it(`${name}: exactly what the table says`, async () => {
      const options = { directory: makeProject(CHANGES[name]), state: copyState(base) };
      const previewed = await runCommand(previewCommand, options);
      assert.deepEqual(changesOf(previewed.steps), inOrder(expected));
      const done = await runCommand(upCommand, options);
      assert.deepEqual(done.steps, previewed.steps);
      const again = await runCommand(previewCommand, options);
      assert.deepEqual(changesOf(again.steps), {});
      assert.deepEqual(Object.keys(again.steps), ["service", "customer"]);
      assert.deepEqual([previewed.code, done.code, again.code], [0, 0, 0]);
      assert.deepEqual([...previewed.warnings, ...done.warnings], []);
    });
  }

  it("of zones leaves the service's as they were, also where the service changes itself", async () => {
    const service = change(SAMPLE.service, "zones: 2", "zones: 3");
    const account = change(service, '"222222222222"', '"333333333333"');
    const [directory, state] = [makeProject({ service: account }), copyState(base)];
    const { steps } = await runCommand(upCommand, { directory, state, stacks: ["service"] });
    const changed = changesOf(steps)["service"]?.map(([op, resource]) => `${op} ${resource}`);
    assert.ok(changed?.includes("update VpcEndpointService endpoint-service-service"));
    const { zoneIds } = StateFolder.open(state).outputs("service")?.["contract"] as {
      zoneIds: string[];
    };
    assert.equal(zoneIds.length, 2);
  });

  it("of the stage's name changes every output that names it", async () => {
    const directory = makeProject(CHANGES["stage renamed"]);
    const state = copyState(base);
    await runCommand(upCommand, { directory, state });
    for (const stack of ["service", "customer"]) {
      const [before, after] = [base, state].map((folder) =>
        JSON.stringify(StateFolder.open(folder).outputs(stack)),
      );
      assert.match(before ?? "", /\/prod"/);
      assert.equal(after, before?.replaceAll('/prod"', '/v2"').replace('"prod"', '"v2"'));
    }
  });
});
