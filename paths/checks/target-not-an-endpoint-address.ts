import { isExecuteApi } from "../network/endpoints";
import { UNKNOWN } from "../network/properties";
import type { ChosenTarget } from "../journey";
import { ENDPOINT_PORT } from "./target";
import { fault, timedOut, unknown, type Check, type Finding } from "./check";

export const targetNotAnEndpointAddress: Check = {
  code: "TARGET_NOT_AN_ENDPOINT_ADDRESS",
  hop: "target",
  cause:
    "A target is no address of an execute-api endpoint, or is registered at another port than 443: an address copied by hand, or of an endpoint that was replaced.",
  symptom: "`curl: (28)` timed out, or a reset",
  repair: "Register the addresses in the endpoint's own output `subnetConfigurations`.",
  source: "PrivateLink guide, interface endpoints; NLB guide, register targets",
  evidence: "documented",
  judge: (journey) => {
    const { leg, apiEndpoint } = journey;
    if (!leg || leg.targetGroup === undefined || leg.targetGroup === UNKNOWN) {
      return undefined;
    }
    const suspects = leg.choices.length > 0 ? leg.choices : strays(leg.targets);
    return suspects.flatMap(({ attachment, address, port, endpoint }): Finding[] => {
      if (address === UNKNOWN || port === UNKNOWN) {
        return [unknown("which address a target has")];
      }
      if (endpoint && isExecuteApi(endpoint) !== false && port === ENDPOINT_PORT) {
        return isExecuteApi(endpoint) === UNKNOWN ? [unknown(`what ${endpoint.id} leads to`)] : [];
      }
      if (!endpoint && !apiEndpoint) {
        return [unknown(`whether ${address} is an address of the execute-api endpoint`)];
      }
      const what = endpoint ? `${address} at port ${port}` : address;
      return [
        fault({
          resource: attachment,
          detail: `the target ${what} is not where an execute-api endpoint answers`,
          fix: `register the address in subnetConfigurations of ${apiEndpoint?.id ?? "the endpoint"} at port 443`,
          seen: timedOut(journey, 7, 56),
        }),
      ];
    });
  },
};

/** Targets outside every subnet of the load balancer: of no zone, so of no node. */
const strays = (targets: readonly ChosenTarget[]): ChosenTarget[] =>
  targets.filter(({ zoneId }) => zoneId === UNKNOWN);
