import type { Network, Node } from "./network";
import { known, knownTexts, UNKNOWN, type Maybe } from "./properties";
import { contains, parseRange, type Range } from "./ranges";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ROUTE = "aws:ec2/route:Route";

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
  /** `internet` for an internet gateway, `vpn` for a virtual private gateway. */
  kind: "internet" | "vpn" | "other";
  urn: string;
}

/** The routes of a subnet, beside the local one; UNKNOWN when its table is in no export. */
export function routesOf(network: Network, subnetId: string): Maybe<readonly RouteView[]> {
  return network.onceFor("routes", subnetId, () => {
    const ids = network
      .where(ASSOCIATION, "subnetId", subnetId)
      .map(({ properties }) => known(properties.text("routeTableId")));
    const table = network.find(ROUTE_TABLE, ids[0]);
    if (!table || ids.length !== 1) {
      return UNKNOWN;
    }
    const inline = table.properties.objects("routes");
    const own = network.where(ROUTE, "routeTableId", table.id);
    const propagating = knownTexts(table.properties.texts("propagatingVgws")).length > 0;
    if (inline === UNKNOWN || propagating) {
      return UNKNOWN;
    }
    return [
      ...inline.map((properties) => ({ properties, cidr: "cidrBlock", urn: table.urn })),
      ...own.map(({ properties, urn }) => ({ properties, cidr: "destinationCidrBlock", urn })),
    ].flatMap(({ properties, cidr, urn }): RouteView[] => {
      const range = parseRange(known(properties.text(cidr)) ?? "");
      const gateway = known(properties.text("gatewayId")) ?? "";
      const kind = gateway.startsWith("igw-")
        ? "internet"
        : gateway.startsWith("vgw-")
          ? "vpn"
          : "other";
      return range ? [{ range, kind, urn }] : [];
    });
  });
}

/** The subnet of a VPC that holds an address. */
export function subnetWith(network: Network, vpcId: string, address: string): Node | undefined {
  const range = parseRange(address);
  return subnetsOf(network, vpcId).find((subnet) => {
    const own = rangeOf(subnet);
    return range !== undefined && own !== undefined && contains(own, range);
  });
}
