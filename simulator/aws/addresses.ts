import * as ipaddr from "ipaddr.js";
import type { WorldObject } from "../world";
import { list, text, type Place } from "./model";

const numberOfAddress = (address: string): number =>
  ipaddr.IPv4.parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256 + byte, 0);

export const addressOfNumber = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/** Questions about a range. */
export function addressesIn(cidr: string) {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const first = numberOfAddress(ipaddr.IPv4.networkAddressFromCIDR(cidr).toString());
  const size = 2 ** (32 - prefix);
  const end = first + size;
  const bounds = (other: string) => {
    const [, otherPrefix] = ipaddr.IPv4.parseCIDR(other);
    const start = numberOfAddress(ipaddr.IPv4.networkAddressFromCIDR(other).toString());
    return { start, stop: start + 2 ** (32 - otherPrefix) };
  };
  return {
    first,
    size,
    holds(other: string): boolean {
      const { start, stop } = bounds(other);
      return start >= first && stop <= end;
    },
    overlaps(other: string): boolean {
      const { start, stop } = bounds(other);
      return start < end && stop > first;
    },
  };
}

/** The addresses of a subnet that something already has. */
function takenIn(place: Place, subnetId: string): Set<string> {
  const ofEndpoints = place
    .list("aws:ec2/vpcEndpoint:VpcEndpoint")
    .flatMap((endpoint) =>
      list<{ subnetId: string; ipv4: string }>(endpoint.attributes["subnetConfigurations"]),
    )
    .filter((entry) => entry.subnetId === subnetId)
    .map((entry) => entry.ipv4);
  const ofResolvers = place
    .list("aws:route53/resolverEndpoint:ResolverEndpoint")
    .flatMap((known) => list<{ subnetId: string; ip: string }>(known.attributes["ipAddresses"]))
    .filter((entry) => entry.subnetId === subnetId)
    .map((entry) => entry.ip);
  const ofInstances = place
    .list("aws:ec2/instance:Instance")
    .filter((instance) => instance.inputs["subnetId"] === subnetId)
    .map((instance) => text(instance.attributes["privateIp"]));
  return new Set([...ofEndpoints, ...ofResolvers, ...ofInstances]);
}

/**
 * An address for an interface in a subnet: it depends on who asks alone, unless it is taken. AWS keeps
 * the first four addresses of a subnet and the last.
 */
export function subnetAddress(place: Place, subnet: WorldObject, purpose: string): string {
  const range = addressesIn(text(subnet.inputs["cidrBlock"]));
  const usable = range.size - 5;
  const taken = takenIn(place, subnet.id);
  const start = place.number(usable, `address ${purpose}`);
  for (let step = 0; step < usable; step++) {
    const address = addressOfNumber(range.first + 4 + ((start + step) % usable));
    if (!taken.has(address)) {
      return address;
    }
  }
  throw new Error(`${subnet.id} has no free address`);
}
