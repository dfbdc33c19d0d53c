import { strays, type BalancerLeg, type ChosenTarget } from "../balancerLeg";
import type { Journey } from "../journey";
import type { Node } from "../network/network";
import { isCrossZone, nodesOf } from "../network/balancers";
import { UNKNOWN } from "../network/properties";
import { groupOf } from "./target";
import { fault, nameOf, timedOut, unknown, type Check, type Finding } from "./check";

export const nlbNoTargetInZone: Check = {
  code: "NLB_NO_TARGET_IN_ZONE",
  hop: "nlb",
  cause:
    "The connection enters the load balancer in a zone in which it has no node, or no target: cross-zone load balancing is off, and PrivateLink keeps to the zone of the customer's address.",
  symptom: "`curl: (7)`, a reset or a time-out from this zone; other zones work",
  repair:
    "Register the endpoint's address of that zone as a target, and add the zone to the load balancer.",
  source: "NLB guide, availability zones and target health; PrivateLink guide, share your services",
  evidence: "documented",
  judge: (journey) => {
    const { leg } = journey;
    const group = groupOf(journey);
    if (!leg || !group) {
      return undefined;
    }
    const { zoneId, balancer } = leg;
    if (zoneId === UNKNOWN) {
      return unknown("in which zone the connection enters the load balancer");
    }
    const missing = missingTarget(journey, leg, group, zoneId);
    const isTold = nodesOf(journey.network, balancer).every((node) => node.zoneId !== UNKNOWN);
    const noNode = isTold
      ? fault({
          resource: balancer,
          detail: `${nameOf(balancer)} has no node in ${zoneId}`,
          fix: `add a subnet in ${zoneId} to the load balancer, then offer the zone in the service`,
          seen: timedOut(journey, 7, 56),
        })
      : unknown(`whether ${nameOf(balancer)} has a node in ${zoneId}`);
    return [...(leg.node ? [] : [noNode]), ...(missing ? [missing] : [])];
  },
};

/** Whether a zone lacks a target that the connection could go on to. */
function missingTarget(
  journey: Journey,
  leg: BalancerLeg,
  group: Node,
  zoneId: string,
): Finding | undefined {
  if (leg.choices.length > 0) {
    return undefined;
  }
  if (isCrossZone(leg.balancer, group) === UNKNOWN || leg.targets.some(isUnclear)) {
    return unknown(`whether there is a target in ${zoneId}`);
  }
  const zones = nodesOf(journey.network, leg.balancer).map((node) => node.zoneId);
  const empty = [...new Set([...zones, zoneId])].filter(
    (zone) => !leg.targets.some((target) => target.zoneId === zone),
  );
  // As many targets as are missing are registered outside: then each of those is a fault of its own.
  return strays(leg).length >= empty.length
    ? undefined
    : fault({
        resource: group,
        detail: `no target of the group is in ${zoneId}`,
        fix: `register the endpoint's address in ${zoneId} as a target of the group`,
        seen: timedOut(journey, 7, 56),
      });
}

const isUnclear = ({ address, endpoint, zoneId }: ChosenTarget): boolean =>
  address === UNKNOWN || (endpoint !== undefined && zoneId === UNKNOWN);
