import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { admits } from "../../paths/network/groups";
import { Network } from "../../paths/network/network";
import { UNKNOWN } from "../../paths/network/properties";
import { addressAt, parseRange } from "../../paths/network/ranges";
import { toExport } from "../../paths/snapshot";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const GROUP = { urn: "urn:group", type: "aws:ec2/securityGroup:SecurityGroup", custom: true };

/** A network with one group that has rules. */
function withRules(rules: readonly Record<string, unknown>[]): Network {
  const resources = rules.map((outputs, i) => ({
    ...{ urn: `urn:rule-${i}`, type: RULE, custom: true, id: `sgr-${i}` },
    outputs: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, ...outputs },
  }));
  const group = { ...GROUP, id: "sg-1", outputs: {} };
  return new Network([{ stack: "service", snapshot: toExport([group, ...resources]) }]);
}

const admitted = (network: Network, cidr: string, groupIds: readonly string[] = [], port = 443) =>
  admits(network, ["sg-1"], "ingress", port, { range: parseRange(cidr), groupIds });

describe("rules of groups", () => {
  it("admit an address as looking at each of their ranges says, however many there are", () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 26, max: 32 }))
      .map(([last, bits]) => `10.0.0.${last}/${bits}`);
    const rules = fc.array(fc.tuple(range, fc.constantFrom(443, 80)), { maxLength: 30 });
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 80 }), (chosen, last) => {
        const network = withRules(
          chosen.map(([cidrIpv4, port]) => ({ cidrIpv4, fromPort: port, toPort: port })),
        );
        const address = addressAt({ first: 10 * 2 ** 24, last: 0 }, last);
        const size = (cidr: string) => 2 ** (32 - Number(cidr.split("/")[1]));
        const start = (cidr: string) => {
          const own = Number(cidr.split("/")[0]?.split(".")[3]);
          return own - (own % size(cidr));
        };
        const expected = chosen.some(
          ([cidr, port]) => port === 443 && start(cidr) <= last && last < start(cidr) + size(cidr),
        );
        assert.equal(admitted(network, address), expected);
      }),
      { seed: 20_251_121, numRuns: 2_000 },
    );
  });

  it("never admit for certain by a rule that is not known to be theirs, or about TCP at that port", () => {
    const own = { cidrIpv4: "10.0.0.0/8" };
    assert.equal(admitted(withRules([own]), "10.1.0.4"), true);
    for (const unclear of [
      { securityGroupId: null },
      { ipProtocol: null },
      { fromPort: null },
      { cidrIpv4: null },
      { prefixListId: "pl-1" },
    ]) {
      assert.equal(admitted(withRules([{ ...own, ...unclear }]), "10.1.0.4"), UNKNOWN);
    }
    assert.equal(admitted(withRules([{ ...own, securityGroupId: "sg-2" }]), "10.1.0.4"), false);
    assert.equal(admitted(withRules([{ ...own, ipProtocol: "udp" }]), "10.1.0.4"), false);
    assert.equal(admitted(withRules([own]), "10.1.0.4", [], 80), false);
    // Another rule still admits it for certain.
    const both = withRules([{ ...own, cidrIpv4: null }, own]);
    assert.equal(admitted(both, "10.1.0.4"), true);
  });

  it("of a group that the other side may be in leave it open", () => {
    const network = withRules([{ referencedSecurityGroupId: "sg-9" }]);
    const peer = (groupIds: Parameters<typeof admits>[4]["groupIds"]) =>
      admits(network, ["sg-1"], "ingress", 443, { range: parseRange("10.1.0.4"), groupIds });
    assert.equal(peer(["sg-9"]), true);
    assert.equal(peer(["sg-8"]), false);
    assert.equal(peer([]), false);
    assert.equal(peer(["sg-8", UNKNOWN]), UNKNOWN);
    assert.equal(peer(UNKNOWN), UNKNOWN);
  });
});
