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
  return network.onceFor("interfaces", endpoint, () => {
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
export function endpointAt(network: Network, vpcId: string | undefined, address: string) {
  if (vpcId === undefined) {
    return undefined;
  }
  const index = network.onceFor("addresses", vpcId, () => {
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

/** Whether an address may be one of an endpoint that does not tell its VPC or its addresses. */
export function mayBeEndpointAt(network: Network, owner: Node, vpcId: string | undefined): boolean {
  const here =
    vpcId === undefined
      ? network.of(owner.stack, ENDPOINT)
      : network.where(ENDPOINT, "vpcId", vpcId);
  const strays = network.strays(ENDPOINT, "vpcId", owner.stack);
  return (
    (vpcId === undefined && here.length > 0) ||
    [...here, ...strays].some((endpoint) => {
      const places = interfacesOf(network, endpoint);
      return (
        strays.includes(endpoint) ||
        places.length === 0 ||
        places.some(({ address }) => address === undefined)
      );
    })
  );
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

/** A zone that AWS keeps in a VPC for an endpoint with private DNS. */
export interface ManagedZone {
  endpoint: Node;
  /** Lower case; every name below it leads to the endpoint too. */
  name: Maybe<string>;
  /** Whether the endpoint tells that it has one, and in this VPC. */
  isCertain: boolean;
}

/** The zones of a VPC's endpoints with private DNS, and those that there may be. */
export function managedZonesOf(
  network: Network,
  vpcId: string,
  stack: string,
): readonly ManagedZone[] {
  return network.onceFor(`private DNS ${stack}`, vpcId, () => {
    const strays = network.strays(ENDPOINT, "vpcId", stack);
    return [...network.where(ENDPOINT, "vpcId", vpcId), ...strays].flatMap((endpoint) => {
      const enabled = endpoint.properties.flag("privateDnsEnabled") ?? false;
      const name = enabled === false ? undefined : privateNameOf(network, endpoint);
      const isCertain = enabled === true && !strays.includes(endpoint);
      return name === undefined ? [] : [{ endpoint, name, isCertain }];
    });
  });
}

function privateNameOf(network: Network, endpoint: Node): Maybe<string> | undefined {
  const service = endpoint.properties.text("serviceName") ?? "";
  if (service === UNKNOWN) {
    return UNKNOWN;
  }
  const aws = /^com\.amazonaws\.([a-z0-9-]+)\.execute-api$/.exec(service);
  if (aws) {
    return `execute-api.${aws[1]}.amazonaws.com`;
  }
  const own = serviceNamed(network, service)?.properties.text("privateDnsName");
  return own === UNKNOWN ? UNKNOWN : own?.toLowerCase() || undefined;
}

/** States in which AWS has not made a connection, or could not. */
const UNMADE = new Set(["", "failed", "expired", "deleted", "deleting"]);

/** Whether an endpoint is planned, failed or gone. */
export function isUnmade(endpoint: Node): boolean {
  const state = known(endpoint.properties.text("state"))?.toLowerCase();
  return state === undefined ? endpoint.id === "" : UNMADE.has(state);
}

export function serviceNamed(network: Network, name: string | undefined): Node | undefined {
  return network.where(SERVICE, "serviceName", name)[0];
}

/** Whether an account may connect to an endpoint service. */
export function mayConnect(network: Network, service: Node, account: string): Maybe<boolean> {
  const allowed = network.onceFor("principals", service, () => {
    const inline = service.properties.texts("allowedPrincipals");
    const separate = network
      .belonging(ALLOWED, "vpcEndpointServiceId", service, service.id)
      .map(({ properties }) => properties.text("principalArn") ?? UNKNOWN);
    const all = [...(inline === UNKNOWN ? [UNKNOWN as Maybe<string>] : inline), ...separate];
    // A role or a user of an account may be the one that connects.
    const accounts = all.map((one) => (one === UNKNOWN ? UNKNOWN : one.split(":")[4]));
    return { principals: new Set(all), accounts: new Set(accounts) };
  });
  const { principals, accounts } = allowed;
  const isNamed = [`arn:aws:iam::${account}:root`, account, "*"].some((one) => principals.has(one));
  return isNamed || (principals.has(UNKNOWN) || accounts.has(account) ? UNKNOWN : false);
}

/** The zone ids that a service is offered in; it names zones as its own account does. */
export function zonesOfService(network: Network, service: Node): Maybe<string[]> {
  const names = service.properties.texts("availabilityZones");
  if (names === UNKNOWN || names.includes(UNKNOWN) || names.length === 0) {
    return UNKNOWN;
  }
  const ids = network.onceFor("zone ids", service.stack, () => {
    const subnets = network.of(service.stack, "aws:ec2/subnet:Subnet");
    return new Map(subnets.map((subnet) => [zoneNameOf(subnet) ?? "", zoneIdOf(subnet)]));
  });
  const found = knownTexts(names).map((name) => ids.get(name) ?? UNKNOWN);
  return found.includes(UNKNOWN) ? UNKNOWN : (found as string[]);
}
