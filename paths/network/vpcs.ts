import type { Network, Node } from "./network";
import { known, knownTexts, UNKNOWN, type Maybe, type Properties } from "./properties";
import { contains, parseRange, type Range } from "./ranges";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const ROUTE = "aws:ec2/route:Route";

export const findVpc = (network: Network, id: string | undefined): Node | undefined =>
  network.find(VPC, id);

export const findSubnet = (network: Network, id: string | undefined): Node | undefined =>
  network.find(SUBNET, id);

/** The subnets of a VPC in the order of their ranges. */
export function subnetsOf(network: Network, vpcId: string): readonly Node[] {
  return network.onceFor("subnets", vpcId, () =>
    [...network.where(SUBNET, "vpcId", vpcId)].sort(
      (a, b) => (rangeOf(a)?.first ?? 0) - (rangeOf(b)?.first ?? 0),
    ),
  );
}

/** The range of a subnet or a VPC. */
export function rangeOf(node: Node | undefined): Range | undefined {
  const cidr = known(node?.properties.text("cidrBlock"));
  return cidr === undefined ? undefined : parseRange(cidr);
}

/** The id of a subnet's zone, the same in all accounts; its name differs between them. */
export function zoneIdOf(subnet: Node | undefined): Maybe<string> {
  return subnet?.properties.text("availabilityZoneId") ?? UNKNOWN;
}

export const zoneNameOf = (subnet: Node | undefined): string | undefined =>
  known(subnet?.properties.text("availabilityZone"));

/** The account that a resource is in, by its own words. */
export function accountOf(node: Node | undefined): string | undefined {
  const owner = known(node?.properties.text("ownerId"));
  return owner ?? known(node?.properties.text("arn"))?.split(":")[4];
}

/** Where a route of a subnet leads. */
export interface RouteView {
  range: Range;
  /** `internet` for an internet gateway, `vpn` for a virtual private gateway, `transit` for a transit gateway. */
  kind: "internet" | "vpn" | "transit" | "other";
  urn: string;
}

/** The one route table of a subnet; `undefined` when no export says which it is, UNKNOWN when several may be. */
export function routeTableOf(network: Network, subnetId: string): Maybe<Node> | undefined {
  const associations = network.where(ASSOCIATION, "subnetId", subnetId);
  const subnet = findSubnet(network, subnetId);
  if (associations.length === 0) {
    const strays = subnet ? network.strays(ASSOCIATION, "subnetId", subnet.stack) : [];
    return strays.length > 0 ? UNKNOWN : undefined;
  }
  const id = known(associations[0]?.properties.text("routeTableId"));
  return associations.length > 1 ? UNKNOWN : (network.find(ROUTE_TABLE, id) ?? UNKNOWN);
}

/** The routes of a subnet, beside the local one; UNKNOWN when its table is in no export. */
export function routesOf(network: Network, subnetId: string): Maybe<readonly RouteView[]> {
  return network.onceFor("routes", subnetId, () => {
    const table = routeTableOf(network, subnetId);
    if (table === undefined || table === UNKNOWN) {
      return UNKNOWN;
    }
    const propagating = table.properties.texts("propagatingVgws");
    return knownTexts(propagating).length > 0 ? UNKNOWN : writtenRoutes(network, table);
  });
}

/** The routes that somebody wrote into a table, without those that come from gateways by themselves. */
export function writtenRoutes(network: Network, table: Node): Maybe<readonly RouteView[]> {
  const inline = table.properties.objects("routes");
  if (inline === UNKNOWN) {
    return UNKNOWN;
  }
  const own = network.where(ROUTE, "routeTableId", table.id);
  return [
    ...inline.map((properties) => ({ properties, cidr: "cidrBlock", urn: table.urn })),
    ...own.map(({ properties, urn }) => ({ properties, cidr: "destinationCidrBlock", urn })),
  ].flatMap(({ properties, cidr, urn }): RouteView[] => {
    const range = parseRange(known(properties.text(cidr)) ?? "");
    return range ? [{ range, kind: kindOf(properties), urn }] : [];
  });
}

function kindOf(route: Properties): RouteView["kind"] {
  const gateway = known(route.text("gatewayId")) ?? "";
  if ((known(route.text("transitGatewayId")) ?? "") !== "") {
    return "transit";
  }
  return gateway.startsWith("igw-") ? "internet" : gateway.startsWith("vgw-") ? "vpn" : "other";
}

/** The subnet of a VPC that holds an address. */
export function subnetWith(network: Network, vpcId: string, address: string): Node | undefined {
  const range = parseRange(address);
  return subnetsOf(network, vpcId).find((subnet) => {
    const own = rangeOf(subnet);
    return range !== undefined && own !== undefined && contains(own, range);
  });
}
