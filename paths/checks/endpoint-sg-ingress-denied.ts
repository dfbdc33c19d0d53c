import { admits, namedGroup } from "../network/groups";
import { known, UNKNOWN } from "../network/properties";
import { clientPeer, clientRange } from "./connection";
import { fault, nameOf, timedOut, unknown, type Check } from "./check";

export const endpointSgIngressDenied: Check = {
  code: "ENDPOINT_SG_INGRESS_DENIED",
  hop: "endpoint-sg",
  cause: "No rule of the groups of the endpoint that the client connects to admits the client.",
  symptom: "`curl: (28)` timed out",
  repair: "Add an ingress rule for TCP 443 from the client's range or group.",
  source: "PrivateLink guide, interface endpoints (security groups)",
  evidence: "documented",
  judge: (journey) => {
    const { network, entry, url } = journey;
    if (!entry) {
      return undefined;
    }
    const { properties } = entry.endpoint;
    const groups = properties.texts("securityGroupIds");
    const peer = clientPeer(journey, known(properties.text("vpcId")));
    if (journey.vantage.kind === "internet") {
      // It never gets here: see the route.
      return undefined;
    }
    const admitted = admits(network, groups, "ingress", url.port, peer);
    const none = groups !== UNKNOWN && groups.length === 0;
    if (admitted === UNKNOWN || none) {
      return unknown(`whether the groups of ${nameOf(entry.endpoint)} admit the client`);
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
