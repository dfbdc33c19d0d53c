import { admits, namedGroup } from "../network/groups";
import { UNKNOWN } from "../network/properties";
import { nodePeer } from "./connection";
import { ENDPOINT_PORT } from "./target";
import { fault, nameOf, timedOut, unknown, type Check } from "./check";

export const apiEndpointSgIngressDenied: Check = {
  code: "API_ENDPOINT_SG_INGRESS_DENIED",
  hop: "api-endpoint-sg",
  cause:
    "No rule of the execute-api endpoint's groups admits the load balancer. The customer's range is of no use here: the source is always the load balancer's own address.",
  symptom: "`curl: (28)` timed out, or a reset; the targets are unhealthy",
  repair: "Add an ingress rule for TCP 443 from the load balancer's group to the endpoint's group.",
  source: "NLB guide, target security groups",
  evidence: "documented",
  judge: (journey) => {
    const { network, leg, apiEndpoint } = journey;
    if (!leg || !apiEndpoint) {
      return undefined;
    }
    const groups = apiEndpoint.properties.texts("securityGroupIds");
    const port = ENDPOINT_PORT;
    const none = groups !== UNKNOWN && groups.length === 0;
    const admitted = none ? UNKNOWN : admits(network, groups, "ingress", port, nodePeer(journey));
    if (admitted === UNKNOWN) {
      return unknown(`whether the groups of ${nameOf(apiEndpoint)} admit the load balancer`);
    }
    const group = namedGroup(network, groups);
    return admitted
      ? undefined
      : fault({
          resource: group,
          detail: `no ingress rule of ${group?.id} admits TCP ${port} from the load balancer`,
          fix: `add an ingress rule for TCP ${port} from the load balancer's group to ${group?.id}`,
          seen: timedOut(journey, 7, 56),
        });
  },
};
