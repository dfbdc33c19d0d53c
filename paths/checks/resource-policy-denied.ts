import { policyOf } from "../network/apis";
import { decide, policyRequest } from "../policyRequest";
import { authorizationOf, signatureOf, signerOf } from "../caller";
import type { Journey } from "../journey";
import type { Node } from "../network/network";
import { UNKNOWN, type Maybe } from "../network/properties";
import type { Decision, PolicyRequest } from "../policies/evaluate";
import { denied } from "./denied";
import { fault, nameOf, unknown, type Check, type Finding } from "./check";

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
    const decision = said(document, request);
    const authorization = authorizationOf(journey);
    if (authorization === "AWS_IAM" || (authorization === UNKNOWN && decision.effect !== "allow")) {
      return ofSignedCall(journey, authorization, node, document);
    }
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

const said = (document: unknown, request: PolicyRequest): Decision =>
  document === undefined || document === ""
    ? { effect: "implicitDeny", statements: [], reason: "The API has no policy." }
    : decide(document, request);

/**
 * A route that asks for a signature is judged together with the caller's own policies, see AUTH_DENIED;
 * here is only what the API's policy denies to every caller, and to an unsigned call what it allows nobody.
 */
function ofSignedCall(
  journey: Journey,
  authorization: Maybe<string>,
  node: Node,
  document: unknown,
): Finding | undefined {
  const request = policyRequest(journey, {});
  const decision = request && said(document, request);
  const unsigned = signatureOf(journey.request) === "none";
  const isDenied =
    decision?.effect === "explicitDeny" || (unsigned && decision?.effect === "implicitDeny");
  if (request && decision && isDenied) {
    const orBodies = ['{"message":"Missing Authentication Token"}'];
    const seen = denied(journey, decision, unsigned ? "anonymous" : signerOf(journey).caller);
    return fault({
      resource: node,
      detail: decision.reason,
      fix: `allow execute-api:Invoke by ${journey.apiEndpoint?.id ?? "this endpoint"}, with no Deny for it, and deploy again`,
      // Which of the two comes first for an unsigned call is written nowhere.
      seen: unsigned ? { ...seen, orBodies } : seen,
    });
  }
  return authorization === UNKNOWN
    ? unknown(
        `whether the policy of ${nameOf(node)} allows the call: how its method asks who calls`,
      )
    : undefined;
}
