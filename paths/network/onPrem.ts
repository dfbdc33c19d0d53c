import type { Network, Node } from "./network";
import { known, knownTexts, UNKNOWN, type Maybe } from "./properties";
import { contains, parseRange, type Range } from "./ranges";
import { findSubnet, findVpc, ROUTE, routeTableOf, writtenRoutes } from "./vpcs";

const GATEWAY = "aws:ec2/vpnGateway:VpnGateway";
const ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment";
const PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";

/** Whether an answer finds its way from a subnet to a network outside AWS. */
export type WayBack =
  | { kind: "there"; detail: string; resource?: Node }
  /** No export speaks for or against it. */
  | { kind: "assumed"; assumption: string }
  /** Everything that must be made for it. */
  | { kind: "missing"; faults: readonly { resource: Node; detail: string; fix: string }[] }
  | { kind: "unknown"; assumption: string };

/**
 * The way between an address outside AWS and a subnet, as the subnet's VPC has it: a virtual private
 * gateway whose routes reach the subnet's table, or a route that somebody wrote. A VPC whose exports hold
 * no gateway at all may be reached by one of somebody else, a transit gateway above all.
 *
 * Source: VPC guide, route tables (gateways, route propagation).
 */
export function wayToOnPrem(
  network: Network,
  vpcId: string,
  subnetId: string | undefined,
  address: string,
): WayBack {
  const range = parseRange(address);
  const table = subnetId === undefined ? undefined : routeTableOf(network, subnetId);
  const what = `whether ${vpcId} has a route to ${address}`;
  const written = table && table !== UNKNOWN ? writtenBack(network, table, range) : undefined;
  if (written === true) {
    return { kind: "there", detail: `a route to ${address}`, resource: table as Node };
  }
  const stack = (findSubnet(network, subnetId) ?? findVpc(network, vpcId))?.stack;
  const gateways = gatewaysOf(network, vpcId, stack);
  const assumption = `${vpcId} and the network of ${address} have routes to each other`;
  if (gateways.kind === "none") {
    return written === UNKNOWN || table === UNKNOWN
      ? { kind: "unknown", assumption: what }
      : { kind: "assumed", assumption };
  }
  const [id] = gateways.kind === "unclear" ? [] : gateways.ids;
  if (table === undefined && gateways.kind === "attached") {
    const how = `the routes of ${id} reach ${subnetId ?? "the subnet"}, whose table no export shows`;
    return { kind: "assumed", assumption: how };
  }
  const detached = gateways.kind === "elsewhere" ? [unattached(gateways.gateway, vpcId)] : [];
  const propagates =
    table && table !== UNKNOWN && gateways.kind !== "unclear"
      ? propagatesTo(network, table, gateways.ids)
      : table && UNKNOWN;
  if (propagates === true && detached.length === 0) {
    return { kind: "there", detail: `routes of ${id}`, resource: table as Node };
  }
  if (propagates === UNKNOWN || written === UNKNOWN) {
    return { kind: "unknown", assumption: what };
  }
  const unreached =
    propagates === false
      ? [
          {
            resource: table as Node,
            detail: `${(table as Node).id} of ${subnetId} has no route to ${address}, and takes none from ${id}`,
            fix: `propagate the routes of ${id} to ${(table as Node).id}, or write one`,
          },
        ]
      : [];
  return { kind: "missing", faults: [...detached, ...unreached] };
}

const unattached = (gateway: Node, vpcId: string) => ({
  resource: gateway,
  detail: `the gateway ${gateway.id} is not attached to ${vpcId}`,
  fix: `attach ${gateway.id} to ${vpcId}`,
});

type Gateways =
  | { kind: "none" }
  | { kind: "attached"; ids: readonly string[] }
  /** The stack has one, of another VPC or of none. */
  | { kind: "elsewhere"; gateway: Node; ids: readonly string[] }
  | { kind: "unclear" };

function gatewaysOf(network: Network, vpcId: string, stack: string | undefined): Gateways {
  const attached = [
    ...network.where(GATEWAY, "vpcId", vpcId).map(({ id }) => id),
    ...network
      .where(ATTACHMENT, "vpcId", vpcId)
      .map(({ properties }) => known(properties.text("vpnGatewayId")) ?? ""),
  ].filter((id) => id !== "");
  if (attached.length > 0) {
    return { kind: "attached", ids: attached };
  }
  const own = stack === undefined ? [] : network.of(stack, GATEWAY);
  const strays = [GATEWAY, ATTACHMENT].flatMap((type) =>
    stack === undefined ? [] : network.strays(type, "vpcId", stack),
  );
  if (strays.length > 0 || own.some(({ properties }) => properties.isEmpty)) {
    return { kind: "unclear" };
  }
  // A gateway of another VPC of the stack says nothing of this one.
  const isElsewhere = ({ properties }: Node) =>
    findVpc(network, known(properties.text("vpcId"))) === undefined;
  const [gateway] = own.filter(isElsewhere);
  return gateway ? { kind: "elsewhere", gateway, ids: [gateway.id] } : { kind: "none" };
}

/** Whether the most specific route that somebody wrote for an address leads to a gateway outside. */
function writtenBack(network: Network, table: Node, range: Range | undefined): Maybe<boolean> {
  const routes = writtenRoutes(network, table);
  if (routes === UNKNOWN || !range) {
    return UNKNOWN;
  }
  const [best] = routes
    .filter((route) => contains(route.range, range))
    .sort((a, b) => a.range.last - a.range.first - (b.range.last - b.range.first));
  if (best) {
    return best.kind === "vpn" || best.kind === "transit";
  }
  return network.strays(ROUTE, "routeTableId", table.stack).length > 0 ? UNKNOWN : false;
}

function propagatesTo(network: Network, table: Node, ids: readonly string[]): Maybe<boolean> {
  const inline = table.properties.texts("propagatingVgws");
  const separate = network
    .where(PROPAGATION, "routeTableId", table.id)
    .map(({ properties }) => properties.text("vpnGatewayId") ?? UNKNOWN);
  const strays = network.strays(PROPAGATION, "routeTableId", table.stack);
  const all = [...knownTexts(inline), ...separate];
  if (all.some((id) => id !== UNKNOWN && ids.includes(id))) {
    return true;
  }
  return inline === UNKNOWN ||
    inline.includes(UNKNOWN) ||
    all.includes(UNKNOWN) ||
    strays.length > 0
    ? UNKNOWN
    : false;
}
