import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { OnPremAccess, type OnPremAccessArgs } from "../../components/onPremAccess";
import { build, valueOf } from "../support/componentHarness";

const built = (args: Partial<OnPremAccessArgs>) =>
  build(
    () =>
      new OnPremAccess("on-prem", {
        ...{ vpcId: "vpc-1", subnetIds: pulumi.output(["subnet-b", "subnet-a"]), zoneCount: 2 },
        ...{ cidrs: ["192.168.0.0/16"], routeTableIds: ["rtb-1", "rtb-2"] },
        ...{ vpnGateway: false, resolver: false, ...args },
      }),
  );

describe("the way in from a network outside AWS", () => {
  it("is a gateway at the VPC, whose routes stand in every route table", async () => {
    const { made, recorded } = await built({ vpnGateway: true });
    assert.deepEqual(recorded.resources(), [
      "VpnGateway on-prem-gateway",
      "VpnGatewayRoutePropagation on-prem-routes-1",
      "VpnGatewayRoutePropagation on-prem-routes-2",
    ]);
    const gateway = recorded.get("on-prem-gateway");
    assert.deepEqual(gateway.inputs, { vpcId: "vpc-1", tags: { Name: "on-prem-gateway" } });
    assert.deepEqual(
      [1, 2].map((i) => recorded.get(`on-prem-routes-${i}`).inputs),
      [
        { vpnGatewayId: gateway.id, routeTableId: "rtb-1" },
        { vpnGatewayId: gateway.id, routeTableId: "rtb-2" },
      ],
    );
    assert.equal(await valueOf(made.vpnGatewayId), gateway.id);
    assert.deepEqual(await valueOf(made.resolverAddresses), []);
  });

  it("is nothing where the other side brings its own", async () => {
    const { made, recorded } = await built({});
    assert.deepEqual(recorded.resources(), []);
    assert.equal(await valueOf(made.vpnGatewayId), undefined);
  });
});

describe("private names for a network outside AWS", () => {
  it("are answered in every subnet, at addresses that are told in order", async () => {
    const { made, recorded } = await built({ resolver: true });
    assert.deepEqual(recorded.get("on-prem-resolver").inputs, {
      direction: "INBOUND",
      securityGroupIds: [recorded.get("on-prem-resolver-group").id],
      ipAddresses: [{ subnetId: "subnet-b" }, { subnetId: "subnet-a" }],
      tags: { Name: "on-prem-resolver" },
    });
    assert.deepEqual(await valueOf(made.resolverAddresses), ["10.0.0.20", "10.0.16.21"]);
    const [outputs] = recorded.componentOutputs.values();
    assert.deepEqual(outputs?.["resolverAddresses"], ["10.0.0.20", "10.0.16.21"]);
  });

  it("are told to its ranges alone, by DNS alone", async () => {
    const { recorded } = await built({
      resolver: true,
      cidrs: ["192.168.0.0/16", "172.16.1.0/24"],
    });
    const group = recorded.get("on-prem-resolver-group");
    assert.deepEqual(group.inputs, {
      ...{ vpcId: "vpc-1", description: "Who may ask for private names" },
      tags: { Name: "on-prem-resolver-group" },
    });
    const rules = recorded.all.filter(({ type }) => type.includes("Rule"));
    assert.deepEqual(
      rules.map(({ type, inputs }) => [type.split(":").pop(), inputs]),
      (["192.168.0.0/16", "172.16.1.0/24"] as const).flatMap((cidrIpv4) =>
        ["tcp", "udp"].map((ipProtocol) => [
          "SecurityGroupIngressRule",
          {
            ...{ securityGroupId: group.id, cidrIpv4, ipProtocol, fromPort: 53, toPort: 53 },
            description: `DNS from ${cidrIpv4}`,
            tags: {
              Name: `on-prem-resolver-group-${ipProtocol}-from-${cidrIpv4.replace("/", "-")}`,
            },
          },
        ]),
      ),
    );
  });

  it("are refused in one zone, where AWS would refuse them", () =>
    assert.rejects(built({ resolver: true, zoneCount: 1 }), {
      message:
        "on-prem makes a resolver endpoint in 1 zone; AWS wants addresses in at least 2: give the " +
        "VPC another zone, or leave the resolver out",
    }));
});
