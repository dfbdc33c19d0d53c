import { policyOf } from "../network/apis";
import { decide, policyRequest } from "../policyRequest";
import { denied } from "./denied";
import { fault, nameOf, unknown, type Check } from "./check";

export const resourcePolicyDenied: Check = {
  code: "RESOURCE_POLICY_DENIED",
  hop: "resource-policy",
  cause:
    "The API's resource policy does not allow the call. Behind a load balancer it sees the service's endpoint, VPC and addresses, never the customer's.",
  symptom: '403 `{"Message":"User: anonymous is not authorized …"}`',
  repair:
    "Allow execute-api:Invoke under StringEquals aws:SourceVpce of the execute-api endpoint in the API's own account, and deploy again.",
  source: "API Gateway guide, resource policies; published run of S2 (C12)",
  evidence: "observed",
  judge: (journey) => {
    const { network, api } = journey;
    if (!api) {
      return undefined;
    }
    const request = policyRequest(journey);
    const { node, document } = policyOf(network, api);
    if (!request) {
      return unknown(`whether the policy of ${nameOf(api)} allows the call`);
    }
    const decision =
      document === undefined || document === ""
        ? ({ effect: "implicitDeny", statements: [], reason: "The API has no policy." } as const)
        : decide(document, request);
    switch (decision.effect) {
      case "allow":
        return undefined;
      case "unknown":
        return unknown(`whether the policy of ${nameOf(api)} allows the call: ${decision.reason}`);
      case "explicitDeny":
      case "implicitDeny":
        return fault({
          resource: node,
          detail: decision.reason,
          fix: `allow execute-api:Invoke under StringEquals aws:SourceVpce ${journey.apiEndpoint?.id ?? ""}, and deploy again`,
          seen: denied(journey, decision),
        });
    }
  },
};
