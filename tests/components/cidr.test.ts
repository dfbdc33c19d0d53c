import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  contains,
  distinctCidrs,
  formatAddress,
  formatCidr,
  isCidr,
  parseCidr,
  size,
  slots,
  LONGEST_SLOTTED_PREFIX,
  SLOTS,
  VPC_PREFIX,
} from "../../components/cidr";

/** First and last address of a range, counted here by other means than the module's. */
function bounds(cidr: string): [bigint, bigint] {
  const [address = "", prefix = ""] = cidr.split("/");
  const first = BigInt(
    `0b${address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("")}`,
  );
  return [first, first + (1n << BigInt(32 - Number(prefix))) - 1n];
}

/** Ranges that a VPC may have here: aligned, /16 to /24. */
const vpcRanges = fc
  .tuple(fc.integer({ min: 16, max: 24 }), fc.nat({ max: 2 ** 32 - 1 }))
  .map(([prefix, any]) => {
    const first = any - (any % 2 ** (32 - prefix));
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return `${parts.join(".")}/${prefix}`;
  });
const counts = fc.integer({ min: 1, max: 16 });

describe("the slots of a range", () => {
  it("are its first sixteenths", () => {
    assert.deepEqual(slots("10.0.0.0/16", 3), ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]);
    assert.deepEqual(slots("192.168.4.0/24", 2), ["192.168.4.0/28", "192.168.4.16/28"]);
    assert.equal(slots("255.255.0.0/16", 16).at(-1), "255.255.240.0/20");
    assert.deepEqual(slots("10.0.0.0/16", 0), []);
  });

  it("lie in the range", () => {
    fc.assert(
      fc.property(vpcRanges, counts, (range, count) => {
        const [first, last] = bounds(range);
        for (const [from, to] of slots(range, count).map(bounds)) {
          assert.ok(from >= first && to <= last, range);
        }
      }),
    );
  });

  it("do not overlap", () => {
    fc.assert(
      fc.property(vpcRanges, counts, (range, count) => {
        const made = slots(range, count).map(bounds);
        assert.equal(made.length, count);
        for (const [i, [from]] of made.entries()) {
          assert.ok(i === 0 || from > (made[i - 1]?.[1] ?? 0n), range);
        }
      }),
    );
  });

  it("stay where they are when more are asked for", () => {
    fc.assert(
      fc.property(vpcRanges, counts, counts, (range, a, b) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        assert.deepEqual(slots(range, more).slice(0, fewer), slots(range, fewer));
      }),
    );
  });

  it("are refused when subnets would be smaller than AWS allows, or more than sixteen", () => {
    assert.throws(() => slots("10.0.0.0/25", 1), /^Error: 10\.0\.0\.0\/25 cannot hold 1 of 16/);
    assert.throws(() => slots("10.0.0.0/16", 17), /^Error: 10\.0\.0\.0\/16 cannot hold 17 of 16/);
    assert.throws(() => slots("10.0.0.1/16", 1), /is not aligned: .* is 10\.0\.0\.0\/16$/);
    assert.equal(slots("10.0.0.0/24", 16).length, 16);
    assert.deepEqual(
      [SLOTS, LONGEST_SLOTTED_PREFIX, VPC_PREFIX],
      [16, 24, { shortest: 16, longest: 28 }],
    );
  });
});

describe("a CIDR", () => {
  it("is read as first address and prefix", () => {
    assert.deepEqual(parseCidr("10.0.0.0/16"), { first: 0x0a000000, prefix: 16 });
    assert.deepEqual(parseCidr("0.0.0.0/0"), { first: 0, prefix: 0 });
    assert.deepEqual(parseCidr("255.255.255.255/32"), { first: 2 ** 32 - 1, prefix: 32 });
  });

  it("is no other text than the one it would be written as", () => {
    for (const text of ["", "10.0.0.0", "10.0/16", "10.0.0.0/33", "256.0.0.0/8", "::/0", "a/8"]) {
      assert.equal(parseCidr(text), "is not an IPv4 range", text);
      assert.equal(isCidr(text), false);
    }
    assert.equal(isCidr("10.0.0.0/8"), true);
    assert.equal(
      parseCidr("10.0.0.7/24"),
      "is not aligned: the range that holds it is 10.0.0.0/24",
    );
  });

  it("is written back as it was read", () => {
    fc.assert(
      fc.property(vpcRanges, (text) => {
        const range = parseCidr(text);
        assert.ok(typeof range !== "string", text);
        assert.equal(formatCidr(range), text);
        const [first, last] = bounds(text);
        assert.equal(BigInt(size(range)), last - first + 1n);
        assert.equal(formatAddress(range.first), text.split("/")[0]);
      }),
    );
  });

  it("contains itself and what lies in it, and not its neighbours or what holds it", () => {
    const outer = "10.0.16.0/20";
    const cases = {
      "10.0.16.0/20": true,
      "10.0.31.255/32": true,
      "10.0.16.0/28": true,
      "10.0.15.0/24": false,
      "10.0.32.0/24": false,
      "10.0.0.0/16": false,
    };
    for (const [inner, expected] of Object.entries(cases)) {
      assert.equal(contains(outer, inner), expected, inner);
    }
    assert.throws(() => contains(outer, "10.0.16.1/20"), /^Error: not ranges: 10\.0\.16\.0\/20, /);
  });

  it("appears once among distinct ranges, in the order of addresses and then of size", () => {
    const given = ["10.2.0.0/16", "9.0.0.0/8", "10.10.0.0/16", "10.2.0.0/24", "10.2.0.0/16"];
    const sorted = ["9.0.0.0/8", "10.2.0.0/16", "10.2.0.0/24", "10.10.0.0/16"];
    assert.deepEqual(distinctCidrs(given), sorted);
    assert.deepEqual(distinctCidrs([...given].reverse()), sorted);
  });
});
