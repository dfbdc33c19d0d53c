import { admits } from "./groups";
import type { Network, Node } from "./network";
import { known, UNKNOWN, type Maybe } from "./properties";
import { parseRange } from "./ranges";
import { findSubnet } from "./vpcs";

const RESOLVER = "aws:route53/resolverEndpoint:ResolverEndpoint";
/** Where DNS is asked; most questions come by UDP, and those for long answers by TCP. */
const DNS_PORT = 53;

/** An inbound endpoint of Route 53 Resolver: other networks may ask it for what its VPC resolves. */
export interface InboundResolver {
  node: Node;
  vpcId: Maybe<string>;
}

export function inboundResolvers(network: Network): readonly InboundResolver[] {
  return network.once("inbound resolvers", () =>
    network.all(RESOLVER).flatMap((node) => {
      const direction = node.properties.text("direction");
      const isInbound = direction === "INBOUND" || direction === UNKNOWN;
      const vpcId = direction === UNKNOWN ? UNKNOWN : vpcOf(network, node);
      return isInbound ? [{ node, vpcId }] : [];
    }),
  );
}

function vpcOf(network: Network, { properties }: Node): Maybe<string> {
  const own = known(properties.text("hostVpcId"));
  const places = properties.objects("ipAddresses");
  const subnet = places === UNKNOWN ? undefined : known(places[0]?.text("subnetId"));
  return own ?? findSubnet(network, subnet)?.properties.text("vpcId") ?? UNKNOWN;
}

/** Whether the groups of a resolver's endpoint let an address ask. */
export function mayAsk(network: Network, { properties }: Node, address: string): Maybe<boolean> {
  const groups = properties.texts("securityGroupIds");
  const none = groups !== UNKNOWN && groups.length === 0;
  const peer = { range: parseRange(address), groupIds: [] };
  return none ? UNKNOWN : admits(network, groups, "ingress", DNS_PORT, peer, "udp");
}
