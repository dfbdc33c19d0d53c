import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import { awsServiceName } from "../components/names";
import type { NetworkArgs } from "../components/network";
import { firstZones, pairZones, zonesById, type Zone } from "../components/zones";
import { SettingsError } from "./problems";
import type { NetworkSettings } from "./schema";

const KEY = "private-api:network";

/** How many zones a service spans unless it says. */
const DEFAULT_ZONES = 2;

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
  const wanted = settings.zones ?? DEFAULT_ZONES;
  const { availabilityZones } = await ec2.getVpcEndpointService({
    serviceName: awsServiceName(region, "execute-api"),
    serviceType: "Interface",
  });
  const chosen = firstZones(zones, availabilityZones, wanted);
  if (chosen.length < wanted) {
    throw problem(
      `zones`,
      `wants ${wanted} zones; ${region} offers execute-api endpoints in ${chosen.length}`,
      chosen.map((zone) => zone.name).join(", "),
      `zones: ${chosen.length}`,
    );
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
      throw problem(
        "subnetIds",
        `has subnets in zones that the service does not offer: ${foreign.map(zoneText).join(", ")}`,
        `subnets in ${zoneIds.join(", ")}; given are ${adopted.zones.map(zoneText).join(", ")}`,
        "name subnets in the service's zones, or have the service span more zones",
      );
    }
    return adopted;
  }
  const known = zonesById(zones, zoneIds);
  const wanted = settings.zones ?? known.length;
  if (known.length === 0 || wanted > known.length) {
    throw problem(
      settings.zones === undefined ? "" : "zones",
      `wants ${settings.zones ?? "the service's"} zones; of the service's zones this account has ${known.length}`,
      `the service offers ${zoneIds.join(", ")}; this account has ${zones.map(zoneText).join(", ")}`,
      known.length > 0 ? `zones: ${known.length}` : "have the service span a zone of this account",
    );
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
      throw problem(
        "vpcId",
        `names a VPC with ${attribute} off; private names do not work in it`,
        undefined,
        `switch ${attribute} on in ${vpcId}`,
      );
    }
  }
  subnets.forEach((subnet, i) => {
    if (subnet.vpcId !== vpcId) {
      throw problem(
        `subnetIds[${i}]`,
        `lies in ${subnet.vpcId}, not in ${vpcId}`,
        `subnets of ${vpcId}`,
      );
    }
    const twin = subnets.findIndex(
      (other) => other.availabilityZoneId === subnet.availabilityZoneId,
    );
    if (twin < i) {
      throw problem(
        `subnetIds[${i}]`,
        `lies in ${subnet.availabilityZone}, as ${subnetIds[twin]} does`,
        "one subnet per zone: an endpoint has one interface in each",
      );
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

function problem(key: string, what: string, allowed?: string, fix?: string): SettingsError {
  const where = `Pulumi.${pulumi.getStack()}.yaml ${KEY}${key && `.${key}`}`;
  return new SettingsError([{ where, what, allowed, fix }]);
}
