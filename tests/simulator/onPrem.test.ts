import * as assert from "node:assert/strict";
import { zonesOf } from "../../simulator/aws/zones";
import type { Properties } from "../../simulator/sdk";
import { World } from "../../simulator/world";
import { cloudAccount as account, itRefuses, type CloudAccount } from "../support/cloudAccount";
import { ACCOUNT, REGION } from "../support/engine";

const GATEWAY = "ec2/vpnGateway:VpnGateway";
const PROPAGATION = "ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";
const RESOLVER = "route53/resolverEndpoint:ResolverEndpoint";

/** A VPC with a subnet in each of two zones, and a group. */
function network({ make }: CloudAccount, name = "net", length = 24) {
  const vpcId = make("ec2/vpc:Vpc", name, { cidrBlock: "10.0.0.0/16" }).id;
  const subnetIds = zonesOf(ACCOUNT, REGION)
    .slice(0, 2)
    .map((zone, i) => {
      const cidrBlock = `10.0.${i}.0/${length}`;
      const inputs = { vpcId, cidrBlock, availabilityZone: zone.name };
      return make("ec2/subnet:Subnet", `${name}-${i}`, inputs).id;
    });
  const group = make("ec2/securityGroup:SecurityGroup", `${name}-group`, { vpcId }).id;
  return { vpcId, subnetIds, group };
}

const inbound = (net: ReturnType<typeof network>) => ({
  ...{ direction: "INBOUND", securityGroupIds: [net.group] },
  ipAddresses: net.subnetIds.map((subnetId) => ({ subnetId })),
});

