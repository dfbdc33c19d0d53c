import { isUnmade, mayConnect } from "../network/endpoints";
import { customerAccount } from "./service-connection";
import { nameOf, type WarningCheck } from "./check";

export const principalRemovedStillConnected: WarningCheck = {
  code: "PRINCIPAL_REMOVED_STILL_CONNECTED",
  cause:
    "The service no longer allows the customer's account, and the connection made before goes on.",
  repair: "Destroy the customer's stack first, or reject the connection in the service's account.",
  source: "PrivateLink guide, share your services",
  evidence: "documented",
  look: (journey) => {
    const { network, entry, service, throughService } = journey;
    const account = customerAccount(journey);
    return throughService &&
      service &&
      account !== undefined &&
      entry &&
      !isUnmade(entry.endpoint) &&
      mayConnect(network, service, account) === false
      ? {
          resource: service,
          detail: `${nameOf(service)} no longer allows ${account}, whose connection goes on until it is rejected or its endpoint deleted`,
        }
      : undefined;
  },
};
