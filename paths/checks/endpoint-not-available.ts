import type { Node } from "../network/network";
import { known } from "../network/properties";
import { isRefused } from "./service-connection";
import { fault, nameOf, timedOut, unknown, type Check, type Finding } from "./check";

const ADVICE: Record<string, string> = {
  pendingAcceptance:
    "accept the connection in the service's account, or set acceptanceRequired: false",
  rejected: "accept the connection again in the service's account, or make the endpoint anew",
  pending: "wait; AWS says a few minutes, and pending again after every change",
};

export const endpointNotAvailable: Check = {
  code: "ENDPOINT_NOT_AVAILABLE",
  hop: "endpoint",
  cause: "An endpoint on the way is not in the state `available`: it carries no traffic.",
  symptom: "`curl: (28)` timed out, or `curl: (7)`",
  repair: "Accept the connection, wait, or make the endpoint anew; its state says which.",
  source: "PrivateLink guide, concepts (endpoint states)",
  evidence: "documented",
  judge: (journey) => {
    const { entry, apiEndpoint } = journey;
    const endpoints = [...new Set([entry?.endpoint, apiEndpoint])].filter(
      (one) => one !== undefined,
    );
    return endpoints.flatMap((endpoint): Finding[] => {
      const state = known(endpoint.properties.text("state"));
      if (state?.toLowerCase() === "available") {
        return [];
      }
      if (endpoint === entry?.endpoint && isRefused(journey)) {
        // Said more exactly by the reason for which AWS refuses the connection.
        return [];
      }
      if (state === undefined && !isPlanned(endpoint)) {
        return [unknown(`whether ${nameOf(endpoint)} is available`)];
      }
      const said = state ?? "not made yet";
      return [
        fault({
          resource: endpoint,
          detail: `${nameOf(endpoint)} is ${said}`,
          fix: ADVICE[said] ?? `make ${nameOf(endpoint)} anew`,
          seen: timedOut(journey, 7),
        }),
      ];
    });
  },
};

/** Whether AWS has not made it. */
export const isPlanned = (endpoint: Node): boolean =>
  endpoint.id === "" && known(endpoint.properties.text("state")) === undefined;
