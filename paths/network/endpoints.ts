import type { Network, Node } from "./network";
import { known, knownTexts, UNKNOWN, type Maybe } from "./properties";
import { findSubnet, zoneIdOf, zoneNameOf } from "./vpcs";

export const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
export const SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService";
const ALLOWED = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple";

/** One address of an endpoint: a network interface in one of its subnets. */
export interface Interface {
  /** `undefined` when the export does not tell. */
  address?: string;
  subnetId: string;
  zoneId: Maybe<string>;
  zoneName?: string;
}

/** The addresses of an endpoint, one per subnet, in the order of its subnets. */
export function interfacesOf(network: Network, endpoint: Node): readonly Interface[] {
  return network.once(`interfaces ${endpoint.stack} ${endpoint.urn}`, () => {
    const configured = endpoint.properties.objects("subnetConfigurations");
    const pairs = configured === UNKNOWN ? [] : configured;
    const byId = new Map(
      pairs.map((one) => [known(one.text("subnetId")) ?? "", known(one.text("ipv4"))]),
    );
    const listed = knownTexts(endpoint.properties.texts("subnetIds"));
    const ids = [...new Set([...listed, ...byId.keys()])].filter((id) => id !== "");
    return ids.map((subnetId) => {
      const subnet = findSubnet(network, subnetId);
      return {
        ...{ address: byId.get(subnetId), subnetId },
        ...{ zoneId: zoneIdOf(subnet), zoneName: zoneNameOf(subnet) },
      };
    });
  });
}

/** Which endpoint of a VPC has an address. */
export function endpointAt(network: Network, vpcId: string, address: string) {
  const index = network.once(`addresses ${vpcId}`, () => {
    const found = new Map<string, { endpoint: Node; at: Interface }>();
    for (const endpoint of network.where(ENDPOINT, "vpcId", vpcId)) {
      for (const at of interfacesOf(network, endpoint)) {
        if (at.address !== undefined) {
          found.set(at.address, { endpoint, at });
        }
      }
    }
    return found;
  });
  return index.get(address);
}

/** A name that AWS publishes for an endpoint. */
export interface EndpointName {
  endpoint: Node;
  /** The zone's name for a zonal name. */
  zoneName?: string;
}

/** The endpoints by their public names, lower case. */
export function endpointNames(network: Network): ReadonlyMap<string, EndpointName> {
  return network.once("endpoint names", () => {
    const found = new Map<string, EndpointName>();
    for (const endpoint of network.all(ENDPOINT)) {
      const entries = endpoint.properties.objects("dnsEntries");
      for (const entry of entries === UNKNOWN ? [] : entries) {
        const name = known(entry.text("dnsName"))?.toLowerCase();
        if (name?.endsWith(".vpce.amazonaws.com")) {
          const zones = interfacesOf(network, endpoint).map(({ zoneName }) => zoneName);
          const label = name.split(".")[0] ?? "";
          const zoneName = zones.find((zone) => zone !== undefined && label.endsWith(`-${zone}`));
          found.set(name, { endpoint, zoneName });
        }
      }
    }
    return found;
  });
}

/** Whether an endpoint leads to API Gateway; UNKNOWN when it does not say where it leads. */
export function isExecuteApi(endpoint: Node): Maybe<boolean> {
  const name = endpoint.properties.text("serviceName");
  return name === UNKNOWN || name === undefined ? UNKNOWN : name.endsWith(".execute-api");
}

/** Names that a VPC resolves to an endpoint, by its private DNS: the managed zone's name, lower case. */
export function privateNameOf(endpoint: Node, services: (name: string) => Node | undefined) {
  if (endpoint.properties.flag("privateDnsEnabled") !== true) {
    return undefined;
  }
  const service = known(endpoint.properties.text("serviceName")) ?? "";
  const aws = /^com\.amazonaws\.([a-z0-9-]+)\.execute-api$/.exec(service);
  if (aws) {
    return `execute-api.${aws[1]}.amazonaws.com`;
  }
  const own = known(services(service)?.properties.text("privateDnsName"));
  return own === undefined || own === "" ? undefined : own.toLowerCase();
}

export function serviceNamed(network: Network, name: string | undefined): Node | undefined {
  return network.where(SERVICE, "serviceName", name)[0];
}

/** Whether an account may connect to an endpoint service. */
export function mayConnect(network: Network, service: Node, account: string): Maybe<boolean> {
  const allowed = network.once(`principals ${service.stack} ${service.urn}`, () => {
    const inline = service.properties.texts("allowedPrincipals");
    const separate = network
      .where(ALLOWED, "vpcEndpointServiceId", service.id)
      .map(({ properties }) => properties.text("principalArn") ?? UNKNOWN);
    const all = [...(inline === UNKNOWN ? [UNKNOWN as Maybe<string>] : inline), ...separate];
    return new Set<Maybe<string>>(all);
  });
  if (allowed.has("*") || allowed.has(`arn:aws:iam::${account}:root`) || allowed.has(account)) {
    return true;
  }
  // A role or a user of the account may be the one that connects.
  const someOfAccount = [...allowed].some(
    (principal) => typeof principal === "string" && principal.split(":")[4] === account,
  );
  return allowed.has(UNKNOWN) || someOfAccount ? UNKNOWN : false;
}

/** The zone ids that a service is offered in; it names zones as its own account does. */
export function zonesOfService(network: Network, service: Node): Maybe<string[]> {
  const names = service.properties.texts("availabilityZones");
  if (names === UNKNOWN || names.includes(UNKNOWN) || names.length === 0) {
    return UNKNOWN;
  }
  const ids = network.once(`zone ids ${service.stack}`, () => {
    const subnets = network
      .all("aws:ec2/subnet:Subnet")
      .filter(({ stack }) => stack === service.stack);
    return new Map(subnets.map((subnet) => [zoneNameOf(subnet) ?? "", zoneIdOf(subnet)]));
  });
  const found = knownTexts(names).map((name) => ids.get(name) ?? UNKNOWN);
  return found.includes(UNKNOWN) ? UNKNOWN : (found as string[]);
}
