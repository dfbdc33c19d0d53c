import { strays, type ChosenTarget } from "../balancerLeg";
import type { Journey } from "../journey";
import { isExecuteApi } from "../network/endpoints";
import { UNKNOWN } from "../network/properties";
import { ENDPOINT_PORT, groupOf, weedsOut } from "./target";
import { fault, timedOut, unknown, type Check, type Finding } from "./check";

export const targetNotAnEndpointAddress: Check = {
  code: "TARGET_NOT_AN_ENDPOINT_ADDRESS",
  hop: "target",
  cause:
    "A target is no address of an execute-api endpoint, or is registered at another port than 443: an address copied by hand, or of an endpoint that was replaced. With a working health check it gets no traffic while another target of the zone does.",
  symptom: "`curl: (28)` timed out, or a reset",
  repair: "Register the addresses in the endpoint's own output `subnetConfigurations`.",
  source: "PrivateLink guide, interface endpoints; NLB guide, register targets",
  evidence: "documented",
  judge: (journey) => {
    const { leg } = journey;
    const group = groupOf(journey);
    if (!leg || !group) {
      return undefined;
    }
    if (leg.choices.length === 0) {
      return strays(leg).flatMap((target) => judgeOne(journey, target));
    }
    const findings = leg.choices.flatMap((target) => judgeOne(journey, target));
    const isSpared = findings.length > 0 && findings.length < leg.choices.length && weedsOut(group);
    // A target that does not answer is unhealthy, and another one of the zone takes the traffic.
    return isSpared === true
      ? undefined
      : isSpared === UNKNOWN
        ? unknown("whether health checks keep traffic from a target that is no endpoint's address")
        : findings;
  },
};

function judgeOne(journey: Journey, target: ChosenTarget): Finding[] {
  const { apiEndpoint } = journey;
  const { attachment, address, port, endpoint, unclear } = target;
  if (address === UNKNOWN || port === UNKNOWN) {
    return [unknown("which address a target has")];
  }
  if (endpoint && isExecuteApi(endpoint) !== false && port === ENDPOINT_PORT) {
    return isExecuteApi(endpoint) === UNKNOWN ? [unknown(`what ${endpoint.id} leads to`)] : [];
  }
  if (!endpoint && (unclear || !apiEndpoint)) {
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
}
