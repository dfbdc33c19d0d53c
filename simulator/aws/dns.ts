import { AwsError, list, refuseWhileUsed, text, type Model, type Place } from "./model";
import { ENDPOINT } from "./endpoints";
import { LOAD_BALANCER } from "./loadBalancing";
import { VPC } from "./network";

export const ZONE = "aws:route53/zone:Zone";
export const RECORD = "aws:route53/record:Record";

const zone: Model = {
  type: ZONE,
  seconds: 70,
  create(inputs, place) {
    const doing = "creating Route53 Hosted Zone";
    const name = text(inputs["name"]);
    const vpcs = list<{ vpcId: string; vpcRegion?: string }>(inputs["vpcs"]);
    for (const { vpcId } of vpcs) {
      place.require(VPC, vpcId, doing);
      const twin = place
        .list(ZONE)
        .filter((other) => other.inputs["name"] === name)
        .find((other) =>
          list<{ vpcId: string }>(other.inputs["vpcs"]).some((v) => v.vpcId === vpcId),
        );
      if (twin) {
        throw new AwsError(
          doing,
          "ConflictingDomainExists",
          `The VPC ${vpcId} in region ${place.region} has already been associated with the hosted ` +
            `zone ${twin.id} with the same domain name.`,
        );
      }
    }
    const id = `Z0${place.hex(18).toUpperCase()}`;
    const nameServers = [0, 512, 1024, 1536].map((number, i) => {
      const top = ["com", "net", "org", "co.uk"][i] ?? "com";
      return `ns-${number}.awsdns-${String(i * 8).padStart(2, "0")}.${top}`;
    });
    return {
      id,
      outputs: {
        arn: `arn:aws:route53:::hostedzone/${id}`,
        enableAcceleratedRecovery: false,
        forceDestroy: false,
        nameServers: [...nameServers].sort(),
        primaryNameServer: nameServers[0],
        vpcs: vpcs.map((vpc) => ({ vpcRegion: place.region, ...vpc })),
        zoneId: id,
      },
    };
  },
  refuseDelete: refuseWhileUsed(
    [[RECORD, "zoneId"]],
    (id) =>
      new AwsError(
        `deleting Route53 Hosted Zone (${id})`,
        "HostedZoneNotEmpty",
        "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
      ),
  ),
};

const record: Model = {
  type: RECORD,
  seconds: 40, // est.
  create(inputs, place) {
    const doing = "creating Route53 Record";
    const name = text(inputs["name"]);
    const type = text(inputs["type"]);
    const owner = place.require(ZONE, inputs["zoneId"], doing);
    const zoneName = text(owner.inputs["name"]);
    const refuse = (detail: string) => new AwsError(doing, "InvalidChangeBatch", `[${detail}]`);
    if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
      throw refuse(`RRSet with DNS name ${name}. is not permitted in zone ${zoneName}.`);
    }
    for (const alias of list<{ name: string; zoneId: string }>(inputs["aliases"])) {
      if (!isTarget(alias, place)) {
        throw refuse(
          `Tried to create an alias that targets ${alias.name}., type ${type} in zone ` +
            `${alias.zoneId}, but the alias target name does not lie within the target zone`,
        );
      }
    }
    const id = `${owner.id}_${name}_${type}`;
    if (place.list(RECORD).some((other) => other.id === id)) {
      throw refuse(
        `Tried to create resource record set [name='${name}.', type='${type}'] but it already exists`,
      );
    }
    return { id, outputs: { fqdn: name, name } };
  },
};

/** Whether name and hosted zone belong together: to an entry of an endpoint, or to a load balancer. */
function isTarget(alias: { name: string; zoneId: string }, place: Place): boolean {
  const entries = place
    .list(ENDPOINT)
    .flatMap((known) =>
      list<{ dnsName: string; hostedZoneId: string }>(known.attributes["dnsEntries"]),
    );
  return (
    entries.some((e) => e.dnsName === alias.name && e.hostedZoneId === alias.zoneId) ||
    place
      .list(LOAD_BALANCER)
      .some(
        ({ attributes }) =>
          attributes["dnsName"] === alias.name && attributes["zoneId"] === alias.zoneId,
      )
  );
}

export const dnsModels = [zone, record];
