import { known } from "../network/properties";
import { connectionFaults } from "./service-connection";
import { fault, timedOut, unknown, type Check } from "./check";

export const serviceNotFound: Check = {
  code: "SERVICE_NOT_FOUND",
  hop: "endpoint-service",
  cause:
    "The endpoint could not be made, and no export holds an endpoint service of the name that it asks for.",
  symptom: "`InvalidServiceName` when the endpoint is made; then no address, or `curl: (28)`",
  repair: "Give the endpoint the service's name, from the contract or the service's stack.",
  source: "reported messages of ec2:CreateVpcEndpoint (aws-cdk issue 28851)",
  evidence: "observed",
  judge: (journey) => {
    const { entry, throughService, service } = journey;
    const name = known(entry?.endpoint.properties.text("serviceName"));
    if (!entry || !throughService || service) {
      return undefined;
    }
    return connectionFaults(journey)?.notFound
      ? fault({
          resource: entry.endpoint,
          detail: `The Vpc Endpoint Service '${name}' does not exist`,
          fix: "use the serviceName of the service's stack or contract",
          seen: timedOut(journey, 6, 7),
        })
      : unknown(`where ${name} leads: no export holds this endpoint service`);
  },
};
