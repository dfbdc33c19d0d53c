import type { Journey } from "../journey";
import type { Node } from "../network/network";
import { known, UNKNOWN, type Maybe } from "../network/properties";

/** Where an endpoint takes HTTPS, and nothing else: behind a target at another port, too. */
export const ENDPOINT_PORT = 443;

/** The target group, where the exports hold it. */
export function groupOf({ leg }: Journey): Node | undefined {
  const group = leg?.targetGroup;
  return group === UNKNOWN ? undefined : group;
}

/**
 * Why the health check of a group never succeeds at an endpoint, so that all targets are unhealthy and get
 * traffic all the same (NLB guide, health checks: fail open); `undefined` when it can succeed.
 */
export function healthCheckFault(group: Node): string | undefined {
  const check = group.properties.object("healthCheck");
  if (!check || check.flag("enabled") === false) {
    return undefined;
  }
  const protocol = known(check.text("protocol"));
  const port = known(check.text("port"));
  const matcher = known(check.text("matcher")) ?? "";
  const isWrongPort = port !== undefined && port !== "traffic-port" && port !== "443";
  // API Gateway answers an HTTPS check, which names no API, with 403.
  const fails =
    protocol === "HTTP" || isWrongPort || (protocol === "HTTPS" && !matcher.includes("403"));
  return fails ? `${protocol}${isWrongPort ? `, port ${port}` : ""}` : undefined;
}

/** Whether health checks keep traffic from a target that does not answer, while another one does. */
export function weedsOut(group: Node): Maybe<boolean> {
  const check = group.properties.object("healthCheck");
  const enabled = check?.flag("enabled") ?? true;
  const told = [check?.text("protocol"), check?.text("port"), check?.text("matcher"), enabled];
  if (told.includes(UNKNOWN)) {
    return UNKNOWN;
  }
  return enabled === true && healthCheckFault(group) === undefined;
}
