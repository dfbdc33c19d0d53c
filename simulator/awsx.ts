import { addressesIn, addressOfNumber } from "./aws/addresses";
import { list, text } from "./aws/model";
import { resourceReference, type Properties, type Registered, type Registration } from "./sdk";

/** awsx makes its children through the AWS provider that it was built with. */
export const AWSX_AWS_VERSION = "7.43.0";

/** What a component made by its provider asks of the engine. */
export interface Constructor {
  /** URN of the component. */
  urn: string;
  /** Names of this account's zones. */
  zoneNames: string[];
  register(child: Child): Promise<Registered>;
}

/** A child as a provider registers it. */
export type Child = Pick<Registration, "type" | "name" | "parent" | "inputs"> & {
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
};

/** What a component made by its provider gives. */
export interface Constructed {
  outputs: Properties;
  propertyDependencies: Record<string, string[]>;
}

interface SubnetSpec {
  type: "Public" | "Private" | "Isolated";
  name?: string;
  cidrMask?: number;
  cidrBlocks?: string[];
}

interface Subnet {
  zone: number;
  zoneName: string;
  spec: SubnetSpec;
  name: string;
  cidrBlock: string;
}

/** Arguments that this stand-in knows what to do with; any other is refused. */
const KNOWN = [
  "availabilityZoneNames",
  "cidrBlock",
  "enableDnsHostnames",
  "enableDnsSupport",
  "natGateways",
  "numberOfAvailabilityZones",
  "subnetSpecs",
  "subnetStrategy",
  "tags",
];

const ORDER = ["Public", "Private", "Isolated"];

/**
 * Stands in for `awsx.ec2.Vpc` 3.9.0: registers the children that the real one registers, under the
 * same names, with the same parents and dependencies, as recorded on the Pulumi engine in eight layouts.
 */
export async function constructVpc(
  request: Pick<Registration, "name" | "inputs">,
  stack: Constructor,
): Promise<Constructed> {
  const args = request.inputs;
  for (const key of Object.keys(args)) {
    if (!KNOWN.includes(key)) {
      throw new Error(`the stand-in for awsx.ec2.Vpc does not know the argument ${key}`);
    }
  }
  const { name } = request;
  const tags = { Name: name, ...(args["tags"] as Record<string, string> | undefined) };
  const vpc = await register(stack, "aws:ec2/vpc:Vpc", name, stack.urn, {
    ...only(args, ["cidrBlock", "enableDnsHostnames", "enableDnsSupport"]),
    tags,
  });
  const gateway = await register(
    stack,
    "aws:ec2/internetGateway:InternetGateway",
    name,
    vpc.urn,
    { vpcId: vpc.id, tags },
    { vpcId: [vpc] },
  );
  const plan = layOut(name, args, stack.zoneNames);
  const made = await Promise.all(plan.map((subnet) => createSubnet(stack, subnet, vpc, tags)));
  const gateways = await createNatGateways(stack, name, args, made);
  const routes = await createRoutes(stack, made, gateway, gateways.natGateways);

  const refs = (resources: Registered[]) => resources.map((r) => resourceReference(r.urn, r.id));
  const ids = (type: string) =>
    made.filter(({ plan: { spec } }) => spec.type === type).map(({ subnet }) => subnet.id);
  const outputs: Properties = {
    vpcId: vpc.id,
    vpc: resourceReference(vpc.urn, vpc.id),
    internetGateway: resourceReference(gateway.urn, gateway.id),
    subnets: refs(made.map(({ subnet }) => subnet)),
    routeTables: refs(made.map(({ table }) => table)),
    routeTableAssociations: refs(made.map(({ association }) => association)),
    routes: refs(routes),
    eips: refs(gateways.eips),
    natGateways: refs(gateways.natGateways),
    vpcEndpoints: [],
    publicSubnetIds: ids("Public"),
    privateSubnetIds: ids("Private"),
    isolatedSubnetIds: ids("Isolated"),
    subnetLayout: specsOf(args).map((spec) => ({
      ...spec,
      ...(spec.cidrMask === undefined ? {} : { size: 2 ** (32 - spec.cidrMask) }),
    })),
  };
  // Whoever uses any output waits for the VPC and all of its subnets.
  const urns = [stack.urn, vpc.urn, ...made.map(({ subnet }) => subnet.urn)];
  return {
    outputs,
    propertyDependencies: Object.fromEntries(Object.keys(outputs).map((key) => [key, urns])),
  };
}

