import { findSubnet, routesOf } from "../network/vpcs";
import { UNKNOWN } from "../network/properties";
import { arrivals } from "../balancerLeg";
import type { WarningCheck } from "./check";

export const internetRoutePresent: WarningCheck = {
  code: "INTERNET_ROUTE_PRESENT",
  cause: "A subnet on the path has a route to an internet gateway. The gateway alone is none.",
  repair: "Put endpoints, load balancer and clients into isolated subnets.",
  source: "VPC guide, route tables",
  evidence: "documented",
  look: (journey) => {
    const { network, vantage, entry, leg } = journey;
    const ids = [
      vantage.kind === "vpc" ? vantage.subnetId : undefined,
      entry?.at?.subnetId,
      leg?.node?.subnetId,
      ...arrivals(journey).map(({ subnetId }) => subnetId),
    ];
    for (const id of new Set(ids)) {
      const routes = id === undefined ? UNKNOWN : routesOf(network, id);
      const open = routes === UNKNOWN ? undefined : routes.find(({ kind }) => kind === "internet");
      if (open) {
        return {
          resource: findSubnet(network, id),
          detail: `${id} has a route to an internet gateway`,
        };
      }
    }
    return undefined;
  },
};
