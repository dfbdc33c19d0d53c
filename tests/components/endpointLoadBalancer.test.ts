import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  EndpointLoadBalancer,
  type EndpointLoadBalancerArgs,
} from "../../components/endpointLoadBalancer";
import { build, valueOf, ZONES } from "../support/componentHarness";

const args: EndpointLoadBalancerArgs = {
  vpcId: pulumi.output("vpc-1"),
  zones: ZONES.slice(0, 2),
  subnetIds: pulumi.output(["subnet-a", "subnet-c"]),
  clientCidrs: ["10.0.0.0/16", "10.1.0.0/16"],
  endpoint: {
    securityGroupId: "sg-endpoint",
    subnetConfigurations: pulumi.output([
      { subnetId: "subnet-c", ipv4: "10.0.16.11" },
      { subnetId: "subnet-a", ipv4: "10.0.0.10" },
    ]),
  },
  healthCheckInterval: 30,
};
const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

const balancer = async (changed: Partial<EndpointLoadBalancerArgs> = {}) =>
  await build(() => new EndpointLoadBalancer("nlb", { ...args, ...changed }));

describe("EndpointLoadBalancer", () => {
  it("makes one target per zone and one rule per peer, and nothing else", async () => {
    const { recorded } = await balancer();
    assert.deepEqual(recorded.resources(), [
      "Listener nlb-listener",
      "LoadBalancer nlb-balancer",
      "SecurityGroup nlb-group",
      "SecurityGroupEgressRule nlb-group-to-endpoint",
      "SecurityGroupIngressRule nlb-endpoint-from-load-balancer",
      "SecurityGroupIngressRule nlb-group-from-10.0.0.0-16",
      "SecurityGroupIngressRule nlb-group-from-10.1.0.0-16",
      "TargetGroup nlb-targets",
      "TargetGroupAttachment nlb-target-1",
      "TargetGroupAttachment nlb-target-2",
    ]);
  });

  it("is an internal network load balancer whose group also rules PrivateLink traffic", async () => {
    const { recorded } = await balancer();
    assert.deepEqual(recorded.get("nlb-balancer").inputs, {
      loadBalancerType: "network",
      internal: true,
      subnets: ["subnet-a", "subnet-c"],
      securityGroups: [recorded.get("nlb-group").id],
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
      enableCrossZoneLoadBalancing: false,
      tags: { Name: "nlb-balancer" },
    });
    assert.deepEqual(recorded.get("nlb-group").inputs, {
      vpcId: "vpc-1",
      description: "Who may reach the load balancer, and what it may reach",
      tags: { Name: "nlb-group" },
    });
  });

  it("checks targets by TCP, and neither keeps client addresses nor speaks proxy protocol", async () => {
    const { recorded } = await balancer({ healthCheckInterval: 10 });
    assert.deepEqual(recorded.get("nlb-targets").inputs, {
      vpcId: "vpc-1",
      targetType: "ip",
      protocol: "TCP",
      port: 443,
      preserveClientIp: "false",
      proxyProtocolV2: false,
      healthCheck: {
        enabled: true,
        protocol: "TCP",
        port: "traffic-port",
        timeout: 9,
        interval: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: { Name: "nlb-targets" },
    });
  });

  it("passes TCP 443 on to its targets without ending TLS", async () => {
    const { recorded } = await balancer();
    assert.deepEqual(recorded.get("nlb-listener").inputs, {
      loadBalancerArn: recorded.get("nlb-balancer").outputs["arn"],
      port: 443,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: recorded.get("nlb-targets").id }],
      tags: { Name: "nlb-listener" },
    });
  });

  it("admits HTTPS from each client range", async () => {
    const { recorded } = await balancer();
    for (const cidr of args.clientCidrs) {
      const name = `nlb-group-from-${cidr.replace("/", "-")}`;
      assert.deepEqual(recorded.get(name).inputs, {
        ...HTTPS,
        cidrIpv4: cidr,
        securityGroupId: recorded.get("nlb-group").id,
        description: `HTTPS of clients from ${cidr}`,
        tags: { Name: name },
      });
    }
  });

  it("reaches the endpoint's group alone, which in turn admits the load balancer's", async () => {
    const { recorded } = await balancer();
    const { id } = recorded.get("nlb-group");
    assert.deepEqual(recorded.get("nlb-group-to-endpoint").inputs, {
      ...HTTPS,
      securityGroupId: id,
      referencedSecurityGroupId: "sg-endpoint",
      description: "HTTPS and health checks to the endpoint group",
      tags: { Name: "nlb-group-to-endpoint" },
    });
    assert.deepEqual(recorded.get("nlb-endpoint-from-load-balancer").inputs, {
      ...HTTPS,
      securityGroupId: "sg-endpoint",
      referencedSecurityGroupId: id,
      description: "HTTPS and health checks from the load-balancer group",
      tags: { Name: "nlb-endpoint-from-load-balancer" },
    });
  });

  it("offers what the endpoint service and the security rules of others need", async () => {
    const { made, recorded } = await balancer();
    const { id, outputs } = recorded.get("nlb-balancer");
    assert.equal(await valueOf(made.loadBalancerArn), id);
    assert.match(await valueOf(made.dnsName), /\.elb\.ap-northeast-1\.amazonaws\.com$/);
    assert.equal(await valueOf(made.dnsName), outputs["dnsName"]);
    assert.equal(await valueOf(made.targetGroupArn), recorded.get("nlb-targets").id);
    assert.equal(await valueOf(made.securityGroupId), recorded.get("nlb-group").id);
  });

  it("refuses a name too long for a load balancer", async () => {
    await assert.rejects(
      build(() => new EndpointLoadBalancer("a-name-far-too-long", args)),
      /the name "a-name-far-too-long-balancer" has 28 characters; at most 24 fit/,
    );
  });
});
