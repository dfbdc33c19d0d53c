import * as ipaddr from "ipaddr.js";

/** How many equal slots a VPC's range is cut into; zone *i* always gets slot *i*. */
export const SLOTS = 16;

/** The prefix lengths AWS allows for a VPC. */
export const VPC_PREFIX = { shortest: 16, longest: 28 } as const;

/** The longest prefix AWS allows for a subnet: a /28 holds 16 addresses, of which 11 are usable. */
const LONGEST_SUBNET_PREFIX = 28;

/** The longest prefix of a VPC whose slots are still subnets AWS accepts. */
export const LONGEST_SLOTTED_PREFIX = LONGEST_SUBNET_PREFIX - Math.log2(SLOTS);

/** An IPv4 range as numbers: its first address and the length of its prefix in bits. */
export interface Range {
  first: number;
  prefix: number;
}

/**
 * Reads `10.0.0.0/16`.
 *
 * @returns the range, or a sentence that says what is wrong with the text
 */
export function parseCidr(text: string): Range | string {
  // No leading zeros: some read them as octal, so they mean other addresses to other readers.
  if (
    !/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}\/(0|[1-9]\d?)$/.test(text) ||
    !ipaddr.IPv4.isValidCIDR(text)
  ) {
    return "is not an IPv4 range";
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const range = { first: toNumber(address.toByteArray()), prefix };
  const aligned = formatCidr({ ...range, first: range.first - (range.first % size(range)) });
  return aligned === text ? range : `is not aligned: the range that holds it is ${aligned}`;
}

/** Whether `text` is an aligned IPv4 range. */
export function isCidr(text: string): boolean {
  return typeof parseCidr(text) !== "string";
}

/**
 * The first `count` of the {@link SLOTS} equal parts of a VPC's range.
 *
 * A zone's subnet must not move when another zone is added, because that would replace the endpoint
 * and the load balancer in it; so the range is always cut into the same number of parts.
 *
 * @throws when the range is malformed or cannot hold that many slots
 */
export function slots(cidr: string, count: number): string[] {
  const range = parseCidr(cidr);
  if (typeof range === "string") {
    throw new Error(`${cidr} ${range}`);
  }
  if (count > SLOTS || range.prefix > LONGEST_SLOTTED_PREFIX) {
    throw new Error(`${cidr} cannot hold ${count} of ${SLOTS} subnets`);
  }
  const prefix = range.prefix + Math.log2(SLOTS);
  const step = 2 ** (32 - prefix);
  return Array.from({ length: count }, (_, i) =>
    formatCidr({ first: range.first + i * step, prefix }),
  );
}

/** Whether every address of `inner` lies in `outer`. Both must be valid ranges. */
export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parseCidr(outer), parseCidr(inner)];
  if (typeof a === "string" || typeof b === "string") {
    throw new Error(`not ranges: ${outer}, ${inner}`);
  }
  return b.prefix >= a.prefix && b.first >= a.first && b.first + size(b) <= a.first + size(a);
}

/** Whether two valid ranges share an address: of two aligned ones, one then holds the other. */
export function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

/** An address of a range that a machine can have: the eleventh, or the first of a small range. */
export function sampleAddress(cidr: string): string {
  const range = parseCidr(cidr);
  if (typeof range === "string") {
    throw new Error(`${cidr} ${range}`);
  }
  return formatAddress(range.first + (size(range) > 16 ? 10 : 0));
}

/** Writes a range as `10.0.0.0/16`. */
export function formatCidr(range: Range): string {
  return `${formatAddress(range.first)}/${range.prefix}`;
}

/** Writes an address, given as a number, as `10.0.0.1`. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** How many addresses a range holds. */
export function size(range: Range): number {
  return 2 ** (32 - range.prefix);
}

/**
 * The distinct ranges, sorted by address. AWS refuses a second rule for the same range
 * (`InvalidPermission.Duplicate`), and customers may share ranges.
 */
export function distinctCidrs(cidrs: readonly string[]): string[] {
  const key = (cidr: string) => {
    const range = parseCidr(cidr);
    return typeof range === "string" ? 0 : range.first * 64 + range.prefix;
  };
  return [...new Set(cidrs)].sort((a, b) => key(a) - key(b));
}

function toNumber(bytes: number[]): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
