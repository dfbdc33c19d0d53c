import { zonesOf, type Zone } from "../simulator/aws/zones";
import type { Contract } from "../stacks/contract";
import { DEFAULT_ZONES, MOST_ZONES } from "../stacks/fields";
import type { Problem } from "../stacks/problems";
import { ownKey, type StackPlan } from "./project";

/** What a customer's own settings must fit: the service as it will be in this run, or is. */
export interface ServiceSide {
  region: string;
  /** How many zones it spans. */
  zones: number;
  /** Their ids, where they are known before the run. */
  zoneIds?: readonly string[];
}

/** The service side as the settings of a service will make it. */
export function sideOfSettings({ settings, account, region }: StackPlan): ServiceSide {
  const { zones = DEFAULT_ZONES, subnets, subnetIds } = settings.network;
  const all = subnets && Math.min(MOST_ZONES, zonesOf(account, region).length);
  return { region, zones: subnetIds?.length ?? all ?? zones };
}

/** The service side as its contract tells it. */
export function sideOfContract({ region, zoneIds }: Contract): ServiceSide {
  return { region, zones: zoneIds.length, zoneIds };
}

/**
 * A service must not want more zones than its simulated account has: the same is said by the program,
 * but only when the run has begun.
 */
export function checkServiceZones(stack: StackPlan): Problem[] {
  const { zones } = stack.settings.network;
  const there = zonesOf(stack.account, stack.region);
  return zones === undefined || zones <= there.length
    ? []
    : [
        {
          where: stack.locate([ownKey("network"), "zones"]),
          what: `wants more zones than ${stack.region} offers execute-api endpoints in`,
          value: String(zones),
          allowed: `at most ${there.length}: ${there.map(zoneText).join(", ")}`,
          fix: `zones: ${there.length}`,
        },
      ];
}

/**
 * A customer must be in its service's region, and span no zone that the service does not.
 *
 * @param isSimulated whether the account's zones are known here
 */
export function checkCustomerFits(
  stack: StackPlan,
  service: ServiceSide,
  isSimulated = true,
): Problem[] {
  if (stack.region !== service.region) {
    return [
      {
        where: stack.locate(["aws:region"]),
        what: "is not the region of the service: it is offered there alone",
        value: stack.region,
        allowed: service.region,
        fix: `aws:region: ${service.region}`,
      },
    ];
  }
  const { cidr, zones } = stack.settings.network;
  if (cidr === undefined || !isSimulated) {
    // Where adopted subnets lie, and which zones an account of AWS has, the program finds out.
    return [];
  }
  const there = zonesOf(stack.account, stack.region);
  const { zoneIds } = service;
  const common = zoneIds ? there.filter(({ id }) => zoneIds.includes(id)).length : service.zones;
  const wanted = zones ?? service.zones;
  return common > 0 && wanted <= common
    ? []
    : [
        {
          where: stack.locate([ownKey("network"), ...(zones === undefined ? [] : ["zones"])]),
          what: "wants more of the service's zones than there are in this account",
          value: String(wanted),
          allowed:
            `at most ${common}: the service spans ${zoneIds?.join(", ") ?? service.zones}; ` +
            `this account has ${there.map(zoneText).join(", ")}`,
          fix:
            common > 0
              ? `zones: ${common}, or have the service span more`
              : "have the service span a zone of this account",
        },
      ];
}

const zoneText = ({ id, name }: Zone): string => `${id} (${name})`;
