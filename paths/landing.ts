import type { Landing } from "./dns/resolution";
import { known } from "./network/properties";

/** The VPC that an address lies in, where the exports tell. */
export function vpcOfLanding(landing: Landing): string | undefined {
  switch (landing.kind) {
    case "endpoint":
      return known(landing.endpoint.properties.text("vpcId"));
    case "balancer":
      return known(landing.balancer.properties.text("vpcId"));
    case "public":
    case "elsewhere":
      return undefined;
  }
}

/** The address of a landing, where the exports tell. */
export function addressOf(landing: Landing | undefined): string | undefined {
  switch (landing?.kind) {
    case "endpoint":
      return landing.at.address;
    case "balancer":
      return landing.node.address;
    case "elsewhere":
      return landing.address;
    case "public":
    case undefined:
      return undefined;
  }
}

/** The subnet that an address lies in, where the exports tell. */
export function subnetOfLanding(landing: Landing | undefined): string | undefined {
  return landing?.kind === "endpoint"
    ? landing.at.subnetId
    : landing?.kind === "balancer"
      ? landing.node.subnetId
      : undefined;
}
