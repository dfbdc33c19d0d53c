import type { Journey } from "../journey";
import { interfacesOf, isUnmade, mayConnect, SERVICE, zonesOfService } from "../network/endpoints";
import type { Interface } from "../network/endpoints";
import { known, UNKNOWN } from "../network/properties";
import { accountOf, findVpc } from "../network/vpcs";

/** Why AWS does not connect an endpoint to an endpoint service. */
export interface ConnectionFaults {
  notFound: boolean;
  notAllowed: boolean;
  /** The addresses in zones that the service is not offered in. */
  outside: readonly Interface[];
}

/**
 * Every reason for which the client's endpoint has no connection, as far as the exports tell; `undefined`
 * when it has one. Of an endpoint that was made nothing is said: what was removed later breaks no connection.
 */
export function connectionFaults(journey: Journey): ConnectionFaults | undefined {
  const { network, entry, throughService, service, meantService } = journey;
  if (!entry || !throughService || !isUnmade(entry.endpoint)) {
    return undefined;
  }
  const name = known(entry.endpoint.properties.text("serviceName"));
  const account = customerAccount(journey);
  const zones = meantService ? zonesOfService(network, meantService) : UNKNOWN;
  const isOutside = ({ zoneId }: Interface) =>
    zones !== UNKNOWN && zoneId !== UNKNOWN && !zones.includes(zoneId);
  return {
    // Where no export holds any service, the one of that name may well be somebody else's.
    notFound: !service && name !== undefined && network.all(SERVICE).length > 0,
    notAllowed:
      meantService !== undefined &&
      account !== undefined &&
      mayConnect(network, meantService, account) === false,
    outside: interfacesOf(network, entry.endpoint).filter(isOutside),
  };
}

/** Whether the exports tell why AWS did not make the endpoint. */
export function isRefused(journey: Journey): boolean {
  const faults = connectionFaults(journey);
  return (
    faults !== undefined && (faults.notFound || faults.notAllowed || faults.outside.length > 0)
  );
}

/** The account of the client's endpoint. */
export function customerAccount({ network, entry }: Journey): string | undefined {
  const vpcId = known(entry?.endpoint.properties.text("vpcId"));
  return accountOf(entry?.endpoint) ?? accountOf(findVpc(network, vpcId));
}
