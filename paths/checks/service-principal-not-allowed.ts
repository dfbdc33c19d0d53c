import { connectionFaults, customerAccount } from "./service-connection";
import { fault, nameOf, timedOut, type Check } from "./check";

export const servicePrincipalNotAllowed: Check = {
  code: "SERVICE_PRINCIPAL_NOT_ALLOWED",
  hop: "endpoint-service",
  cause: "The endpoint could not be made, and the service does not allow the customer's account.",
  symptom: "`InvalidServiceName … does not exist` when the endpoint is made; then `curl: (28)`",
  repair: "Add the account to the service's allowed principals, then make the endpoint again.",
  source: "PrivateLink guide, share your services; reported messages (aws-cdk issue 28851)",
  evidence: "documented",
  judge: (journey) => {
    const service = journey.meantService;
    const account = customerAccount(journey);
    return service && connectionFaults(journey)?.notAllowed
      ? fault({
          resource: service,
          detail: `${nameOf(service)} does not allow the account ${account}`,
          fix: `add arn:aws:iam::${account}:root to allowedPrincipals of ${nameOf(service)}`,
          seen: timedOut(journey, 6, 7),
        })
      : undefined;
  },
};
