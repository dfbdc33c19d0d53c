import { addressOf } from "../landing";
import { admits, namedGroup } from "../network/groups";
import { UNKNOWN } from "../network/properties";
import { peerAt } from "./connection";
import { fault, timedOut, unknown, type Check } from "./check";

export const clientSgEgressDenied: Check = {
  code: "CLIENT_SG_EGRESS_DENIED",
  hop: "client-egress",
  cause: "No rule of the client's groups lets it out to the address at the port of the call.",
  symptom: "`curl: (28)` timed out",
  repair: "Add an egress rule for TCP 443 to the endpoint's group, or to its addresses.",
  source: "VPC guide, security groups",
  evidence: "documented",
  judge: (journey) => {
    const { network, vantage, landing, url } = journey;
    if (vantage.kind !== "vpc" || vantage.groupIds === undefined || !landing) {
      return undefined;
    }
    const groups =
      landing.kind === "endpoint"
        ? landing.endpoint.properties.texts("securityGroupIds")
        : landing.kind === "balancer"
          ? landing.balancer.properties.texts("securityGroups")
          : [];
    const peer = peerAt(addressOf(landing), groups);
    const admitted = admits(network, vantage.groupIds, "egress", url.port, peer);
    const group = namedGroup(network, vantage.groupIds);
    if (admitted === UNKNOWN) {
      return unknown(`whether the client's groups let it out to port ${url.port}`);
    }
    return admitted
      ? undefined
      : fault({
          resource: group ?? vantage.instance ?? vantage.probe,
          detail: `no egress rule of ${group?.id ?? "the client's groups"} lets TCP ${url.port} out to ${addressOf(landing) ?? "the load balancer"}`,
          fix: `add an egress rule for TCP ${url.port} to the endpoint's group in ${group?.id ?? "the client's group"}`,
          seen: timedOut(journey),
        });
  },
};
