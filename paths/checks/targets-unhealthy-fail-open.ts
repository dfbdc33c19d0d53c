import { known } from "../network/properties";
import { groupOf } from "./target";
import { nameOf, type WarningCheck } from "./check";

export const targetsUnhealthyFailOpen: WarningCheck = {
  code: "TARGETS_UNHEALTHY_FAIL_OPEN",
  cause:
    "The health check cannot succeed at an execute-api endpoint, so all targets are unhealthy and the load balancer sends traffic everywhere: it works, and hides real faults.",
  repair:
    'Write healthCheck.protocol: "TCP"; the provider\'s default is HTTP once a block is written.',
  source: "NLB guide, health checks (fail open); type files of @pulumi/aws",
  evidence: "documented",
  look: (journey) => {
    const group = groupOf(journey);
    const check = group?.properties.object("healthCheck");
    if (!group || !check || check.flag("enabled") === false) {
      return undefined;
    }
    const protocol = known(check.text("protocol"));
    const port = known(check.text("port"));
    const matcher = known(check.text("matcher")) ?? "";
    const wrongPort = port !== undefined && port !== "traffic-port" && port !== "443";
    // API Gateway answers an HTTPS check, which names no API, with 403.
    const fails =
      protocol === "HTTP" || wrongPort || (protocol === "HTTPS" && !matcher.includes("403"));
    return fails
      ? {
          resource: group,
          detail: `the health check of ${nameOf(group)} (${protocol}${wrongPort ? `, port ${port}` : ""}) never succeeds at an endpoint: all targets are unhealthy, and the load balancer fails open`,
        }
      : undefined;
  },
};
