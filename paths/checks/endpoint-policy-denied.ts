import { signatureOf, signerOf } from "../caller";
import { UNKNOWN } from "../network/properties";
import { decide, isFullAccess, policyRequest } from "../policyRequest";
import { denied } from "./denied";
import { fault, nameOf, unknown, type Check } from "./check";

export const endpointPolicyDenied: Check = {
  code: "ENDPOINT_POLICY_DENIED",
  hop: "endpoint-policy",
  cause:
    "The policy of the execute-api endpoint does not allow the call. It is asked before anything at the API; without one everything is allowed.",
  symptom: '403 `{"Message":"User: anonymous is not authorized …"}`',
  repair:
    "Allow execute-api:Invoke on the API in the endpoint's policy, or leave it to the default.",
  source: "API Gateway guide, VPC endpoint policies for private APIs",
  evidence: "documented",
  judge: (journey) => {
    const { apiEndpoint } = journey;
    const policy = apiEndpoint?.properties.raw("policy");
    if (!apiEndpoint || policy === undefined || policy === "") {
      return undefined;
    }
    const signature = signatureOf(journey.request);
    if (signature === "other" && policy !== UNKNOWN && !isFullAccess(policy)) {
      // A policy that somebody wrote has the header read, and one that is no signature may be refused.
      return unknown(
        `whether the policy of ${nameOf(apiEndpoint)} takes a header Authorization that is no signature`,
      );
    }
    const caller = signature === "signed" ? signerOf(journey).caller : undefined;
    const request = policyRequest(journey, caller);
    if (!request) {
      return unknown(`whether the policy of ${nameOf(apiEndpoint)} allows the call`);
    }
    const decision = decide(policy, request, "endpoint");
    switch (decision.effect) {
      case "allow":
        return undefined;
      case "unknown":
        return unknown(
          `whether the policy of ${nameOf(apiEndpoint)} allows the call: ${decision.reason}`,
        );
      case "explicitDeny":
      case "implicitDeny":
        return fault({
          resource: apiEndpoint,
          detail: decision.reason,
          fix: `allow execute-api:Invoke on ${request.resource} in the policy of ${nameOf(apiEndpoint)}`,
          seen: denied(journey, decision, caller),
        });
    }
  },
};
