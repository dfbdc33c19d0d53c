import * as pulumi from "@pulumi/pulumi";
import * as route53 from "@pulumi/aws/route53";
import type { DnsEntry } from "./endpointAddresses";
import { nameTag } from "./tags";

export interface PrivateZoneArgs {
  vpcId: pulumi.Input<string>;
  /** The zone's name. Every name in it is answered from here alone: there is no public fallback. */
  zoneName: string;
  /** Full names of the records; the zone's own name for its apex. */
  recordNames: readonly string[];
  /** Where the records lead: name and hosted zone of the *same* DNS entry of an endpoint. */
  target: pulumi.Input<DnsEntry>;
}

/**
 * Names for an endpoint that only one VPC sees.
 *
 * Makes 1. a private hosted zone and 2. one alias record of type A per name. A record's logical name is
 * its position, so that a renamed record is replaced and nothing else. Records after one that is taken
 * away move up and are replaced, too.
 */
export class PrivateZone extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  readonly recordNames: string[];

  constructor(name: string, args: PrivateZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:PrivateZone", name, {}, opts);
    const zone = new route53.Zone(
      `${name}-zone`,
      {
        name: args.zoneName,
        comment: "Names of a private API",
        vpcs: [{ vpcId: args.vpcId }],
        tags: nameTag(`${name}-zone`),
      },
      { parent: this },
    );
    args.recordNames.forEach((recordName, i) => {
      new route53.Record(
        `${name}-record-${i + 1}`,
        { zoneId: zone.zoneId, name: recordName, type: "A", aliases: [this.alias(args.target)] },
        { parent: this },
      );
    });

    this.zoneId = zone.zoneId;
    this.recordNames = [...args.recordNames];
    this.registerOutputs({ zoneId: this.zoneId, recordNames: this.recordNames });
  }

  private alias(target: pulumi.Input<DnsEntry>) {
    const entry = pulumi.output(target);
    return {
      name: entry.dnsName,
      zoneId: entry.hostedZoneId,
      // One record and no other to fail over to.
      evaluateTargetHealth: false,
    };
  }
}
