import { groupOf, healthCheckFault } from "./target";
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
    const reason = group && healthCheckFault(group);
    return group === undefined || reason === undefined
      ? undefined
      : {
          resource: group,
          detail: `the health check of ${nameOf(group)} (${reason}) never succeeds at an endpoint: all targets are unhealthy, and the load balancer fails open`,
        };
  },
};
