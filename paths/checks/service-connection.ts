import type { Journey } from "../journey";
import { mayConnect, zonesOfService } from "../network/endpoints";
import { known, UNKNOWN } from "../network/properties";
import { accountOf, findVpc } from "../network/vpcs";

/** Why AWS does not connect an endpoint to an endpoint service. */
export type ConnectionFault = "not found" | "not allowed" | "zone";

/** States in which AWS has not made the connection, or could not. */
const UNMADE = new Set(["", "failed", "expired", "deleted", "deleting"]);

/** Why the client's endpoint has no connection, when it has none and the exports tell why. */
export function connectionFault(journey: Journey): ConnectionFault | undefined {
  const { entry, throughService, service } = journey;
  if (!entry || !throughService || !isUnmade(journey)) {
    return undefined;
  }
  if (!service) {
    return "not found";
  }
  const account = customerAccount(journey);
  if (account !== undefined && mayConnect(journey.network, service, account) === false) {
    return "not allowed";
  }
  const zones = zonesOfService(journey.network, service);
  const zone = entry.at?.zoneId ?? UNKNOWN;
  return zones !== UNKNOWN && zone !== UNKNOWN && !zones.includes(zone) ? "zone" : undefined;
}

/** Whether the client's endpoint is planned, failed or gone. */
export function isUnmade({ entry }: Journey): boolean {
  const state = known(entry?.endpoint.properties.text("state"))?.toLowerCase();
  return (
    entry !== undefined && (state === undefined ? entry.endpoint.id === "" : UNMADE.has(state))
  );
}

/** The account of the client's endpoint. */
export function customerAccount({ network, entry }: Journey): string | undefined {
  const vpcId = known(entry?.endpoint.properties.text("vpcId"));
  return accountOf(entry?.endpoint) ?? accountOf(findVpc(network, vpcId));
}
