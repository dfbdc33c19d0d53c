import * as pulumi from "@pulumi/pulumi";
import * as awsx from "@pulumi/awsx/ec2";
import { slots } from "./cidr";
import type { Zone } from "./zones";

/** A VPC to make: one isolated subnet in each zone. */
export interface NewNetwork {
  kind: "new";
  /** Range of the VPC, /16 to /24. */
  cidrBlock: string;
  /** Zones of this account, at most six. Zone *i* gets slot *i* of the range. */
  zones: Zone[];
}

/** A VPC that is there already. */
export interface AdoptedNetwork {
  kind: "adopted";
  vpcId: string;
  cidrBlock: string;
  /** One subnet per zone, in the order of `zones`. */
  subnetIds: string[];
  zones: Zone[];
}

export type NetworkArgs = NewNetwork | AdoptedNetwork;

/**
 * The network of one account: made, or adopted.
 *
 * Made, it holds 1. an `awsx.ec2.Vpc` with DNS support and DNS host names on, 2. one isolated subnet
 * per zone with its route table, and 3. the internet gateway that awsx always makes and that no route
 * uses. It holds no NAT gateway and no route out. The range is cut into 16 slots by explicit blocks:
 * the layout awsx chooses itself cuts every subnet anew when a zone is added.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** One subnet per zone. Take elements as `subnetIds[i]`: the known ones stay known in previews. */
  readonly subnetIds: pulumi.Output<string[]>;
  readonly cidrBlock: string;
  readonly zones: Zone[];
  /** The route tables of the subnets; none of an adopted network, whose tables are its owner's. */
  readonly routeTableIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:Network", name, {}, opts);
    const { vpcId, subnetIds, routeTableIds } =
      args.kind === "new" ? this.createVpc(name, args) : { ...args, routeTableIds: [] };

    this.vpcId = pulumi.output(vpcId);
    this.subnetIds = pulumi.output(subnetIds);
    this.cidrBlock = args.cidrBlock;
    this.zones = args.zones;
    this.routeTableIds = pulumi.output(routeTableIds);
    this.registerOutputs({
      vpcId: this.vpcId,
      subnetIds: this.subnetIds,
      cidrBlock: this.cidrBlock,
      zones: this.zones,
      routeTableIds: this.routeTableIds,
    });
  }

  private createVpc(name: string, args: NewNetwork) {
    const vpc = new awsx.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: args.cidrBlock,
        availabilityZoneNames: args.zones.map((zone) => zone.name),
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Isolated", cidrBlocks: slots(args.cidrBlock, args.zones.length) }],
        natGateways: { strategy: "None" },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this },
    );
    const routeTableIds = pulumi
      .output(vpc.routeTables)
      .apply((tables) => tables.map((table) => table.id));
    return { vpcId: vpc.vpcId, subnetIds: vpc.isolatedSubnetIds, routeTableIds };
  }
}