interface MadeSubnet {
  plan: Subnet;
  subnet: Registered;
  table: Registered;
  association: Registered;
}

async function createSubnet(
  stack: Constructor,
  plan: Subnet,
  vpc: Registered,
  sharedTags: Record<string, string>,
): Promise<MadeSubnet> {
  const tags = { ...sharedTags, Name: plan.name, SubnetType: plan.spec.type };
  const subnet = await register(
    stack,
    "aws:ec2/subnet:Subnet",
    plan.name,
    vpc.urn,
    {
      vpcId: vpc.id,
      availabilityZone: plan.zoneName,
      cidrBlock: plan.cidrBlock,
      mapPublicIpOnLaunch: plan.spec.type === "Public",
      assignIpv6AddressOnCreation: false,
      tags,
    },
    { vpcId: [vpc] },
  );
  const table = await register(
    stack,
    "aws:ec2/routeTable:RouteTable",
    plan.name,
    subnet.urn,
    { vpcId: vpc.id, tags },
    { vpcId: [vpc] },
    [subnet],
  );
  const association = await register(
    stack,
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    plan.name,
    table.urn,
    { routeTableId: table.id, subnetId: subnet.id },
    { routeTableId: [table], subnetId: [subnet] },
  );
  return { plan, subnet, table, association };
}

async function createNatGateways(
  stack: Constructor,
  name: string,
  args: Properties,
  made: MadeSubnet[],
): Promise<{ eips: Registered[]; natGateways: Registered[] }> {
  const { strategy = "OnePerAz" } = (args["natGateways"] ?? {}) as { strategy?: string };
  const zones = new Set(made.map(({ plan }) => plan.zone)).size;
  const count = { None: 0, Single: 1, OnePerAz: zones }[strategy];
  if (count === undefined) {
    throw new Error(`the stand-in for awsx.ec2.Vpc does not know natGateways.strategy ${strategy}`);
  }
  const homes = made.filter(({ plan }) => plan.spec.type === "Public").slice(0, count);
  const pairs = await Promise.all(
    homes.map(async ({ plan, subnet }) => {
      const own = `${name}-${plan.zone + 1}`;
      const tags = { Name: own };
      const eip = await register(stack, "aws:ec2/eip:Eip", own, subnet.urn, { tags }, {}, [subnet]);
      const natGateway = await register(
        stack,
        "aws:ec2/natGateway:NatGateway",
        own,
        subnet.urn,
        { subnetId: subnet.id, allocationId: eip.id, tags },
        { subnetId: [subnet], allocationId: [eip] },
      );
      return { eip, natGateway };
    }),
  );
  return {
    eips: pairs.map(({ eip }) => eip),
    natGateways: pairs.map(({ natGateway }) => natGateway),
  };
}

function createRoutes(
  stack: Constructor,
  made: MadeSubnet[],
  gateway: Registered,
  natGateways: Registered[],
): Promise<Registered[]> {
  const type = "aws:ec2/route:Route";
  const destinationCidrBlock = "0.0.0.0/0";
  interface Routed extends Pick<MadeSubnet, "plan" | "table"> {
    inputs: Properties;
    uses: Record<string, Registered[]>;
  }
  const routed = made.flatMap(({ plan, table }): Routed[] => {
    const natGateway = natGateways[Math.min(plan.zone, natGateways.length - 1)];
    const own = { routeTableId: table.id, destinationCidrBlock };
    if (plan.spec.type === "Public") {
      const inputs = { ...own, gatewayId: gateway.id };
      return [{ plan, table, inputs, uses: { routeTableId: [table], gatewayId: [gateway] } }];
    }
    if (plan.spec.type === "Private" && natGateway) {
      const inputs = { ...own, natGatewayId: natGateway.id };
      return [{ plan, table, inputs, uses: { routeTableId: [table], natGatewayId: [natGateway] } }];
    }
    return [];
  });
  return Promise.all(
    routed.map(({ plan, table, inputs, uses }) =>
      register(stack, type, plan.name, table.urn, inputs, uses),
    ),
  );
}

