import { UNKNOWN } from "../network/properties";
import { groupOf } from "./target";
import { fault, timedOut, unknown, type Check } from "./check";

export const targetClientIpPreserved: Check = {
  code: "TARGET_CLIENT_IP_PRESERVED",
  hop: "target",
  cause:
    "The target group preserves client addresses: the endpoint then answers to an address that it cannot reach.",
  symptom: "`curl: (28)` timed out",
  repair: "Set preserveClientIp to false (the default of groups with IP targets and TCP).",
  source: "NLB guide, target group attributes",
  evidence: "documented",
  judge: (journey) => {
    const group = groupOf(journey);
    const preserved = group?.properties.flag("preserveClientIp");
    if (preserved === UNKNOWN) {
      return unknown("whether the target group preserves client addresses");
    }
    return preserved
      ? fault({
          resource: group,
          detail: "preserveClientIp is true",
          fix: 'set preserveClientIp: "false" on the target group',
          seen: timedOut(journey, 7, 56),
        })
      : undefined;
  },
};
