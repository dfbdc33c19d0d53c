import { IPv4 } from "ipaddr.js";
import { z } from "zod";
import {
  LONGEST_SLOTTED_PREFIX,
  parseCidr,
  SLOTS,
  VPC_PREFIX,
  type Range,
} from "../components/cidr";
import { withHelp, withValues } from "./help";

/** Adds an issue; what is allowed and how to mend it come from the schema's help unless given. */
export function issue(
  ctx: z.RefinementCtx,
  path: PropertyKey[],
  message: string,
  params: { allowed?: string; fix?: string; value?: string } = {},
): void {
  ctx.addIssue({ code: "custom", path, message, params });
}

/** A string of a pattern. */
export function text(pattern: RegExp, message: string, allowed: string, example: string) {
  const schema = z.string().superRefine((value, ctx) => {
    if (!pattern.test(value)) {
      issue(ctx, [], message);
    }
  });
  return withHelp(schema, allowed, example);
}

/** A whole number between two bounds. */
export function wholeNumber(from: number, to: number, example: number) {
  const allowed = `a whole number from ${from} to ${to}`;
  const schema = z.number().superRefine((value, ctx) => {
    if (value < from) {
      issue(ctx, [], `is less than ${from}`);
    } else if (value > to) {
      issue(ctx, [], `is more than ${to}`);
    } else if (!Number.isInteger(value)) {
      issue(ctx, [], "is not a whole number");
    }
  });
  return withHelp(schema, allowed, String(example));
}

export const flag = () => withHelp(z.boolean(), "true, false", "true");

/** Reports every entry whose key an earlier entry of the list already has. */
export function duplicates<T>(
  entries: readonly T[],
  key: (entry: T) => string,
  noun: string,
  ctx: z.RefinementCtx,
  place: { list?: string; field?: string } = {},
): void {
  entries.forEach((entry, i) => {
    if (entries.findIndex((other) => key(other) === key(entry)) < i) {
      const path = [place.list ?? [], i, place.field ?? []].flat();
      issue(ctx, path, `repeats the ${noun} ${key(entry)}`, {
        value: key(entry),
        allowed: `each ${noun} once`,
        fix: "remove or rename one of the two",
      });
    }
  });
}

/** The name of a stack, which is part of its file's name. */
export const stackName = text(
  /^[A-Za-z0-9_.-]{1,100}$/,
  "is not a name for a stack",
  "1-100 letters, digits, dots, dashes and underscores",
  "customer",
);

/** The name of an API, which names of its resources begin with. */
export const apiName = text(
  /^[a-z][a-z0-9-]{0,31}$/,
  "is not a name for an API",
  "a lower-case letter, then up to 31 lower-case letters, digits and dashes",
  "hello",
);

export const stageName = text(
  /^[A-Za-z0-9_-]{1,128}$/,
  "is not a name for a stage",
  "1-128 letters, digits, dashes and underscores",
  "prod",
);

export const account = text(
  /^\d{12}$/,
  "is not an AWS account id",
  "a string of 12 digits, in quotes",
  '"111111111111"',
);

/** Two halves are the whole internet too: nothing larger than the largest private range is taken. */
const SHORTEST_CLIENT_PREFIX = 8;

/** An aligned IPv4 range of clients; never the whole internet, nor a large part of it. */
export const clientCidr = withHelp(
  z.string().superRefine((value, ctx) => {
    const range = parseCidr(value);
    if (typeof range === "string") {
      issue(ctx, [], range, { fix: writeFitting(value, SHORTEST_CLIENT_PREFIX, 32) });
    } else if (range.prefix < SHORTEST_CLIENT_PREFIX) {
      const all = range.prefix === 0 ? "every address" : "a large part of all addresses";
      issue(ctx, [], `opens the load balancer to ${all}`, {
        allowed: `the ranges the clients' machines have their addresses from, /${SHORTEST_CLIENT_PREFIX} at most`,
      });
    }
  }),
  "an aligned IPv4 range such as 10.1.0.0/16",
  "10.1.0.0/16",
);

/** Ranges that no machine of a VPC can have its address from (RFC 6890, and RFC 5771 for multicast). */
const RESERVED = {
  "0.0.0.0/8": "this network",
  "127.0.0.0/8": "the machine itself",
  "169.254.0.0/16": "the link, where EC2's own services answer",
  "224.0.0.0/4": "multicast",
};