/** The subnets of a layout, zone by zone; within a zone public first, then private, then isolated. */
function layOut(name: string, args: Properties, accountZones: string[]): Subnet[] {
  const count = (args["numberOfAvailabilityZones"] as number | undefined) ?? 3;
  const named = list(args["availabilityZoneNames"]);
  const zoneNames = named.length > 0 ? named : accountZones.slice(0, count);
  const strategy = text(args["subnetStrategy"]);
  if (strategy !== "Auto" && strategy !== "Exact") {
    throw new Error(`the stand-in for awsx.ec2.Vpc does not know subnetStrategy ${strategy}`);
  }
  const specs = specsOf(args);
  const blocks = specs.map((spec) => spec.cidrBlocks ?? []);
  const explicit = blocks.every((own) => own.length > 0);
  if (explicit && blocks.some((own) => own.length !== zoneNames.length)) {
    throw new Error("The number of CIDR blocks in subnetSpecs must match the number of zones");
  }
  const range = text(args["cidrBlock"]) || "10.0.0.0/16";
  return zoneNames.flatMap((zoneName, zone) => {
    const cidrs = explicit
      ? blocks.map((own) => own[zone] ?? "")
      : divide(range, zoneNames.length, zone, specs);
    return specs
      .map((spec, i) => ({
        ...{ zone, zoneName, spec, cidrBlock: cidrs[i] ?? "" },
        name: `${name}-${spec.name ?? spec.type.toLowerCase()}-${zone + 1}`,
      }))
      .sort((a, b) => ORDER.indexOf(a.spec.type) - ORDER.indexOf(b.spec.type));
  });
}

/** The subnets of one zone: equal parts of its share of the range, or as large as their masks say. */
function divide(range: string, zones: number, zone: number, specs: SubnetSpec[]): string[] {
  const bits = (parts: number) => Math.ceil(Math.log2(parts));
  const { first, size } = addressesIn(range);
  const zonePrefix = 32 - Math.log2(size) + bits(zones);
  const equal = zonePrefix + bits(specs.length);
  let next = first + zone * 2 ** (32 - zonePrefix);
  return specs.map((spec) => {
    const prefix = spec.cidrMask ?? equal;
    const step = 2 ** (32 - prefix);
    const start = Math.ceil(next / step) * step;
    next = start + step;
    return `${addressOfNumber(start)}/${prefix}`;
  });
}

const specsOf = (args: Properties): SubnetSpec[] => list<SubnetSpec>(args["subnetSpecs"]);

const only = (args: Properties, keys: string[]): Properties =>
  Object.fromEntries(keys.filter((key) => key in args).map((key) => [key, args[key]]));

/** Registers a child; `uses` names the resources that each input comes from. */
function register(
  stack: Constructor,
  type: string,
  name: string,
  parent: string,
  inputs: Properties,
  uses: Record<string, Registered[]> = {},
  dependsOn: Registered[] = [],
): Promise<Registered> {
  const urns = (resources: Registered[]) => resources.map(({ urn }) => urn).sort();
  const used = Object.keys(inputs).map((key) => [key, urns(uses[key] ?? [])] as const);
  const all = [...Object.values(uses).flat(), ...dependsOn];
  return stack.register({
    ...{ type, name, parent, inputs },
    dependencies: [...new Set(urns(all))],
    propertyDependencies: Object.fromEntries(used),
  });
}
