import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EndpointLoadBalancer } from "../../components/endpointLoadBalancer";
import type { SubnetConfiguration } from "../../components/endpointAddresses";
import { ExecuteApiEndpoint } from "../../components/executeApiEndpoint";
import { build, REGION, ZONES, type BuildOptions } from "../support/componentHarness";

const A = { subnetId: "subnet-a", ipv4: "10.0.0.10" };
const C = { subnetId: "subnet-c", ipv4: "10.0.16.11" };
const D = { subnetId: "subnet-d", ipv4: "10.0.32.12" };
const ids = [A.subnetId, C.subnetId, D.subnetId];

/** Builds a load balancer over three zones, and tells the ids of its targets. */
async function targets(
  configurations: pulumi.Output<SubnetConfiguration[]>,
  options: BuildOptions = {},
): Promise<unknown[]> {
  const { recorded } = await build(
    () =>
      new EndpointLoadBalancer("nlb", {
        vpcId: "vpc-1",
        zones: ZONES,
        subnetIds: pulumi.output(ids),
        clientCidrs: [],
        endpoint: { securityGroupId: "sg-endpoint", subnetConfigurations: configurations },
        healthCheckInterval: 30,
      }),
    options,
  );
  return ZONES.map((_, i) => {
    const { targetId, ...rest } = recorded.get(`nlb-target-${i + 1}`).inputs;
    assert.deepEqual(rest, { targetGroupArn: recorded.get("nlb-targets").id, port: 443 });
    return targetId;
  });
}

describe("the targets of EndpointLoadBalancer", () => {
  it("are the endpoint's addresses subnet by subnet, whatever order they come in", async () => {
    for (const order of [
      [A, C, D],
      [D, C, A],
      [C, D, A],
    ]) {
      assert.deepEqual(await targets(pulumi.output(order)), [A.ipv4, C.ipv4, D.ipv4]);
    }
  });

  it("come from the outputs of the endpoint in the same run", async () => {
    const { recorded } = await build(() => {
      const subnetIds = pulumi.output(ids);
      const common = { vpcId: "vpc-1", subnetIds, clientCidrs: [] };
      const endpoint = new ExecuteApiEndpoint("door", { ...common, region: REGION });
      new EndpointLoadBalancer("nlb", {
        ...{ ...common, zones: ZONES, endpoint, healthCheckInterval: 30 },
      });
    });
    const configurations = recorded.get("door-endpoint").outputs[
      "subnetConfigurations"
    ] as SubnetConfiguration[];
    // The stub answers in another order than it was asked, or this test would show nothing.
    assert.notDeepEqual(
      configurations.map((entry) => entry.subnetId),
      ids,
    );
    for (const [i, id] of ids.entries()) {
      const target = recorded.get(`nlb-target-${i + 1}`);
      const address = configurations.find((entry) => entry.subnetId === id)?.ipv4;
      assert.ok(address);
      assert.equal(target.inputs["targetId"], address);
      assert.ok(target.dependsOn.includes("door-endpoint"));
    }
  });

  it("are unknown in a preview where the endpoint has no address yet, and known elsewhere", async () => {
    const seen = await targets(pulumi.output([C, A]), { preview: true });
    assert.deepEqual(seen, [A.ipv4, C.ipv4, pulumi.unknown]);
  });

  it("are all unknown in a preview of an endpoint that is not there", async () => {
    const nothing = pulumi.output(pulumi.unknown as unknown as SubnetConfiguration[]);
    const seen = await targets(nothing, { preview: true });
    assert.deepEqual(seen, [pulumi.unknown, pulumi.unknown, pulumi.unknown]);
  });

  it("fail an update where the endpoint has no address, naming subnet, zone and what there is", async () => {
    await assert.rejects(
      targets(pulumi.output([C, A])),
      /: the endpoint has no address in subnet-d \(ap-northeast-1d\); it has 10\.0\.16\.11 in subnet-c, 10\.0\.0\.10 in subnet-a$/,
    );
  });

  it("fail an update where an entry of the endpoint holds no IPv4 address", async () => {
    await assert.rejects(
      targets(pulumi.output([A, C, { subnetId: "subnet-d" }])),
      /: the endpoint has no address in subnet-d \(ap-northeast-1d\)/,
    );
  });
});
