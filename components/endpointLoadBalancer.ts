import * as pulumi from "@pulumi/pulumi";
import * as lb from "@pulumi/aws/lb";
import { addressIn, type SubnetConfiguration } from "./endpointAddresses";
import { limitedName } from "./names";
import { allowHttpsFrom, allowHttpsTo, securityGroup } from "./securityGroup";
import { nameTag } from "./tags";
import type { Zone } from "./zones";

export interface EndpointLoadBalancerArgs {
  vpcId: pulumi.Input<string>;
  /** The zones, one subnet each: how many targets there are is known before anything exists. */
  zones: readonly Zone[];
  subnetIds: pulumi.Output<string[]>;
  /** Distinct ranges of all clients; PrivateLink shows the client's own address to the group. */
  clientCidrs: readonly string[];
  /** The endpoint whose addresses are the targets. */
  endpoint: {
    securityGroupId: pulumi.Input<string>;
    subnetConfigurations: pulumi.Output<SubnetConfiguration[]>;
  };
  /** Seconds between two health checks, 5 to 300. */
  healthCheckInterval: number;
}

/**
 * The load balancer that an endpoint service needs, in front of the addresses of an endpoint.
 *
 * Makes 1. a security group with one rule per distinct client range and one rule out to the endpoint,
 * 2. the rule that lets the endpoint's group admit it, 3. an internal network load balancer, 4. an IP
 * target group with a TCP health check, 5. a listener on TCP 443 and 6. one target per zone: the
 * endpoint's address in that zone's subnet, from the endpoint's own outputs. TLS is not terminated.
 */
export class EndpointLoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancerArn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(
    name: string,
    args: EndpointLoadBalancerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("private-api:index:EndpointLoadBalancer", name, {}, opts);
    const group = this.createGroup(name, args);
    const loadBalancer = this.createLoadBalancer(name, args, group.id);
    const targetGroup = this.createTargetGroup(name, args);
    this.createListener(name, loadBalancer, targetGroup);
    this.createTargets(name, args, targetGroup);

    this.loadBalancerArn = loadBalancer.arn;
    this.dnsName = loadBalancer.dnsName;
    this.targetGroupArn = targetGroup.arn;
    this.securityGroupId = group.id;
    this.registerOutputs({
      loadBalancerArn: this.loadBalancerArn,
      dnsName: this.dnsName,
      targetGroupArn: this.targetGroupArn,
      securityGroupId: this.securityGroupId,
    });
  }

  private createGroup(name: string, args: EndpointLoadBalancerArgs) {
    const parent = { parent: this };
    const group = securityGroup(
      `${name}-group`,
      { vpcId: args.vpcId, description: "Who may reach the load balancer, and what it may reach" },
      parent,
    );
    const own = { name: "load-balancer", securityGroupId: group.id };
    const endpoint = { name: "endpoint", securityGroupId: args.endpoint.securityGroupId };
    for (const cidr of args.clientCidrs) {
      allowHttpsFrom(
        `${name}-group`,
        { securityGroupId: group.id, peer: { cidr }, purpose: "HTTPS of clients" },
        parent,
      );
    }
    allowHttpsTo(
      `${name}-group`,
      { securityGroupId: group.id, peer: endpoint, purpose: "HTTPS and health checks" },
      parent,
    );
    allowHttpsFrom(
      `${name}-endpoint`,
      { securityGroupId: endpoint.securityGroupId, peer: own, purpose: "HTTPS and health checks" },
      parent,
    );
    return group;
  }

  private createLoadBalancer(
    name: string,
    args: EndpointLoadBalancerArgs,
    securityGroupId: pulumi.Input<string>,
  ) {
    return new lb.LoadBalancer(
      limitedName("loadBalancer", `${name}-balancer`),
      {
        loadBalancerType: "network",
        internal: true,
        // Element by element: the load balancer must see in a preview that no subnet is taken away.
        subnets: args.zones.map((_, i) => this.subnetId(args, i)),
        // A load balancer made without a group can never get one.
        securityGroups: [securityGroupId],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
        enableCrossZoneLoadBalancing: false,
        tags: nameTag(`${name}-balancer`),
      },
      { parent: this },
    );
  }

  private createTargetGroup(name: string, args: EndpointLoadBalancerArgs) {
    return new lb.TargetGroup(
      limitedName("loadBalancer", `${name}-targets`),
      {
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "TCP",
        port: 443,
        // Either of these breaks an endpoint behind the load balancer.
        preserveClientIp: "false",
        proxyProtocolV2: false,
        healthCheck: {
          enabled: true,
          // Written out: without it the provider turns the check into plain HTTP.
          protocol: "TCP",
          port: "traffic-port",
          interval: args.healthCheckInterval,
          // Ten seconds unless written, and AWS wants less than the interval.
          timeout: Math.min(10, args.healthCheckInterval - 1),
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
        tags: nameTag(`${name}-targets`),
      },
      { parent: this },
    );
  }

  private createListener(name: string, balancer: lb.LoadBalancer, targets: lb.TargetGroup): void {
    new lb.Listener(
      `${name}-listener`,
      {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "TCP",
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
        tags: nameTag(`${name}-listener`),
      },
      { parent: this },
    );
  }

  private createTargets(name: string, args: EndpointLoadBalancerArgs, group: lb.TargetGroup): void {
    args.zones.forEach((zone, i) => {
      const targetId = pulumi
        .all([args.endpoint.subnetConfigurations, this.subnetId(args, i)])
        .apply(([configurations, subnetId]) => {
          const address = addressIn(configurations, subnetId);
          if (address !== undefined || pulumi.runtime.isDryRun()) {
            // In a preview the endpoint may not have this subnet yet: then the address is unknown.
            return address ?? (pulumi.unknown as unknown as string);
          }
          const known = configurations
            .filter((entry) => entry.ipv4 !== undefined)
            .map((entry) => `${entry.ipv4} in ${entry.subnetId}`);
          throw new Error(
            `the endpoint has no address in ${subnetId} (${zone.name}); ` +
              `it has ${known.join(", ") || "none at all"}`,
          );
        });
      new lb.TargetGroupAttachment(
        `${name}-target-${i + 1}`,
        { targetGroupArn: group.arn, targetId, port: 443 },
        { parent: this },
      );
    });
  }

  private subnetId(args: EndpointLoadBalancerArgs, i: number): pulumi.Output<string> {
    return args.subnetIds[i] as pulumi.Output<string>;
  }
}
