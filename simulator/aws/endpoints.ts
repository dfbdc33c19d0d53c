import type { WorldObject } from "../world";
import { subnetAddress } from "./addresses";
import { LOAD_BALANCER } from "./loadBalancing";
import { AwsError, list, text, type Inputs, type Model, type Place } from "./model";
import { SUBNET, VPC } from "./network";
import { SECURITY_GROUP } from "./securityGroups";

export const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
export const ENDPOINT_SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService";

/** Services of AWS that the simulated cloud has interface endpoints for. */
const AWS_SERVICES = ["ec2messages", "execute-api", "ssm", "ssmmessages"];

const CREATING = "creating EC2 VPC Endpoint";

/** What a new endpoint of an AWS service allows: everything. */
const FULL_ACCESS = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

/** The service behind a name: one of AWS's, or another account's endpoint service. */
type Service = { aws: string } | { endpointService: WorldObject };

/** The short name of a service of AWS that has endpoints in a region. */
export function isAwsService(serviceName: string, region: string): string | undefined {
  return AWS_SERVICES.find((service) => serviceName === `com.amazonaws.${region}.${service}`);
}

const endpoint: Model = {
  type: ENDPOINT,
  seconds: 122,
  create(inputs, place) {
    if (inputs["vpcEndpointType"] !== "Interface") {
      throw new Error("the simulated cloud makes endpoints of type Interface alone");
    }
    const vpc = place.require(VPC, inputs["vpcId"], CREATING);
    list(inputs["securityGroupIds"]).forEach((id) => place.require(SECURITY_GROUP, id, CREATING));
    const subnets = list(inputs["subnetIds"]).map((id) => place.require(SUBNET, id, CREATING));
    const service = findService(inputs, place);
    checkZones(inputs, subnets, service);
    checkPrivateDns(inputs, vpc, service, place);
    const id = `vpce-0${place.hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `vpc-endpoint/${id}`),
        cidrBlocks: [],
        dnsEntries: dnsEntries(id, subnets, service, inputs, place),
        dnsOptions: { dnsRecordIpType: "ipv4" },
        ipAddressType: "ipv4",
        networkInterfaceIds: subnets.map((subnet) => `eni-0${place.hex(16, subnet.id)}`).sort(),
        ownerId: place.account,
        policy: "aws" in service ? FULL_ACCESS : "",
        prefixListId: "",
        requesterManaged: false,
        routeTableIds: [],
        serviceRegion: place.region,
        state: "available",
        // What the provider's read fills from the endpoint's network interfaces.
        subnetConfigurations: subnets
          .map((subnet) => ({
            ipv4: subnetAddress(place, subnet, "endpoint"),
            subnetId: subnet.id,
          }))
          .sort((a, b) => (a.subnetId < b.subnetId ? -1 : 1)),
      },
    };
  },
  update(inputs, place, old) {
    const made = endpoint.create(inputs, place);
    // An interface keeps its address for as long as the endpoint has its subnet.
    const had = new Map(configurationsOf(old.attributes).map((entry) => [entry.subnetId, entry]));
    const now = configurationsOf(made.outputs);
    const subnetConfigurations = now.map((entry) => had.get(entry.subnetId) ?? entry);
    return { ...made, outputs: { ...made.outputs, subnetConfigurations } };
  },
};

const configurationsOf = (attributes: Inputs) =>
  list<{ subnetId: string; ipv4: string }>(attributes["subnetConfigurations"]);

function findService(inputs: Inputs, place: Place): Service {
  const name = text(inputs["serviceName"]);
  const aws = isAwsService(name, place.region);
  if (aws) {
    return { aws };
  }
  const endpointService = place.world
    .all(ENDPOINT_SERVICE)
    .find((known) => known.region === place.region && known.attributes["serviceName"] === name);
  if (!endpointService || !admits(endpointService, place.account)) {
    const detail = `The Vpc Endpoint Service '${name}' does not exist`;
    throw new AwsError(`${CREATING} (${name})`, "InvalidServiceName", detail);
  }
  return { endpointService };
}

/** Whether an endpoint service lets an account connect. */
function admits(service: WorldObject, account: string): boolean {
  const principals = list(service.inputs["allowedPrincipals"]);
  return (
    service.account === account ||
    principals.some((principal) => principal === "*" || principal.split(":")[4] === account)
  );
}

function checkZones(inputs: Inputs, subnets: WorldObject[], service: Service): void {
  const doing = `${CREATING} (${text(inputs["serviceName"])})`;
  const zones = subnets.map((subnet) => text(subnet.attributes["availabilityZoneId"]));
  subnets.forEach((subnet, i) => {
    if (subnet.inputs["vpcId"] !== inputs["vpcId"]) {
      const detail = `The subnet ID '${subnet.id}' does not exist in ${text(inputs["vpcId"])}`;
      throw new AwsError(doing, "InvalidSubnetId.NotFound", detail);
    }
    if (zones.indexOf(zones[i] ?? "") < i) {
      throw new AwsError(
        doing,
        "DuplicateSubnetsInSameZone",
        `Found another VPC endpoint subnet in the availability zone of ${subnet.id}. VPC endpoint ` +
          "subnets should be in different availability zones supported by the VPC endpoint service.",
      );
    }
    if ("endpointService" in service) {
      const offered = list(service.endpointService.hidden?.["zoneIds"]);
      if (!offered.includes(zones[i] ?? "")) {
        throw new AwsError(
          doing,
          "InvalidParameter",
          `The VPC endpoint service ${text(inputs["serviceName"])} does not support the ` +
            `availability zone of the subnet: ${subnet.id}.`,
        );
      }
    }
  });
}

function checkPrivateDns(inputs: Inputs, vpc: WorldObject, service: Service, place: Place): void {
  if (inputs["privateDnsEnabled"] !== true) {
    return;
  }
  const name = text(inputs["serviceName"]);
  const refuse = (detail: string) => {
    throw new AwsError(`${CREATING} (${name})`, "InvalidParameter", detail);
  };
  if (!("aws" in service)) {
    return refuse(
      `Private DNS can't be enabled because the service ${name} does not provide a private DNS name.`,
    );
  }
  if (vpc.inputs["enableDnsSupport"] !== true || vpc.inputs["enableDnsHostnames"] !== true) {
    return refuse(
      "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes " +
        `set to true for ${vpc.id}`,
    );
  }
  const twin = place
    .list(ENDPOINT)
    .filter((other) => other.inputs["vpcId"] === vpc.id && other.inputs["serviceName"] === name)
    .some((other) => other.inputs["privateDnsEnabled"] === true);
  if (twin) {
    refuse(
      "private-dns-enabled cannot be set because there is already a conflicting DNS domain for " +
        `${service.aws}.${place.region}.amazonaws.com in the VPC ${vpc.id}`,
    );
  }
}

