import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { regionalDnsEntry, type DnsEntry } from "./endpointAddresses";
import { allowHttpsFrom, securityGroup } from "./securityGroup";
import { nameTag } from "./tags";

export interface CustomerEndpointArgs {
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Input<string[]>;
  /** Name of the endpoint service in the service account. */
  serviceName: pulumi.Input<string>;
  /** Ranges of the machines that call the API. */
  clientCidrs: readonly string[];
}

/**
 * The service, seen from the customer's VPC.
 *
 * Makes 1. a security group with one rule per client range and 2. an interface endpoint to the
 * service. Private DNS is off: the service has no verified name; `PrivateZone` gives it names.
 */
export class CustomerEndpoint extends pulumi.ComponentResource {
  readonly vpcEndpointId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** The endpoint's regional name and the hosted zone that name lies in, from the same entry. */
  readonly dnsEntry: pulumi.Output<DnsEntry>;

  constructor(name: string, args: CustomerEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:CustomerEndpoint", name, {}, opts);
    const group = this.createGroup(name, args);
    const endpoint = new ec2.VpcEndpoint(
      `${name}-endpoint`,
      {
        vpcId: args.vpcId,
        serviceName: args.serviceName,
        vpcEndpointType: "Interface",
        privateDnsEnabled: false,
        subnetIds: args.subnetIds,
        securityGroupIds: [group.id],
        tags: nameTag(`${name}-endpoint`),
      },
      { parent: this },
    );

    this.vpcEndpointId = endpoint.id;
    this.securityGroupId = group.id;
    this.dnsEntry = endpoint.dnsEntries.apply(regionalDnsEntry);
    this.registerOutputs({
      vpcEndpointId: this.vpcEndpointId,
      securityGroupId: this.securityGroupId,
      dnsEntry: this.dnsEntry,
    });
  }

  private createGroup(name: string, args: CustomerEndpointArgs) {
    const group = securityGroup(
      `${name}-group`,
      { vpcId: args.vpcId, description: "Who may call the service through the endpoint" },
      { parent: this },
    );
    for (const cidr of args.clientCidrs) {
      allowHttpsFrom(
        `${name}-group`,
        { securityGroupId: group.id, peer: { cidr }, purpose: "HTTPS of clients" },
        { parent: this },
      );
    }
    return group;
  }
}
