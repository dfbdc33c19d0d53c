import { callerOf } from "../caller";
import { policyOf } from "../network/apis";
import { UNKNOWN } from "../network/properties";
import { policyIsDeployed } from "../policyRequest";
import { denied } from "./denied";
import { fault, nameOf, unknown, type Check } from "./check";

export const policyNotDeployed: Check = {
  code: "POLICY_NOT_DEPLOYED",
  hop: "resource-policy",
  cause:
    "The API's policy was changed after the deployment that the stage serves: a policy does nothing until the API is deployed again.",
  symptom: "What the policy before said, mostly 403 `User: anonymous is not authorized …`",
  repair: "Deploy the API again; have the deployment's triggers hold a fingerprint of the policy.",
  source: "API Gateway guide, create and attach a resource policy",
  evidence: "documented",
  judge: (journey) => {
    const { network, api, deployment } = journey;
    if (!api || !deployment || !policyOf(network, api).document) {
      // Without a policy there is nothing to deploy: see RESOURCE_POLICY_DENIED.
      return undefined;
    }
    const deployed = policyIsDeployed(journey);
    if (deployed === UNKNOWN) {
      return unknown(`whether the policy of ${nameOf(api)} is the one that was deployed`);
    }
    return deployed
      ? undefined
      : fault({
          resource: deployment,
          detail: `the policy of ${nameOf(api)} was changed after the deployment ${nameOf(deployment)}`,
          fix: "deploy the API again",
          seen: denied(journey, { effect: "implicitDeny" }, callerOf(journey)),
        });
  },
};