/** Regional name, zonal names, then private names in a hosted zone of their own. */
function dnsEntries(
  id: string,
  subnets: WorldObject[],
  service: Service,
  inputs: Inputs,
  place: Place,
): { dnsName: string; hostedZoneId: string }[] {
  const domain =
    "aws" in service
      ? `${service.aws}.${place.region}.vpce.amazonaws.com`
      : `${service.endpointService.id}.${place.region}.vpce.amazonaws.com`;
  const first = `${id}-${place.letters(8)}`;
  const hostedZoneId = `Z${place.hex(13, "zone of the name").toUpperCase()}`;
  const zones = subnets.map((subnet) => text(subnet.inputs["availabilityZone"])).sort();
  const names = [first, ...zones.map((zone) => `${first}-${zone}`)];
  const entries = names.map((name) => ({ dnsName: `${name}.${domain}`, hostedZoneId }));
  if (inputs["privateDnsEnabled"] !== true || !("aws" in service)) {
    return entries;
  }
  const privateName = `${service.aws}.${place.region}.amazonaws.com`;
  const privateZone = `Z${place.hex(13, "zone of the private name").toUpperCase()}`;
  const privateNames = [
    privateName,
    ...(service.aws === "execute-api" ? [`*.${privateName}`] : []),
  ];
  return [...entries, ...privateNames.map((dnsName) => ({ dnsName, hostedZoneId: privateZone }))];
}

/** Whether endpoints, of whatever account, are connected to a service. */
function isConnected(serviceName: unknown, place: Pick<Place, "world">): boolean {
  return place.world.all(ENDPOINT).some((known) => known.inputs["serviceName"] === serviceName);
}

const endpointService: Model = {
  type: ENDPOINT_SERVICE,
  seconds: 6,
  create(inputs, place) {
    const doing = "creating EC2 VPC Endpoint Service";
    const balancers = list(inputs["networkLoadBalancerArns"]).map((arn) =>
      place.require(LOAD_BALANCER, arn, doing),
    );
    for (const balancer of balancers) {
      const other = place
        .list(ENDPOINT_SERVICE)
        .find((known) => list(known.inputs["networkLoadBalancerArns"]).includes(balancer.id));
      if (other) {
        throw new AwsError(
          doing,
          "InvalidParameter",
          `Load balancer ${balancer.id} is already associated with ${other.id}`,
        );
      }
    }
    const id = `vpce-svc-0${place.hex(16)}`;
    const zones = balancers
      .flatMap((balancer) => list(balancer.inputs["subnets"]))
      .map((subnet) => place.require(SUBNET, subnet, doing));
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `vpc-endpoint-service/${id}`),
        availabilityZones: zones.map((zone) => text(zone.inputs["availabilityZone"])).sort(),
        baseEndpointDnsNames: [`${id}.${place.region}.vpce.amazonaws.com`],
        managesVpcEndpoints: false,
        privateDnsName: "",
        privateDnsNameConfigurations: [],
        serviceName: `com.amazonaws.vpce.${place.region}.${id}`,
        serviceType: "Interface",
        state: "Available",
        supportedIpAddressTypes: ["ipv4"],
        supportedRegions: [place.region],
      },
      hidden: { zoneIds: zones.map((zone) => text(zone.attributes["availabilityZoneId"])).sort() },
    };
  },
  update(inputs, place, old) {
    const { hidden, attributes } = old;
    const kept = list(inputs["networkLoadBalancerArns"]);
    const left = list(old.inputs["networkLoadBalancerArns"]).filter((arn) => !kept.includes(arn));
    if (left.length > 0 && isConnected(attributes["serviceName"], place)) {
      throw new AwsError(
        `updating EC2 VPC Endpoint Service (${old.id})`,
        "ExistingVpcEndpointConnections",
        "Service has existing active VPC Endpoint connections!",
      );
    }
    const { id, outputs } = endpointService.create(inputs, place);
    // A service does not take over a zone that its load balancer gains.
    return {
      id,
      hidden,
      outputs: { ...outputs, availabilityZones: attributes["availabilityZones"] },
    };
  },
  refuseDelete({ id, attributes }, place) {
    return isConnected(attributes["serviceName"], place)
      ? new AwsError(
          `deleting EC2 VPC Endpoint Service (${id})`,
          "ExistingVpcEndpointConnections",
          `Service has existing active VPC Endpoint connections!`,
        )
      : undefined;
  },
};

export const endpointModels = [endpoint, endpointService];
