/**
 * The condition operators: one comparison each of a value that the request carries with one that the
 * policy lists. How several values, missing keys and `IfExists` combine is the business of conditions.ts.
 *
 * Source: IAM User Guide, reference_policies_elements_condition_operators.
 */
import * as ipaddr from "ipaddr.js";
import { matchArn } from "./arn";
import { toTruth, type Truth } from "./truth";
import { fits } from "./wildcard";

type Comparison = (given: string, listed: string) => Truth;

/** An operator's name, taken apart. `Null` compares nothing: it asks whether the key is there. */
export interface Operator {
  readonly set?: "ForAnyValue" | "ForAllValues";
  readonly ifExists: boolean;
  readonly negated: boolean;
  readonly compare: Comparison | "Null";
}

const equals: Comparison = (given, listed) => toTruth(given === listed);
const equalsIgnoringCase: Comparison = (given, listed) =>
  toTruth(given.toLowerCase() === listed.toLowerCase());
const like: Comparison = (given, listed) => toTruth(fits(listed, given));
const arnLike: Comparison = (given, listed) => matchArn(listed, given);

const isBoolean = (text: string): boolean => text === "true" || text === "false";
const bool: Comparison = (given, listed) =>
  isBoolean(given) && isBoolean(listed) ? toTruth(given === listed) : "unknown";

/** An address in the form that AWS writes: no octal, no missing parts, no zone. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return !text.includes("%") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** The number of leading bits of `address` that a range asks for, or `undefined` for no valid number. */
function parsePrefix(address: ipaddr.IPv4 | ipaddr.IPv6, text: string): number | undefined {
  const longest = address.kind() === "ipv4" ? 32 : 128;
  return /^\d{1,3}$/.test(text) && Number(text) <= longest ? Number(text) : undefined;
}

const inRange: Comparison = (given, listed) => {
  const [base = "", prefix, ...rest] = listed.split("/");
  const [address, first] = [parseAddress(given), parseAddress(base)];
  if (address === undefined || first === undefined || rest.length > 0) return "unknown";
  const bits = parsePrefix(first, prefix ?? "32");
  if (bits === undefined) return "unknown";
  if (address.kind() !== first.kind()) return "no";
  if (!address.match(first, bits)) return "no";
  // Without a prefix IAM "uses the default prefix value of /32", which for IPv6 may or may not be meant.
  const certain = prefix !== undefined || first.kind() === "ipv4" || address.match(first, 128);
  return certain ? "yes" : "unknown";
};

const OPERATORS: ReadonlyMap<string, Pick<Operator, "compare" | "negated">> = new Map([
  ["StringEquals", { compare: equals, negated: false }],
  ["StringNotEquals", { compare: equals, negated: true }],
  ["StringEqualsIgnoreCase", { compare: equalsIgnoringCase, negated: false }],
  ["StringNotEqualsIgnoreCase", { compare: equalsIgnoringCase, negated: true }],
  ["StringLike", { compare: like, negated: false }],
  ["StringNotLike", { compare: like, negated: true }],
  // ArnEquals "behaves identically" to ArnLike, wildcards included.
  ["ArnLike", { compare: arnLike, negated: false }],
  ["ArnEquals", { compare: arnLike, negated: false }],
  ["ArnNotLike", { compare: arnLike, negated: true }],
  ["ArnNotEquals", { compare: arnLike, negated: true }],
  ["IpAddress", { compare: inRange, negated: false }],
  ["NotIpAddress", { compare: inRange, negated: true }],
  ["Bool", { compare: bool, negated: false }],
  ["Null", { compare: "Null", negated: false }],
]);

const NAME = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]{1,40}?)(IfExists)?$/;

/**
 * Takes an operator's name apart, or `undefined` for one that is not known here.
 *
 * Names are case-sensitive, unlike keys: IAM refuses `stringEquals` with `MalformedPolicyDocument:
 * Invalid Condition type : stringEquals` (recorded in ministryofjustice/modernisation-platform-environments
 * pull request 8893). `Null` takes neither `IfExists` nor, as far as is written anywhere, a set prefix.
 */
export function parseOperator(name: string): Operator | undefined {
  const [, set, base = "", suffix] = NAME.exec(name) ?? [];
  const known = OPERATORS.get(base);
  if (known === undefined) return undefined;
  const ifExists = suffix !== undefined;
  if (known.compare === "Null" && (ifExists || set !== undefined)) return undefined;
  return { ...known, ifExists, ...(set === undefined ? {} : { set: set as Operator["set"] }) };
}
