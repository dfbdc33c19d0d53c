import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { regionalDnsEntry, type SubnetConfiguration } from "./endpointAddresses";
import { awsServiceName } from "./names";
import { allowHttpsFrom, securityGroup, type Peer } from "./securityGroup";
import { nameTag } from "./tags";

export interface ExecuteApiEndpointArgs {
  region: string;
  vpcId: pulumi.Input<string>;
  /** One subnet per zone, as *one* list: previews keep the addresses of known zones only so. */
  subnetIds: pulumi.Input<string[]>;
  /** Ranges of the machines in this VPC that call the API without the load balancer. */
  clientCidrs: readonly string[];
  /** Groups of such machines, by a name for each. */
  clientGroups?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether names of the region's APIs lead to the endpoint, in the whole VPC. On unless said. */
  privateDns?: boolean;
  /** An endpoint that is there already: a VPC holds at most one with private DNS per service. */
  adopt?: { vpcEndpointId: string; securityGroupId: string };
}

/**
 * The door of API Gateway in the service account's VPC.
 *
 * Makes 1. a security group, 2. an interface endpoint for `execute-api` with private DNS, unless one
 * is adopted, and 3. one rule per range of own clients. The rule that admits the load balancer is the
 * load balancer's, which knows both groups.
 */
export class ExecuteApiEndpoint extends pulumi.ComponentResource {
  readonly vpcEndpointId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /**
   * Subnet id and IPv4 address of each interface of the endpoint. The provider fills this when it reads
   * the endpoint, so an address is an output of the resource itself and needs no look-up.
   */
  readonly subnetConfigurations: pulumi.Output<SubnetConfiguration[]>;
  /** The endpoint's regional DNS name. */
  readonly dnsName: pulumi.Output<string>;
  readonly #name: string;

  constructor(name: string, args: ExecuteApiEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ExecuteApiEndpoint", name, {}, opts);
    this.#name = name;
    const { endpoint, securityGroupId } = args.adopt
      ? this.adoptEndpoint(name, args.adopt)
      : this.createEndpoint(name, args);

    this.vpcEndpointId = endpoint.id;
    this.securityGroupId = pulumi.output(securityGroupId);
    this.subnetConfigurations = endpoint.subnetConfigurations;
    this.dnsName = endpoint.dnsEntries.apply((entries) => regionalDnsEntry(entries).dnsName);
    // An adopted group is somebody else's, and admits own clients already: AWS refuses a rule twice.
    if (!args.adopt) {
      args.clientCidrs.forEach((cidr) => this.admit({ cidr }));
      Object.entries(args.clientGroups ?? {}).forEach((group) => this.admitGroup(...group));
    }
    this.registerOutputs({
      vpcEndpointId: this.vpcEndpointId,
      securityGroupId: this.securityGroupId,
      subnetConfigurations: this.subnetConfigurations,
      dnsName: this.dnsName,
    });
  }

  /** Admits a group; also one that is made after the endpoint, because its rules name the endpoint's group. */
  admitGroup(name: string, securityGroupId: pulumi.Input<string>): void {
    this.admit({ name, securityGroupId });
  }

  private admit(peer: Peer): void {
    const { securityGroupId } = this;
    allowHttpsFrom(
      `${this.#name}-group`,
      { securityGroupId, peer, purpose: "HTTPS of own clients" },
      { parent: this },
    );
  }

  private createEndpoint(name: string, args: ExecuteApiEndpointArgs) {
    const group = securityGroup(
      `${name}-group`,
      { vpcId: args.vpcId, description: "Who may call API Gateway through the endpoint" },
      { parent: this },
    );
    const endpoint = new ec2.VpcEndpoint(
      `${name}-endpoint`,
      {
        vpcId: args.vpcId,
        serviceName: awsServiceName(args.region, "execute-api"),
        vpcEndpointType: "Interface",
        privateDnsEnabled: args.privateDns ?? true,
        subnetIds: args.subnetIds,
        securityGroupIds: [group.id],
        tags: nameTag(`${name}-endpoint`),
      },
      { parent: this },
    );
    return { endpoint, securityGroupId: group.id };
  }

  private adoptEndpoint(
    name: string,
    adopt: { vpcEndpointId: string; securityGroupId: string },
  ): { endpoint: ec2.VpcEndpoint; securityGroupId: pulumi.Input<string> } {
    const endpoint = ec2.VpcEndpoint.get(`${name}-endpoint`, adopt.vpcEndpointId, undefined, {
      parent: this,
    });
    return { endpoint, securityGroupId: adopt.securityGroupId };
  }
}
