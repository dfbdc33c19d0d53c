import { admits, namedGroup } from "../network/groups";
import { UNKNOWN } from "../network/properties";
import { clientPeer, clientRange } from "./connection";
import { fault, timedOut, unknown, type Check } from "./check";

export const nlbSgPrivatelinkDenied: Check = {
  code: "NLB_SG_PRIVATELINK_DENIED",
  hop: "nlb-sg",
  cause:
    "The load balancer enforces its groups on PrivateLink traffic (the default), and none of their rules admits the client's own address, which lies in the customer's network. Endpoint and targets look healthy.",
  symptom: "`curl: (28)` timed out, or a reset; the endpoint is available, the targets are healthy",
  repair:
    "Add an ingress rule for TCP 443 from the customer's client range to the load balancer's group.",
  source: "NLB guide, security groups (PrivateLink); incident reports",
  evidence: "documented",
  judge: (journey) => {
    const { network, leg, throughService, url } = journey;
    if (!leg || !throughService) {
      return undefined;
    }
    const { properties } = leg.balancer;
    const groups = properties.texts("securityGroups");
    const enforced = properties.text("enforceSecurityGroupInboundRulesOnPrivateLinkTraffic");
    if ((groups !== UNKNOWN && groups.length === 0) || enforced === "off") {
      return undefined;
    }
    const admitted = admits(network, groups, "ingress", url.port, clientPeer(journey, undefined));
    if (admitted === true) {
      return undefined;
    }
    if (admitted === UNKNOWN || enforced === UNKNOWN) {
      return unknown("whether the load balancer's groups admit the client through PrivateLink");
    }
    const group = namedGroup(network, groups);
    return fault({
      resource: group,
      detail: `no ingress rule of ${group?.id} admits TCP ${url.port} from the client's own range ${clientRange(journey)}`,
      fix: `add an ingress rule for TCP ${url.port} from ${clientRange(journey)} to ${group?.id}: the customer's clientCidrs`,
      seen: timedOut(journey, 7, 56),
    });
  },
};
