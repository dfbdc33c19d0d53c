import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import * as route53 from "@pulumi/aws/route53";
import * as vpc from "@pulumi/aws/vpc";
import { cidrName, ruleDescription } from "./names";
import { securityGroup } from "./securityGroup";
import { nameTag } from "./tags";

export interface OnPremAccessArgs {
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Output<string[]>;
  /** How many subnets there are; a resolver endpoint needs two. */
  zoneCount: number;
  /** Ranges on the other side. */
  cidrs: readonly string[];
  /** Makes a virtual private gateway for a VPN or Direct Connect, and has routes come from it. */
  vpnGateway: boolean;
  /** The route tables of the subnets, where the VPC is made here. */
  routeTableIds: readonly pulumi.Input<string>[];
  /** Makes an inbound endpoint, so that private names resolve on the other side. */
  resolver: boolean;
}

/** DNS asks by UDP, and by TCP where an answer is long. */
const DNS_PROTOCOLS = ["tcp", "udp"] as const;

/** AWS: "Resolver endpoint need to have at least 2 IP addresses" (RSLVR-00400). */
const FEWEST_ADDRESSES = 2;

/**
 * What a network outside AWS needs to reach a VPC.
 *
 * Makes, as asked, 1. a virtual private gateway whose routes reach every subnet, 2. a Route 53 Resolver
 * inbound endpoint with its group: port 53 from these ranges alone.
 */
export class OnPremAccess extends pulumi.ComponentResource {
  /** `undefined` where none is made. */
  readonly vpnGatewayId: pulumi.Output<string | undefined>;
  /** Addresses that the other side forwards the names of the region's APIs to. */
  readonly resolverAddresses: pulumi.Output<string[]>;

  constructor(name: string, args: OnPremAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:OnPremAccess", name, {}, opts);
    const gateway = args.vpnGateway ? this.createGateway(name, args) : undefined;
    const resolver = args.resolver ? this.createResolver(name, args) : undefined;

    this.vpnGatewayId = pulumi.output(gateway?.id);
    this.resolverAddresses = resolver
      ? resolver.ipAddresses.apply((all) => all.map(({ ip }) => ip).sort())
      : pulumi.output<string[]>([]);
    this.registerOutputs({
      vpnGatewayId: this.vpnGatewayId,
      resolverAddresses: this.resolverAddresses,
    });
  }

  private createGateway(name: string, args: OnPremAccessArgs): ec2.VpnGateway {
    const gateway = new ec2.VpnGateway(
      `${name}-gateway`,
      { vpcId: args.vpcId, tags: nameTag(`${name}-gateway`) },
      { parent: this },
    );
    args.routeTableIds.forEach((routeTableId, i) => {
      new ec2.VpnGatewayRoutePropagation(
        `${name}-routes-${i + 1}`,
        { vpnGatewayId: gateway.id, routeTableId },
        { parent: this },
      );
    });
    return gateway;
  }

  private createResolver(name: string, args: OnPremAccessArgs): route53.ResolverEndpoint {
    if (args.zoneCount < FEWEST_ADDRESSES) {
      throw new Error(
        `${name} makes a resolver endpoint in ${args.zoneCount} zone; AWS wants addresses in at ` +
          `least ${FEWEST_ADDRESSES}: give the VPC another zone, or leave the resolver out`,
      );
    }
    const group = securityGroup(
      `${name}-resolver-group`,
      { vpcId: args.vpcId, description: "Who may ask for private names" },
      { parent: this },
    );
    for (const cidr of args.cidrs) {
      this.allowDnsFrom(cidr, `${name}-resolver-group`, group.id);
    }
    return new route53.ResolverEndpoint(
      `${name}-resolver`,
      {
        direction: "INBOUND",
        securityGroupIds: [group.id],
        ipAddresses: Array.from({ length: args.zoneCount }, (_, i) => ({
          subnetId: args.subnetIds[i] as pulumi.Output<string>,
        })),
        tags: nameTag(`${name}-resolver`),
      },
      { parent: this },
    );
  }

  private allowDnsFrom(cidr: string, group: string, securityGroupId: pulumi.Input<string>): void {
    for (const ipProtocol of DNS_PROTOCOLS) {
      const rule = `${group}-${ipProtocol}-from-${cidrName(cidr)}`;
      new vpc.SecurityGroupIngressRule(
        rule,
        {
          ...{ securityGroupId, ipProtocol, fromPort: 53, toPort: 53, cidrIpv4: cidr },
          description: ruleDescription(`DNS from ${cidr}`),
          tags: nameTag(rule),
        },
        { parent: this },
      );
    }
  }
}
