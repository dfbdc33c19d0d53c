import type { Journey } from "../journey";
import { known, type Maybe } from "../network/properties";
import { parseRange, type Range } from "../network/ranges";
import type { Peer } from "../network/groups";
import { rangeOf } from "../network/vpcs";

/** The client, as groups see it; its groups count only inside its own VPC. */
export function clientPeer({ vantage }: Journey, vpcId: string | undefined): Peer {
  if (vantage.kind === "internet") {
    return { groupIds: [] };
  }
  // A probe's address is not known, only the subnet that it lies in.
  const place = vantage.address ?? (vantage.kind === "vpc" ? vantage.range : undefined);
  const range = place === undefined ? undefined : parseRange(place);
  const inside = vantage.kind === "vpc" && vantage.vpcId === vpcId;
  return { range, groupIds: inside ? (vantage.groupIds ?? []) : [] };
}

/** The range that the client's address lies in, for rules to be written. */
export function clientRange({ network, vantage }: Journey): string {
  if (vantage.kind !== "vpc") {
    return vantage.kind === "onprem" ? `${vantage.address}/32` : "the client's address";
  }
  const vpc = network.find("aws:ec2/vpc:Vpc", vantage.vpcId);
  return known(vpc?.properties.text("cidrBlock")) ?? vantage.address ?? "the client's address";
}

/** The load balancer's node, as groups behind it see it. */
export function nodePeer({ leg }: Journey): Peer {
  const address = leg?.node?.address;
  const own: Range | undefined =
    address === undefined ? rangeOf(leg?.node?.subnet) : parseRange(address);
  return {
    range: own,
    groupIds: leg?.balancer.properties.texts("securityGroups") ?? [],
  };
}

/** An address and its groups, as a rule that lets something out sees it. */
export function peerAt(address: string | undefined, groupIds: Maybe<Maybe<string>[]>): Peer {
  return {
    range: address === undefined ? undefined : parseRange(address),
    groupIds,
  };
}
