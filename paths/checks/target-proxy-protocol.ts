import { UNKNOWN } from "../network/properties";
import { groupOf } from "./target";
import { fault, handshakeFailed, unknown, type Check } from "./check";

export const targetProxyProtocol: Check = {
  code: "TARGET_PROXY_PROTOCOL",
  hop: "target",
  cause:
    "The target group puts a proxy protocol header before the TLS handshake, which API Gateway does not understand.",
  symptom: "`curl: (35)` handshake failed, or a reset",
  repair: "Set proxyProtocolV2 to false.",
  source: "NLB guide, target group attributes (proxy protocol); the consequence is inferred",
  evidence: "inferred",
  judge: (journey) => {
    const group = groupOf(journey);
    const on = group?.properties.flag("proxyProtocolV2");
    if (on === UNKNOWN) {
      return unknown("whether the target group speaks proxy protocol");
    }
    return on
      ? fault({
          resource: group,
          detail: "proxyProtocolV2 is true",
          fix: "set proxyProtocolV2: false on the target group",
          seen: handshakeFailed(journey),
        })
      : undefined;
  },
};
