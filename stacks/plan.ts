import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import { awsServiceName } from "../components/names";
import type { NetworkArgs } from "../components/network";
import { firstZones, pairZones, zonesById, type Zone } from "../components/zones";
import { DEFAULT_ZONES, MOST_ZONES } from "./fields";
import { SettingsError, type Problem } from "./problems";
import type { NetworkSettings } from "./schema";

const KEY = "private-api:network";

/** The zones of this account and region, without local zones, which hold no such endpoints. */
export async function accountZones(): Promise<Zone[]> {
  const { names, zoneIds } = await getAvailabilityZones({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
  });
  return pairZones(names, zoneIds);
}

/**
 * The network of the service account: its zones are the first that offer `execute-api` endpoints.
 *
 * @throws SettingsError when there are fewer zones than asked for
 */
export async function planServiceNetwork(
  settings: NetworkSettings,
  region: string,
  zones: readonly Zone[],
): Promise<NetworkArgs> {
  if (settings.cidr === undefined) {
    return adoptNetwork(settings);
  }
  const { availabilityZones } = await ec2.getVpcEndpointService({
    serviceName: awsServiceName(region, "execute-api"),
    serviceType: "Interface",
  });
  const offered = zones.filter(({ name }) => availabilityZones.includes(name)).length;
  const wanted = settings.subnets
    ? Math.min(offered, MOST_ZONES)
    : (settings.zones ?? DEFAULT_ZONES);
  const chosen = firstZones(zones, availabilityZones, wanted);
  if (chosen.length < wanted) {
    throw problem("zones", {
      what: `wants more zones than ${region} offers execute-api endpoints in`,
      value: String(wanted),
      allowed: `at most ${chosen.length}: ${chosen.map(zoneText).join(", ")}`,
      fix: `zones: ${chosen.length}`,
    });
  }
  return { kind: "new", cidrBlock: settings.cidr, zones: chosen };
}

/**
 * The network of a customer's account: in the zones of the service, by id.
 *
 * @param zoneIds ids of the zones that the service offers
 * @throws SettingsError when a zone or a subnet does not fit the service
 */
export async function planCustomerNetwork(
  settings: NetworkSettings,
  zoneIds: readonly string[],
  zones: readonly Zone[],
): Promise<NetworkArgs> {
  if (settings.cidr === undefined) {
    const adopted = await adoptNetwork(settings);
    const foreign = adopted.zones.filter((zone) => !zoneIds.includes(zone.id));
    if (foreign.length > 0) {
      throw problem("subnetIds", {
        what: `has subnets in zones that the service does not offer: ${foreign.map(zoneText).join(", ")}`,
        value: adopted.zones
          .map((zone, i) => `${settings.subnetIds?.[i]} in ${zoneText(zone)}`)
          .join(", "),
        allowed: `subnets in the service's zones ${zoneIds.join(", ")}`,
        fix: "name subnets in the service's zones, or have the service span more zones",
      });
    }
    return adopted;
  }
  const known = zonesById(zones, zoneIds);
  const wanted = settings.zones ?? known.length;
  if (known.length === 0 || wanted > known.length) {
    const fix =
      known.length > 0 ? `zones: ${known.length}` : "have the service span a zone of this account";
    throw problem(settings.zones === undefined ? "" : "zones", {
      what: `wants more of the service's zones than this account has`,
      value: String(wanted),
      allowed: `at most ${known.length}: the service offers ${zoneIds.join(", ")}; this account has ${zones.map(zoneText).join(", ")}`,
      fix,
    });
  }
  return { kind: "new", cidrBlock: settings.cidr, zones: known.slice(0, wanted) };
}

/** A VPC that is there already, checked for what an endpoint in it needs. */
async function adoptNetwork(settings: NetworkSettings): Promise<NetworkArgs> {
  const vpcId = settings.vpcId ?? "";
  const subnetIds = settings.subnetIds ?? [];
  const [vpc, ...subnets] = await Promise.all([
    ec2.getVpc({ id: vpcId }),
    ...subnetIds.map((id) => ec2.getSubnet({ id })),
  ]);
  for (const attribute of ["enableDnsSupport", "enableDnsHostnames"] as const) {
    if (!vpc[attribute]) {
      throw problem("vpcId", {
        what: `names a VPC with ${attribute} off; private names do not work in it`,
        value: vpcId,
        allowed: "a VPC with enableDnsSupport and enableDnsHostnames on",
        fix: `switch ${attribute} on in ${vpcId}`,
      });
    }
  }
  subnets.forEach((subnet, i) => {
    if (subnet.vpcId !== vpcId) {
      throw problem(`subnetIds[${i}]`, {
        what: `lies in ${subnet.vpcId}, not in ${vpcId}`,
        value: subnet.id,
        allowed: `subnets of ${vpcId}`,
        fix: `name a subnet of ${vpcId}, or write vpcId: ${subnet.vpcId}`,
      });
    }
    const twin = subnets.findIndex(
      (other) => other.availabilityZoneId === subnet.availabilityZoneId,
    );
    if (twin < i) {
      throw problem(`subnetIds[${i}]`, {
        what: `lies in ${subnet.availabilityZone}, as ${subnetIds[twin]} does`,
        value: subnet.id,
        allowed: "one subnet per zone: an endpoint has one interface in each",
        fix: "remove one of the two, or name a subnet in another zone",
      });
    }
  });
  return {
    kind: "adopted",
    vpcId,
    cidrBlock: vpc.cidrBlock,
    subnetIds,
    zones: subnets.map((subnet) => ({
      name: subnet.availabilityZone,
      id: subnet.availabilityZoneId,
    })),
  };
}

const zoneText = (zone: Zone): string => `${zone.id} (${zone.name})`;

/** A problem with one key of the network's settings; `key` is empty for the whole. */
function problem(key: string, details: Omit<Problem, "where">): SettingsError {
  const where = `Pulumi.${pulumi.getStack()}.yaml ${KEY}${key && `.${key}`}`;
  return new SettingsError([{ where, ...details }]);
}
