import { isCrossZone } from "../network/balancers";
import { UNKNOWN } from "../network/properties";
import { groupOf } from "./target";
import { fault, nameOf, timedOut, unknown, type Check } from "./check";

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
    if (leg.zoneId === UNKNOWN) {
      return unknown("in which zone the connection enters the load balancer");
    }
    const seen = timedOut(journey, 7, 56);
    if (!leg.node) {
      return fault({
        resource: leg.balancer,
        detail: `${nameOf(leg.balancer)} has no node in ${leg.zoneId}`,
        fix: `add a subnet in ${leg.zoneId} to the load balancer, then offer the zone in the service`,
        seen,
      });
    }
    if (leg.choices.length > 0) {
      return undefined;
    }
    const crossZone = isCrossZone(leg.balancer, group);
    if (crossZone === UNKNOWN || leg.targets.some(({ zoneId }) => zoneId === UNKNOWN)) {
      const foreign = leg.targets.find(({ zoneId }) => zoneId === UNKNOWN);
      // A target outside every subnet of the load balancer is a fault of its own.
      return foreign && foreign.address !== UNKNOWN && crossZone !== UNKNOWN
        ? undefined
        : unknown(`whether there is a target in ${leg.zoneId}`);
    }
    return fault({
      resource: group,
      detail: `no target of the group is in ${leg.zoneId}`,
      fix: `register the endpoint's address in ${leg.zoneId} as a target of the group`,
      seen,
    });
  },
};
