import { zonesOfService } from "../network/endpoints";
import { UNKNOWN } from "../network/properties";
import { connectionFaults } from "./service-connection";
import { fault, nameOf, timedOut, type Check } from "./check";

export const serviceZoneUnsupported: Check = {
  code: "SERVICE_ZONE_UNSUPPORTED",
  hop: "endpoint-service",
  cause:
    "The endpoint could not be made, and one of its subnets is in a zone that the service is not offered in. Zones are compared by id: names differ between accounts.",
  symptom:
    "`InvalidParameter … does not support the availability zone of the subnet` when it is made",
  repair:
    "Use subnets in the service's zones, or add the zone to the load balancer and to the service.",
  source:
    "reported message of ec2:CreateVpcEndpoint (aws-sdk-go-v2 issue 1024); PrivateLink guide, zone ids",
  evidence: "documented",
  judge: (journey) => {
    const { network, meantService: service, entry } = journey;
    const [outside] = connectionFaults(journey)?.outside ?? [];
    if (!service || !entry || !outside) {
      return undefined;
    }
    const zones = zonesOfService(network, service);
    const offered = zones === UNKNOWN ? "?" : zones.join(", ");
    return fault({
      resource: entry.endpoint,
      detail: `${nameOf(service)} is offered in ${offered}, and ${outside.subnetId} is in ${String(outside.zoneId)}`,
      fix: `use subnets in ${offered}`,
      seen: timedOut(journey, 6, 7),
    });
  },
};
