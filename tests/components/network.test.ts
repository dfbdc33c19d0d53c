import assert from "node:assert/strict";
import { Network } from "../../components/network";
import { build, valueOf, ZONES } from "../support/componentHarness";

const made = { kind: "new" as const, cidrBlock: "10.0.0.0/16", zones: ZONES.slice(0, 2) };
const adopted = {
  kind: "adopted" as const,
  vpcId: "vpc-0adopted",
  cidrBlock: "172.16.0.0/20",
  subnetIds: ["subnet-2", "subnet-1"],
  zones: ZONES.slice(0, 2),
};

describe("Network", () => {
  it("is one VPC with an isolated subnet per zone, DNS on and no NAT gateway", async () => {
    const { recorded } = await build(() => new Network("network", made));
    assert.deepEqual(recorded.resources(), ["Vpc network-vpc"]);
    assert.deepEqual(recorded.get("network-vpc").inputs, {
      cidrBlock: "10.0.0.0/16",
      availabilityZoneNames: ["ap-northeast-1a", "ap-northeast-1c"],
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Isolated", cidrBlocks: ["10.0.0.0/20", "10.0.16.0/20"] }],
      natGateways: { strategy: "None" },
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
  });

  it("leaves the ranges of its subnets alone when a zone is added", async () => {
    const { recorded } = await build(() => new Network("network", { ...made, zones: ZONES }));
    assert.deepEqual(recorded.get("network-vpc").inputs["subnetSpecs"], [
      { type: "Isolated", cidrBlocks: ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"] },
    ]);
  });

  it("offers the new VPC's id and its isolated subnets in the order of the zones", async () => {
    const { made: network, recorded } = await build(() => new Network("network", made));
    const { outputs } = recorded.get("network-vpc");
    assert.match(await valueOf(network.vpcId), /^vpc-0[0-9a-f]{16}$/);
    assert.equal(await valueOf(network.vpcId), outputs["vpcId"]);
    assert.equal((await valueOf(network.subnetIds)).length, 2);
    assert.deepEqual(await valueOf(network.subnetIds), outputs["isolatedSubnetIds"]);
    assert.equal(network.cidrBlock, "10.0.0.0/16");
    assert.deepEqual(network.zones, ZONES.slice(0, 2));
    const tables = outputs["routeTables"] as { id: string }[];
    assert.deepEqual(
      await valueOf(network.routeTableIds),
      tables.map(({ id }) => id),
    );
    assert.equal(tables.length, 2);
  });

  it("makes nothing in an adopted VPC and keeps the given order of its subnets", async () => {
    const { made: network, recorded } = await build(() => new Network("network", adopted));
    assert.deepEqual(recorded.resources(), []);
    assert.equal(await valueOf(network.vpcId), "vpc-0adopted");
    assert.deepEqual(await valueOf(network.subnetIds), ["subnet-2", "subnet-1"]);
    assert.equal(network.cidrBlock, "172.16.0.0/20");
    // They are somebody else's to change.
    assert.deepEqual(await valueOf(network.routeTableIds), []);
    assert.deepEqual(network.zones, ZONES.slice(0, 2));
  });

  it("refuses a range that cannot be cut into subnets before anything is asked for", async () => {
    await assert.rejects(
      build(() => new Network("network", { ...made, cidrBlock: "10.0.0.0/25" })),
      /^Error: 10\.0\.0\.0\/25 cannot hold 2 of 16 subnets$/,
    );
  });
});
