import assert from "node:assert/strict";
import * as fc from "fast-check";
import { addressIn, regionalDnsEntry } from "../../components/endpointAddresses";

const entry = (dnsName: string, hostedZoneId = "ZVPCE") => ({ dnsName, hostedZoneId });
const REGIONAL = entry("vpce-0a1-b2.execute-api.ap-northeast-1.vpce.amazonaws.com");
const ENTRIES = [
  REGIONAL,
  entry("vpce-0a1-b2-ap-northeast-1a.execute-api.ap-northeast-1.vpce.amazonaws.com"),
  entry("vpce-0a1-b2-ap-northeast-1c.execute-api.ap-northeast-1.vpce.amazonaws.com"),
  entry("execute-api.ap-northeast-1.amazonaws.com", "ZPRIVATE"),
  entry("*.execute-api.ap-northeast-1.amazonaws.com", "ZPRIVATE"),
];
/** All orders of a list. */
const shuffled = <T>(items: T[]) =>
  fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });

describe("the address of an endpoint in a subnet", () => {
  const configurations = [
    { subnetId: "subnet-1", ipv4: "10.0.0.1" },
    { subnetId: "subnet-2", ipv4: "10.0.0.2" },
    { subnetId: "subnet-3" },
  ];

  it("is found by subnet, wherever the entry stands", () => {
    fc.assert(
      fc.property(shuffled(configurations), (order) => {
        assert.equal(addressIn(order, "subnet-1"), "10.0.0.1");
        assert.equal(addressIn(order, "subnet-2"), "10.0.0.2");
      }),
    );
  });

  it("is missing when the endpoint has no interface or no IPv4 address there", () => {
    assert.equal(addressIn(configurations, "subnet-3"), undefined);
    assert.equal(addressIn(configurations, "subnet-4"), undefined);
    assert.equal(addressIn([], "subnet-1"), undefined);
  });
});

describe("the regional name of an endpoint", () => {
  it("is the one that names no zone, wherever it stands", () => {
    fc.assert(
      fc.property(shuffled(ENTRIES), (order) => {
        assert.deepEqual(regionalDnsEntry(order), REGIONAL);
      }),
    );
  });

  it("is found without disturbing the list it is found in", () => {
    const order = [...ENTRIES].reverse();
    regionalDnsEntry(order);
    assert.deepEqual(order, [...ENTRIES].reverse());
  });

  it("is missing where all names are private, and the error lists them", () => {
    assert.throws(
      () => regionalDnsEntry(ENTRIES.slice(3)),
      /^Error: the endpoint has no name of its own among execute-api\.ap-northeast-1\.amazonaws\.com, \*\.execute-api\.ap-northeast-1\.amazonaws\.com$/,
    );
  });
});
