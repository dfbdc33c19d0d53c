import { admits, namedGroup } from "../network/groups";
import { known, UNKNOWN } from "../network/properties";
import { clientPeer, clientRange } from "./connection";
import { fault, timedOut, unknown, type Check } from "./check";

export const nlbSgIngressDenied: Check = {
  code: "NLB_SG_INGRESS_DENIED",
  hop: "nlb-sg",
  cause:
    "A client inside the service's network calls the load balancer, and no rule of its groups admits it.",
  symptom: "`curl: (28)` timed out",
  repair: "Add an ingress rule for TCP 443 from that client's range to the load balancer's group.",
  source: "NLB guide, security groups",
  evidence: "documented",
  judge: (journey) => {
    const { network, leg, landing, url, vantage } = journey;
    if (!leg || landing?.kind !== "balancer" || vantage.kind === "internet") {
      return undefined;
    }
    const { properties } = leg.balancer;
    const groups = properties.texts("securityGroups");
    if (groups !== UNKNOWN && groups.length === 0) {
      return undefined;
    }
    const peer = clientPeer(journey, known(properties.text("vpcId")));
    const admitted = admits(network, groups, "ingress", url.port, peer);
    if (admitted === UNKNOWN) {
      return unknown("whether the load balancer's groups admit the client");
    }
    const group = namedGroup(network, groups);
    return admitted
      ? undefined
      : fault({
          resource: group,
          detail: `no ingress rule of ${group?.id} admits TCP ${url.port} from ${clientRange(journey)}`,
          fix: `add an ingress rule for TCP ${url.port} from ${clientRange(journey)} to ${group?.id}`,
          seen: timedOut(journey),
        });
  },
};