/** What a range is reserved for, as a phrase. */
function reservedFor(range: Range): string | undefined {
  const hit = Object.entries(RESERVED).find(([cidr]) => {
    const reserved = parseCidr(cidr) as Range;
    const end = reserved.first + 2 ** (32 - reserved.prefix);
    return reserved.first <= range.first && range.first < end;
  });
  return hit && `${hit[0]}, which means ${hit[1]}`;
}

const vpcCidr = withHelp(
  z.string().superRefine((value, ctx) => {
    const range = parseCidr(value);
    const reserved = typeof range === "string" ? undefined : reservedFor(range);
    const fix = writeFitting(value, VPC_PREFIX.shortest, LONGEST_SLOTTED_PREFIX);
    if (typeof range === "string") {
      issue(ctx, [], range, { fix });
    } else if (range.prefix < VPC_PREFIX.shortest) {
      issue(ctx, [], "is larger than a VPC can be", { fix });
    } else if (range.prefix > LONGEST_SLOTTED_PREFIX) {
      issue(ctx, [], `is too small to be cut into ${SLOTS} subnets`, { fix });
    } else if (reserved) {
      issue(ctx, [], `lies in ${reserved}`, {
        allowed: "a range of your own, best of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
      });
    }
  }),
  `an aligned IPv4 range from /${VPC_PREFIX.shortest} to /${LONGEST_SLOTTED_PREFIX}`,
  "10.0.0.0/16",
);

/** The advice to write the aligned range nearest to a text, when it is a range at all. */
function writeFitting(cidr: string, shortest: number, longest: number): string | undefined {
  const [address = "", length = ""] = cidr.split("/");
  if (!IPv4.isValidCIDR(cidr) || !IPv4.isValidFourPartDecimal(address)) {
    return undefined;
  }
  const prefix = Math.min(Math.max(Number(length), shortest), longest);
  return `write ${IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`;
}

/** The id of a thing in AWS, such as `vpc-0123456789abcdef0`. */
export function awsId(prefix: string, noun: string) {
  const pattern = new RegExp(`^${prefix}-[0-9a-z]+$`);
  const example = `${prefix}-0123456789abcdef0`;
  return text(pattern, `is not the id of ${noun}`, `an id such as ${example}`, example);
}

/** How many zones a service spans unless it says. */
export const DEFAULT_ZONES = 2;

/** How many zones the range of a VPC made here is cut for. */
export const MOST_ZONES = 6;

const EITHER = "{ cidr, zones } to make a VPC, or { vpcId, subnetIds } to adopt one";

/** Either a VPC to make, or one to adopt. */
export const network = withHelp(
  z
    .strictObject({
      cidr: vpcCidr.optional(),
      zones: wholeNumber(1, MOST_ZONES, DEFAULT_ZONES).optional(),
      subnets: withValues(z.enum(["all"]), ["all"]).optional(),
      vpcId: awsId("vpc", "a VPC").optional(),
      subnetIds: withHelp(
        z
          .array(awsId("subnet", "a subnet"))
          .min(1)
          .max(6)
          .superRefine((ids, ctx) => duplicates(ids, (id) => id, "subnet", ctx)),
        "a list of 1 to 6 ids of subnets, one per zone",
        "[subnet-0123456789abcdef0]",
      ).optional(),
    })
    .superRefine((value, ctx) => {
      const adopts = value.vpcId !== undefined || value.subnetIds !== undefined;
      const makes = [value.cidr, value.zones, value.subnets].some((one) => one !== undefined);
      if (adopts && makes) {
        const fix = "remove cidr, zones and subnets, or vpcId and subnetIds";
        issue(ctx, [], "both makes a VPC and adopts one", { fix });
      } else if (adopts && value.vpcId === undefined) {
        issue(ctx, [], "lacks vpcId", { fix: "add vpcId: vpc-0123456789abcdef0" });
      } else if (adopts && value.subnetIds === undefined) {
        issue(ctx, [], "lacks subnetIds", { fix: "add subnetIds: [subnet-0123456789abcdef0]" });
      } else if (!adopts && value.cidr === undefined) {
        issue(ctx, [], "lacks cidr", { fix: "add cidr: 10.0.0.0/16" });
      } else if (value.zones !== undefined && value.subnets !== undefined) {
        issue(ctx, ["subnets"], "means every zone, and zones says how many", {
          fix: "remove one of the two",
        });
      }
    }),
  EITHER,
  "{ cidr: 10.0.0.0/16 }",
);
