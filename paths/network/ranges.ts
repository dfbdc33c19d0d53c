import * as ipaddr from "ipaddr.js";

/** A block of IPv4 addresses, both ends included. */
export interface Range {
  first: number;
  last: number;
}

const cache = new Map<string, Range | undefined>();

/** An address or a CIDR block as a range, or `undefined` when it is neither, or is IPv6. */
export function parseRange(text: string): Range | undefined {
  if (!cache.has(text)) {
    // Bounded, because people may hand over any number of exports.
    if (cache.size > 100_000) {
      cache.clear();
    }
    cache.set(text, parse(text));
  }
  return cache.get(text);
}

function parse(text: string): Range | undefined {
  const [address = "", bits = "32"] = text.split("/");
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || !/^(\d|[12]\d|3[0-2])$/.test(bits)) {
    return undefined;
  }
  const value = ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether one range lies in another. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** The address at a place of a range. */
export function addressAt(range: Range, offset: number): string {
  const value = range.first + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
