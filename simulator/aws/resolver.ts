import { subnetAddress } from "./addresses";
import { AwsError, list, type Inputs, type Made, type Model, type Place } from "./model";
import { SUBNET } from "./network";
import { SECURITY_GROUP } from "./securityGroups";

const CREATING = "creating Route53 Resolver Endpoint";

/** An address that an endpoint has, or is to have. */
interface Address {
  subnetId: string;
  ip?: string;
}

/** What answers, or asks, for the names of a VPC on behalf of another network. */
const resolverEndpoint: Model = {
  type: "aws:route53/resolverEndpoint:ResolverEndpoint",
  seconds: 120, // est.
  create: (inputs, place) => make(inputs, place, []),
  // The provider adds and removes addresses one by one: those of a kept subnet stay.
  update: (inputs, place, old) => make(inputs, place, list<Address>(old.attributes["ipAddresses"])),
};

/** @param had the addresses that the endpoint has already */
function make(inputs: Inputs, place: Place, had: readonly Address[]): Made {
  list(inputs["securityGroupIds"]).forEach((id) => place.require(SECURITY_GROUP, id, CREATING));
  const ipAddresses = addressesOf(inputs, place, had);
  const home = place.require(SUBNET, ipAddresses[0]?.subnetId, CREATING);
  const direction = inputs["direction"] === "INBOUND" ? "in" : "out";
  const id = `rslvr-${direction}-${place.hex(17)}`;
  return {
    id,
    outputs: {
      arn: place.arn("route53resolver", `resolver-endpoint/${id}`),
      hostVpcId: home.inputs["vpcId"],
      ipAddresses,
      name: nameOf(inputs, place),
      protocols: inputs["protocols"] ?? ["Do53"],
      resolverEndpointType: inputs["resolverEndpointType"] ?? "IPV4",
    },
  };
}

/** The addresses asked for, of which the provider takes equal ones for one. */
function addressesOf(inputs: Inputs, place: Place, had: readonly Address[]) {
  const refuse = (detail: string) => new AwsError(CREATING, "InvalidRequestException", detail);
  const asked = list<Address>(inputs["ipAddresses"]);
  const distinct = new Map(asked.map((one) => [`${one.subnetId}-${one.ip ?? ""}`, one]));
  const addresses = [...distinct.values()].map(({ subnetId, ip }) => {
    const subnet = place.require(SUBNET, subnetId, CREATING);
    const kept = had.find((one) => one.subnetId === subnetId && [one.ip, undefined].includes(ip));
    return {
      ip: ip ?? kept?.ip ?? subnetAddress(place, subnet, "resolver"),
      ipId: `rni-${place.hex(17, `${subnetId} ${ip ?? ""}`)}`,
      ipv6: "",
      subnetId,
    };
  });
  if (addresses.length < 2) {
    // In AWS's words: hashicorp/terraform-provider-aws#6563.
    throw refuse("[RSLVR-00400] Resolver endpoint need to have at least 2 IP addresses.");
  }
  const vpcs = addresses.map(({ subnetId }) => place.require(SUBNET, subnetId, CREATING));
  if (new Set(vpcs.map((subnet) => subnet.inputs["vpcId"])).size > 1) {
    throw refuse("The subnets of a resolver endpoint must be in one VPC."); // words of our own
  }
  return addresses.sort((a, b) => (a.subnetId < b.subnetId ? -1 : 1));
}

/** The provider's own check of the name, which it makes where none is given. */
function nameOf(inputs: Inputs, place: Place): string {
  const name = place.physicalName(inputs["name"], 64);
  if (!/^[0-9A-Za-z_' -]+$/.test(name) || /^\d$/.test(name)) {
    throw new Error(
      `only alphanumeric characters, '-', '_' and ' ' are allowed in "name": ${name}`,
    );
  }
  return name;
}

export const resolverModels = [resolverEndpoint];
