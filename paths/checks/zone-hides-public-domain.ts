import type { WarningCheck } from "./check";

export const zoneHidesPublicDomain: WarningCheck = {
  code: "ZONE_HIDES_PUBLIC_DOMAIN",
  cause:
    "The private zone is of a whole domain: every other name of it that is public is hidden from this VPC.",
  repair: "Make the zone of the full host name, with the record at its apex.",
  source: "Route 53 guide, private hosted zone considerations",
  evidence: "documented",
  look: ({ dns }) =>
    dns.zone && dns.zone.name !== dns.name
      ? {
          resource: dns.zone.node,
          detail: `the private zone ${dns.zone.name} hides every public name of ${dns.zone.name} from this VPC`,
        }
      : undefined,
};
