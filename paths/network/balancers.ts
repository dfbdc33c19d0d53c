import type { Network, Node } from "./network";
import { known, knownTexts, UNKNOWN, type Maybe } from "./properties";
import { contains, parseRange } from "./ranges";
import { findSubnet, rangeOf, subnetWith, zoneIdOf } from "./vpcs";

export const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const ATTACHMENT = "aws:lb/targetGroupAttachment:TargetGroupAttachment";

/** One node of a network load balancer: where it takes connections in one of its subnets. */
export interface BalancerNode {
  subnet: Node | undefined;
  subnetId: string;
  zoneId: Maybe<string>;
  /** Known only where it was chosen; AWS tells no others. */
  address?: string;
}

/** A load balancer's nodes, one per subnet. */
export function nodesOf(network: Network, balancer: Node): readonly BalancerNode[] {
  return network.onceFor("nodes", balancer, () => {
    const mappings = balancer.properties.objects("subnetMappings");
    const chosen = new Map(
      (mappings === UNKNOWN ? [] : mappings).map((mapping) => [
        known(mapping.text("subnetId")) ?? "",
        known(mapping.text("privateIpv4Address")),
      ]),
    );
    const listed = knownTexts(balancer.properties.texts("subnets"));
    return [...new Set([...listed, ...chosen.keys()])]
      .filter((id) => id !== "")
      .map((subnetId) => {
        const subnet = findSubnet(network, subnetId);
        const address = chosen.get(subnetId);
        return { subnet, subnetId, zoneId: zoneIdOf(subnet), ...(address ? { address } : {}) };
      });
  });
}

/** The load balancer with a DNS name. */
export function balancerNamed(network: Network, name: string): Node | undefined {
  const names = network.once(
    "balancer names",
    () =>
      new Map(
        network
          .all(BALANCER)
          .map((node) => [known(node.properties.text("dnsName"))?.toLowerCase(), node]),
      ),
  );
  return names.get(name);
}

export function balancerByArn(network: Network, arn: string | undefined): Node | undefined {
  return network.where(BALANCER, "arn", arn)[0];
}

export function listenersOf(network: Network, balancer: Node): readonly Node[] {
  const arn = known(balancer.properties.text("arn"));
  return network.belonging(LISTENER, "loadBalancerArn", balancer, arn);
}

/**
 * The group that a listener forwards to, `undefined` when it forwards nowhere; UNKNOWN when that cannot be
 * told: it shares among several, or no export holds the group.
 */
export function targetGroupOf(network: Network, listener: Node): Maybe<Node> | undefined {
  const actions = listener.properties.objects("defaultActions");
  if (actions === UNKNOWN || actions.length > 1) {
    return UNKNOWN;
  }
  const [action] = actions;
  if (!action) {
    return undefined;
  }
  const arn = action.text("targetGroupArn");
  return arn === UNKNOWN || arn === undefined
    ? UNKNOWN
    : (network.where(TARGET_GROUP, "arn", arn)[0] ?? UNKNOWN);
}

/** A registered target. */
export interface Target {
  attachment: Node;
  address: Maybe<string>;
  port: Maybe<number>;
  zoneId: Maybe<string>;
}

/** The targets of a group; each is in the zone of the subnet that holds its address. */
export function targetsOf(network: Network, group: Node, nodes: readonly BalancerNode[]): Target[] {
  const groupPort = group.properties.number("port") ?? UNKNOWN;
  const vpcId = known(group.properties.text("vpcId"));
  return network
    .belonging(ATTACHMENT, "targetGroupArn", group, known(group.properties.text("arn")))
    .map((attachment) => {
      const { properties } = attachment;
      const address = properties.text("targetId") ?? UNKNOWN;
      return {
        ...{ attachment, address, port: properties.number("port") ?? groupPort },
        zoneId: address === UNKNOWN ? UNKNOWN : zoneOfAddress(network, vpcId, address, nodes),
      };
    });
}

function zoneOfAddress(
  network: Network,
  vpcId: string | undefined,
  address: string,
  nodes: readonly BalancerNode[],
): Maybe<string> {
  const own = vpcId === undefined ? undefined : subnetWith(network, vpcId, address);
  if (own) {
    // Also where the load balancer has no node: then the target is of no use, and of that zone.
    return zoneIdOf(own);
  }

  const range = parseRange(address);
  const home = nodes.find(({ subnet }) => {
    const own = rangeOf(subnet);
    return range !== undefined && own !== undefined && contains(own, range);
  });
  return home?.zoneId ?? UNKNOWN;
}

/** Whether a node also uses targets of other zones: the group's word, else the load balancer's. */
export function isCrossZone(balancer: Node, group: Node): Maybe<boolean> {
  const own = group.properties.text("loadBalancingCrossZoneEnabled");
  if (own === "true" || own === "false") {
    return own === "true";
  }
  return own === UNKNOWN
    ? UNKNOWN
    : (balancer.properties.flag("enableCrossZoneLoadBalancing") ?? false);
}
