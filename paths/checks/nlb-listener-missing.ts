import { listenersOf, targetGroupOf } from "../network/balancers";
import { UNKNOWN } from "../network/properties";
import { fault, nameOf, timedOut, unknown, type Check } from "./check";

export const nlbListenerMissing: Check = {
  code: "NLB_LISTENER_MISSING",
  hop: "nlb",
  cause:
    "The load balancer has no listener at the port of the call, or it forwards to no target group.",
  symptom: "`curl: (28)` timed out, or `curl: (7)` refused",
  repair: "Make a TCP listener at 443 that forwards to the target group.",
  source: "NLB guide, listeners",
  evidence: "documented",
  judge: (journey) => {
    const { network, leg, url } = journey;
    if (!leg) {
      return undefined;
    }
    const balancer = leg.balancer;
    if (!leg.listener) {
      const unclear = listenersOf(network, balancer).some(
        ({ properties }) => (properties.number("port") ?? UNKNOWN) === UNKNOWN,
      );
      return unclear
        ? unknown(`at which ports ${nameOf(balancer)} listens`)
        : fault({
            // Of one listener at another port nobody can tell which is wrong, its port or the call's.
            resource: leg.meantListener ?? balancer,
            detail: `${nameOf(balancer)} has no listener at port ${url.port}`,
            fix: `make a TCP listener at port ${url.port} that forwards to the endpoint's target group`,
            seen: timedOut(journey, 7),
          });
    }
    const protocol = leg.listener.properties.text("protocol");
    if (protocol !== "TCP" && protocol !== "TCP_UDP") {
      return protocol === "UDP"
        ? fault({
            resource: leg.listener,
            detail: `the listener at port ${url.port} takes UDP`,
            fix: "set the listener's protocol to TCP",
            seen: timedOut(journey, 7),
          })
        : unknown(`how a listener of protocol ${String(protocol)} hands the call on`);
    }
    const forwarded = targetGroupOf(network, leg.listener);
    if (forwarded === UNKNOWN) {
      return unknown("where the listener forwards to");
    }
    return forwarded
      ? undefined
      : fault({
          resource: leg.listener,
          detail: `the listener at port ${url.port} forwards to no target group`,
          fix: "give the listener a default action that forwards to the endpoint's target group",
          seen: timedOut(journey, 7),
        });
  },
};
