import * as assert from "node:assert/strict";
import type { ResourceState } from "../../paths/snapshot";
import { change, makeProject, SAMPLE } from "../support/project";
import { buildAll, type BuiltStacks } from "../support/states";

describe("a change of the settings", () => {
  let old: BuiltStacks;
  before(async () => {
    old = await buildAll(makeProject({}));
  });

  /** `type name input` of every input that differs between two lists, with both values. */
  function differences(a: ResourceState[], b: ResourceState[]): Record<string, unknown[]> {
    const byUrn = (all: ResourceState[]) => new Map(all.map((r) => [r.urn, r.inputs ?? {}]));
    const [left, right] = [byUrn(a), byUrn(b)];
    const entries = [...new Set([...left.keys(), ...right.keys()])].flatMap((urn) => {
      const [, , types = "", own = ""] = urn.split("::");
      const name = `${types.split("$").pop()} ${own}`;
      const [x, y] = [left.get(urn), right.get(urn)];
      if (!x || !y) {
        return [[name, [x ? "there" : "missing", y ? "there" : "missing"]] as [string, unknown[]]];
      }
      return [...new Set([...Object.keys(x), ...Object.keys(y)])]
        .filter((key) => JSON.stringify(x[key]) !== JSON.stringify(y[key]))
        .map((key): [string, unknown[]] => [`${name} ${key}`, [x[key], y[key]]]);
    });
    return Object.fromEntries(entries);
  }

  it("of a vanity record changes that record and the call by it", async () => {
    const customer = change(SAMPLE.customer, "record: vpce", "record: api");
    const changed = await buildAll(makeProject({ customer }));
    assert.deepEqual(differences(old.resources("service"), changed.resources("service")), {});
    assert.deepEqual(differences(old.resources("customer"), changed.resources("customer")), {
      "aws:route53/record:Record zone-hoge.co.jp-record-1 name": [
        "vpce.hoge.co.jp",
        "api.hoge.co.jp",
      ],
    });
    const [, call] = changed.outputs("customer")["calls"] as { url: string }[];
    assert.equal(call?.url, "https://api.hoge.co.jp/prod");
  });

  it("of a customer's range changes its network, its rule and the service's rule for it", async () => {
    const move = (text: string) => text.replaceAll("10.1.0.0/16", "10.7.0.0/16");
    const changed = await buildAll(
      makeProject({ service: move(SAMPLE.service), customer: move(SAMPLE.customer) }),
    );
    const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
    assert.deepEqual(differences(old.resources("service"), changed.resources("service")), {
      [`${rule} nlb-group-from-10.1.0.0-16`]: ["there", "missing"],
      [`${rule} nlb-group-from-10.7.0.0-16`]: ["missing", "there"],
    });
    const subnet = "aws:ec2/subnet:Subnet network-vpc-isolated";
    assert.deepEqual(differences(old.resources("customer"), changed.resources("customer")), {
      "aws:ec2/vpc:Vpc network-vpc cidrBlock": ["10.1.0.0/16", "10.7.0.0/16"],
      [`${subnet}-1 cidrBlock`]: ["10.1.0.0/20", "10.7.0.0/20"],
      [`${subnet}-2 cidrBlock`]: ["10.1.16.0/20", "10.7.16.0/20"],
      [`${rule} service-group-from-10.1.0.0-16`]: ["there", "missing"],
      [`${rule} service-group-from-10.7.0.0-16`]: ["missing", "there"],
    });
  });

  it("of the region changes what names the region or its zones, and nothing else", async () => {
    const move = (text: string) => text.replaceAll("ap-northeast-1", "eu-west-1");
    const changed = await buildAll(
      makeProject({ service: move(SAMPLE.service), customer: move(SAMPLE.customer) }),
    );
    // Ids depend on the region: shown as where they come from, they must be the same.
    const services = [old.resources("service"), changed.resources("service")] as const;
    for (const stack of ["service", "customer"]) {
      const left = symbolic(old.resources(stack), services[0]);
      const right = symbolic(changed.resources(stack), services[1]);
      const moved = left.map((one) => ({
        ...one,
        inputs: JSON.parse(move(JSON.stringify(one.inputs))) as Record<string, unknown>,
      }));
      const keys = Object.keys(differences(moved, right)).map((key) => key.split(" "));
      const kinds = new Set(keys.map(([type, , input]) => `${type} ${input}`));
      // Tokyo's zones are a, c and d, Ireland's a, b and c.
      assert.deepEqual([...kinds], ["aws:ec2/subnet:Subnet availabilityZone"]);
    }
  });

  /** Resources with the ids and addresses in their inputs shown as `<name.output>`. */
  function symbolic(resources: ResourceState[], others: ResourceState[]): ResourceState[] {
    const names = new Map<string, string>();
    for (const { urn, id, outputs = {} } of [...resources, ...others]) {
      if (id) {
        names.set(id, `<${urn.split("::").pop()}.id>`);
      }
      for (const [key, value] of Object.entries(outputs)) {
        for (const [text] of JSON.stringify(value).matchAll(/[\w.:/-]*\d[\w.:/$-]*/g)) {
          const own = `<${urn.split("::").pop()}.${key}>`;
          if (text.length > 6 && /[0-9a-f]{6}|^10\./i.test(text) && !names.has(text)) {
            names.set(text, own);
          }
        }
      }
    }
    const longest = [...names].sort(([a], [b]) => b.length - a.length);
    const shown = (inputs: unknown) =>
      longest.reduce((text, [value, name]) => text.replaceAll(value, name), JSON.stringify(inputs));
    return resources
      .filter(({ inputs }) => inputs)
      .map((r) => ({ ...r, inputs: JSON.parse(shown(r.inputs)) as Record<string, unknown> }));
  }
});
