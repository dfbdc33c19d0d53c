import type { Journey } from "../journey";
import type { Node } from "../network/network";
import { UNKNOWN } from "../network/properties";

/** Where an endpoint takes HTTPS. */
export const ENDPOINT_PORT = 443;

/** The port at which the load balancer connects to its targets. */
export function targetPort({ leg }: Journey): number {
  const [first] = leg?.choices ?? [];
  return typeof first?.port === "number" ? first.port : ENDPOINT_PORT;
}

/** The target group, where the exports hold it. */
export function groupOf({ leg }: Journey): Node | undefined {
  const group = leg?.targetGroup;
  return group === UNKNOWN ? undefined : group;
}
