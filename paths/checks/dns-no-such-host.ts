import type { Check } from "./check";
import { dnsFaults } from "./dns";

export const dnsNoSuchHost: Check = {
  code: "DNS_NO_SUCH_HOST",
  hop: "dns",
  cause:
    "No private zone that the client's VPC sees holds the name, and no public one does: the name of a private API is in no public DNS.",
  symptom: "`curl: (6) Could not resolve host`",
  repair: "Associate the private zone with the client's VPC, or call from a VPC that has the name.",
  source: "Route 53 guide, private hosted zone considerations; published run of S1 (C2)",
  evidence: "observed",
  judge: (journey) => dnsFaults(journey, "no such host"),
};
