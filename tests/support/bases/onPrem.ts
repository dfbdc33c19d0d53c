import type { Exports } from "../faults/exports";

const VPC = "service Vpc::network-vpc";
const ON_PREM = "192.168.0.0/16";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** A network outside AWS that reaches the service's endpoint over a virtual private gateway. */
export function onPrem(e: Exports): void {
  const vpcId = e.find(VPC)?.id;
  e.make("service VpnGateway::gateway", "aws:ec2/vpnGateway:VpnGateway", "vgw-0a1b2c3d4e5f60718", {
    vpcId,
  });
  for (const n of [1, 2]) {
    const table = e.find(`service RouteTable::network-vpc-isolated-${n}`)?.id;
    e.make(
      `service VpnGatewayRoutePropagation::routes-${n}`,
      "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
      `vgw-0a1b2c3d4e5f60718_${table}`,
      { vpnGatewayId: "vgw-0a1b2c3d4e5f60718", routeTableId: table },
    );
  }
  e.make(
    "service SecurityGroupIngressRule::execute-api-group-from-onprem",
    INGRESS,
    "sgr-0onprem",
    {
      ...{ ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: ON_PREM },
      securityGroupId: e.find("service SecurityGroup::execute-api-group")?.id,
    },
  );
}

/** An inbound endpoint of Route 53 Resolver, which that network may ask. */
export function resolver(e: Exports): void {
  const group = "sg-0resolver";
  const vpcId = e.find(VPC)?.id;
  e.make("service SecurityGroup::resolver-group", "aws:ec2/securityGroup:SecurityGroup", group, {
    ...{ vpcId, ingress: [], egress: [] },
  });
  for (const ipProtocol of ["tcp", "udp"]) {
    e.make(
      `service SecurityGroupIngressRule::resolver-group-${ipProtocol}`,
      INGRESS,
      `sgr-0${ipProtocol}`,
      { ipProtocol, fromPort: 53, toPort: 53, cidrIpv4: ON_PREM, securityGroupId: group },
    );
  }
  const subnetId = e.find("service Subnet::network-vpc-isolated-1")?.id;
  e.make(
    "service ResolverEndpoint::resolver",
    "aws:route53/resolverEndpoint:ResolverEndpoint",
    "rslvr-in-0123456789abcdef0",
    {
      ...{ direction: "INBOUND", hostVpcId: vpcId, securityGroupIds: [group] },
      ipAddresses: [{ subnetId, ip: "10.0.8.53" }],
    },
  );
}
