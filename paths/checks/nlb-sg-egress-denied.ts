import { admits, namedGroup } from "../network/groups";
import { UNKNOWN } from "../network/properties";
import { arrivals } from "../balancerLeg";
import { ENDPOINT_PORT } from "./target";
import { peerAt } from "./connection";
import { fault, timedOut, unknown, type Check } from "./check";

export const nlbSgEgressDenied: Check = {
  code: "NLB_SG_EGRESS_DENIED",
  hop: "nlb-sg",
  cause:
    "No rule of the load balancer's groups lets it out to the endpoint behind it. Health checks obey these rules too: the targets turn unhealthy.",
  symptom: "`curl: (28)` timed out, or a reset",
  repair: "Add an egress rule for TCP 443 to the endpoint's group in the load balancer's group.",
  source: "NLB guide, security groups",
  evidence: "documented",
  judge: (journey) => {
    const { network, leg, apiEndpoint } = journey;
    const groups = leg?.balancer.properties.texts("securityGroups") ?? [];
    if (!leg || (groups !== UNKNOWN && groups.length === 0)) {
      return undefined;
    }
    const behind = apiEndpoint?.properties.texts("securityGroupIds") ?? UNKNOWN;
    const verdicts = arrivals(journey).map(({ address }) =>
      admits(network, groups, "egress", ENDPOINT_PORT, peerAt(address, behind)),
    );
    if (verdicts.includes(false)) {
      const group = namedGroup(network, groups);
      return fault({
        resource: group,
        detail: `no egress rule of ${group?.id} lets TCP ${ENDPOINT_PORT} out to the endpoint`,
        fix: `add an egress rule for TCP ${ENDPOINT_PORT} to the endpoint's group in ${group?.id}`,
        seen: timedOut(journey, 7, 56),
      });
    }
    return verdicts.includes(UNKNOWN)
      ? unknown("whether the load balancer's groups let it out to the endpoint")
      : undefined;
  },
};