describe("the simulated AWS of gateways and resolvers", () => {
  itRefuses([
    [
      "a gateway at a VPC that is not there",
      ({ make }) => make(GATEWAY, "g", { vpcId: "vpc-0gone" }),
      /^attaching EC2 VPN Gateway \(vgw-0[0-9a-f]{16}\) to VPC \(vpc-0gone\): InvalidVpcID\.NotFound: /,
    ],
    [
      "a second gateway at a VPC",
      (own) => {
        const { vpcId } = network(own);
        own.make(GATEWAY, "a", { vpcId });
        own.make(GATEWAY, "b", { vpcId });
      },
      /InvalidVpcState: VPC vpc-0[0-9a-f]{16} is currently attached to the Virtual Private Gateway\.$/,
    ],
    [
      "to delete a VPC that has a gateway",
      ({ cloud, make }) => {
        const vpcId = make("ec2/vpc:Vpc", "net", { cidrBlock: "10.0.0.0/16" }).id;
        make(GATEWAY, "a", { vpcId });
        cloud.delete("aws:ec2/vpc:Vpc", vpcId);
      },
      /DependencyViolation: The vpc 'vpc-0[0-9a-f]{16}' has dependencies and cannot be deleted\.$/,
    ],
    [
      "a gateway's routes in another VPC's table",
      (own) => {
        const vpnGatewayId = own.make(GATEWAY, "g", { vpcId: network(own).vpcId }).id;
        const { vpcId } = network(own, "other");
        const routeTableId = own.make("ec2/routeTable:RouteTable", "t", { vpcId }).id;
        own.make(PROPAGATION, "p", { vpnGatewayId, routeTableId });
      },
      /Gateway\.NotAttached: resource vgw-0\w+ is not attached to network vpc-0\w+$/,
    ],
    [
      "routes of a gateway that is not there",
      (own) => {
        const { vpcId } = network(own);
        const routeTableId = own.make("ec2/routeTable:RouteTable", "t", { vpcId }).id;
        own.make(PROPAGATION, "p", { vpnGatewayId: "vgw-0gone", routeTableId });
      },
      /route propagation: InvalidVpnGatewayID\.NotFound: The VpnGateway 'vgw-0gone' does not exist$/,
    ],
    [
      "a resolver endpoint with one address, also when it is written twice",
      (own) => {
        const net = network(own);
        const [first = ""] = net.subnetIds;
        own.make(RESOLVER, "r", { ...inbound({ ...net, subnetIds: [first, first] }) });
      },
      "creating Route53 Resolver Endpoint: InvalidRequestException: [RSLVR-00400] Resolver endpoint need to have at least 2 IP addresses.",
    ],
    [
      "a resolver endpoint in a subnet that is not there",
      (own) => {
        const net = network(own);
        const subnetIds = [net.subnetIds[0] ?? "", "subnet-0gone"];
        own.make(RESOLVER, "r", inbound({ ...net, subnetIds }));
      },
      "creating Route53 Resolver Endpoint: InvalidSubnetID.NotFound: The Subnet 'subnet-0gone' does not exist",
    ],
    [
      "a resolver endpoint's name of more than 64 characters",
      (own) => own.make(RESOLVER, "r".repeat(57), inbound(network(own))),
      `the name ${"r".repeat(57)}-`,
    ],
    [
      "to delete a subnet that a resolver endpoint is in",
      (own) => {
        const net = network(own);
        own.make(RESOLVER, "r", inbound(net));
        own.cloud.delete("aws:ec2/subnet:Subnet", net.subnetIds[1] ?? "");
      },
      /DependencyViolation: The subnet 'subnet-0\w+' has dependencies and cannot be deleted\.$/,
    ],
    [
      "to delete the group of a resolver endpoint",
      (own) => {
        const net = network(own);
        own.make(RESOLVER, "r", inbound(net));
        own.cloud.delete("aws:ec2/securityGroup:SecurityGroup", net.group);
      },
      /DependencyViolation: resource sg-0\w+ has a dependent object$/,
    ],
  ]);

  it("gives a resolver endpoint an address in each subnet, and leaves it the old ones", () => {
    const own = account();
    const net = network(own);
    const { id, outputs } = own.make(RESOLVER, "r", inbound(net));
    assert.match(id, /^rslvr-in-[0-9a-f]{17}$/);
    assert.equal(outputs["hostVpcId"], net.vpcId);
    const addresses = (of: Properties) =>
      Object.fromEntries(
        (of["ipAddresses"] as { subnetId: string; ip: string }[]).map((a) => [a.subnetId, a.ip]),
      );
    const before = addresses(outputs);
    assert.deepEqual(Object.keys(before).sort(), [...net.subnetIds].sort());
    net.subnetIds.forEach((subnet, i) =>
      assert.match(before[subnet] ?? "", new RegExp(`^10\\.0\\.${i}\\.\\d+$`)),
    );
    const [first = ""] = net.subnetIds;
    const inputs = inbound(net);
    const ipAddresses = [...inputs.ipAddresses, { subnetId: first, ip: "10.0.0.200" }];
    const after = own.cloud.update(`aws:${RESOLVER}`, "r", id, { ...inputs, ipAddresses });
    const all = after.outputs["ipAddresses"] as { ip: string }[];
    assert.equal(all.length, 3);
    const kept = all.map(({ ip }) => ip);
    assert.ok(Object.values(before).every((ip) => kept.includes(ip)));
    assert.ok(kept.includes("10.0.0.200"));
  });

  it("leaves a resolver endpoint its addresses also when better ones are free again", () => {
    const own = account();
    const net = network(own, "small", 28);
    const name = (i: number) => `r${i}`;
    const made = Array.from({ length: 11 }, (_, i) => own.make(RESOLVER, name(i), inbound(net)));
    made.slice(0, 10).forEach(({ id }) => own.cloud.delete(`aws:${RESOLVER}`, id));
    const last = made[10];
    assert.ok(last);
    const inputs = { ...inbound(net), tags: { Name: "last" } };
    const after = own.cloud.update(`aws:${RESOLVER}`, name(10), last.id, inputs);
    assert.deepEqual(after.outputs["ipAddresses"], last.outputs["ipAddresses"]);
  });

  it("keeps resolver endpoints in their region, unlike Route 53's zones", () => {
    const world = World.empty();
    const own = account(world);
    const { id } = own.make(RESOLVER, "r", inbound(network(own)));
    assert.ok(world.get(`aws:${RESOLVER}`, ACCOUNT, REGION, id));
  });

  const replaced: [type: string, key: string, expected: string[]][] = [
    [GATEWAY, "vpcId", []],
    [PROPAGATION, "routeTableId", ["routeTableId"]],
    [RESOLVER, "securityGroupIds", ["securityGroupIds"]],
    [RESOLVER, "ipAddresses", []],
  ];
  for (const [type, key, expected] of replaced) {
    it(`${expected.length > 0 ? "replaces" : "changes"} ${type} for another ${key}`, () => {
      const { cloud } = account();
      assert.deepEqual(cloud.replaceKeys(`aws:${type}`, [key], {}, {}), expected);
    });
  }
});
