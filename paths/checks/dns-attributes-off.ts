import type { Check } from "./check";
import { dnsFaults } from "./dns";

export const dnsAttributesOff: Check = {
  code: "DNS_ATTRIBUTES_OFF",
  hop: "dns",
  cause:
    "The client's VPC has enableDnsSupport off, so there is no resolver, or enableDnsHostnames off, so private zones are not used.",
  symptom: "`curl: (6) Could not resolve host`",
  repair: "Turn both attributes on.",
  source: "Route 53 guide, private hosted zone considerations",
  evidence: "documented",
  judge: (journey) => dnsFaults(journey, "attributes off"),
};
