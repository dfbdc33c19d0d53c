import { z } from "zod";
import { issue, text } from "./fields";
import { withHelp, withValues } from "./help";

/** How a name is given to the APIs. */
const KINDS = ["execute-api", "vanity"] as const;

const DOMAIN =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

const domain = withHelp(
  z.string().superRefine((value, ctx) => {
    if (!DOMAIN.test(value)) {
      issue(ctx, [], "is not a domain name");
    } else if (value === "amazonaws.com" || value.endsWith(".amazonaws.com")) {
      issue(ctx, [], "hides names of AWS itself in the whole VPC", {
        allowed: "a domain of your own",
        fix: "for the API's own host name use { kind: execute-api }",
      });
    }
  }),
  "at least two lower-case labels, such as hoge.co.jp",
  "hoge.co.jp",
);

/** Characters of a name in the DNS (RFC 1035). */
const LONGEST_NAME = 253;

const LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?";

const vanity = z
  .strictObject({
    kind: withValues(z.literal("vanity"), KINDS),
    zone: domain,
    record: text(
      new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`),
      "is not a name for a record",
      "labels of lower-case letters, digits, dashes and underscores",
      "vpce",
    ),
  })
  .superRefine(({ zone, record }, ctx) => {
    const full = recordName(zone, record);
    if (full.length > LONGEST_NAME) {
      issue(ctx, ["record"], `makes a name of ${full.length} characters with its zone`, {
        allowed: `up to ${LONGEST_NAME} characters together with the zone's`,
        fix: "shorten the record, or move it into a zone with a shorter name",
      });
    } else if (record === zone) {
      issue(ctx, ["record"], "is its zone's own name; the record would take the whole domain", {
        allowed: "one label, or a full name that ends in the zone's",
        fix: `record: api  or  record: api.${zone}`,
      });
    } else if (record.includes(".") && !record.endsWith(`.${zone}`)) {
      const [label = ""] = record.split(".");
      issue(ctx, ["record"], `lies outside its zone ${zone}`, {
        allowed: "one label, or a full name that ends in the zone's",
        fix: `record: ${label}  or  record: ${label}.${zone}`,
      });
    }
  });

/** A name under which clients reach the APIs: the APIs' own, or one in a zone of the user's. */
export const name = withHelp(
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: withValues(z.literal("execute-api"), KINDS) }),
    vanity,
  ]),
  "{ kind: execute-api }, { kind: vanity, zone, record }",
  "{ kind: execute-api }",
);

export type NameSettings = z.output<typeof name>;

/** The full name of a vanity record. */
export function recordName(zone: string, record: string): string {
  return record.endsWith(`.${zone}`) ? record : `${record}.${zone}`;
}

/** What tells names apart: two records may be written differently and be the same. */
export function nameKey(entry: NameSettings): string {
  return entry.kind === "vanity" ? recordName(entry.zone, entry.record) : entry.kind;
}
