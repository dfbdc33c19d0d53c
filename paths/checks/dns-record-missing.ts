import type { Check } from "./check";
import { dnsFaults } from "./dns";

export const dnsRecordMissing: Check = {
  code: "DNS_RECORD_MISSING",
  hop: "dns",
  cause:
    "The most specific private zone that the client's VPC sees has no A record for the name, and a private zone is never overruled by public DNS.",
  symptom: "`curl: (6) Could not resolve host`",
  repair: "Make an alias record A in that zone, to the endpoint's own name.",
  source: "Route 53 guide, private hosted zone considerations",
  evidence: "documented",
  judge: (journey) => dnsFaults(journey, "record missing"),
};
