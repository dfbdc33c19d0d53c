import * as assert from "node:assert/strict";
import { checkTogether, ExportError, parseExport } from "../../paths/exports";

const URN = "urn:pulumi:service::private-api::aws:ec2/vpc:Vpc::network-vpc";
const VPC = { urn: URN, type: "aws:ec2/vpc:Vpc", custom: true, id: "vpc-1" };
const REMAKE =
  "  allowed: what `pulumi stack export` prints, version 3\n  fix:     make it with: pulumi stack export --stack <name> > <file>";

const text = (resources: unknown, more: object = {}): string =>
  JSON.stringify({ version: 3, deployment: { resources, ...more } });

const refused = (what: string, message: string) =>
  assert.throws(
    () => parseExport(what, "service.json"),
    (error) => error instanceof ExportError && error.message === message,
  );

describe("an export of a stack", () => {
  it("tells its stack in its URNs, else by its file's name", () => {
    assert.equal(parseExport(text([VPC]), "other.json", "other").stack, "service");
    assert.equal(parseExport(text([]), "other.json", "other").stack, "other");
    assert.equal(parseExport(text([]), "stdin").stack, "stdin");
    assert.equal(parseExport(text([{ ...VPC, urn: "none" }]), "f.json", "f").stack, "f");
  });

  it("is read behind a byte order mark, and without resources", () => {
    assert.equal(parseExport(`\uFEFF${text([VPC])}`, "service.json").stack, "service");
    assert.equal(parseExport('{"version":3,"deployment":{}}', "a.json", "a").stack, "a");
  });

  it("is refused when it is not JSON", () => {
    for (const none of ["", "{", "Resources:\n  - x", "undefined"]) {
      assert.throws(
        () => parseExport(none, "service.json"),
        /^ExportError: service.json: is not JSON: /,
      );
    }
  });

  const rows: { name: string; text: string; message: string }[] = [
    {
      name: "a list",
      text: "[]",
      message: `service.json: is not an export of a stack\n  value:   []\n${REMAKE}`,
    },
    {
      name: "a checkpoint of a backend",
      text: JSON.stringify({ version: 3, checkpoint: { latest: { resources: [VPC] } } }),
      message: `service.json checkpoint: is a backend's own file, not an export\n  value:   nothing\n${REMAKE}`,
    },
    {
      name: "another version",
      text: JSON.stringify({ version: 2, deployment: { resources: [] } }),
      message: `service.json version: is not 3\n  value:   2\n${REMAKE}`,
    },
    {
      name: "no version",
      text: "{}",
      message: `service.json version: is not 3\n  value:   nothing\n${REMAKE}`,
    },
    {
      name: "no deployment",
      text: JSON.stringify({ version: 3 }),
      message: `service.json deployment: is not a map\n  value:   nothing\n${REMAKE}`,
    },
    {
      name: "resources that are a map",
      text: text({ [URN]: VPC }),
      message: `service.json deployment.resources: is not a list\n  value:   ${JSON.stringify({ [URN]: VPC }).slice(0, 120)}\n${REMAKE}`,
    },
    {
      name: "a resource that is null",
      text: text([VPC, null]),
      message: `service.json deployment.resources[1]: is not a map\n  value:   null\n${REMAKE}`,
    },
    {
      name: "a resource without urn",
      text: text([VPC, { type: VPC.type }]),
      message: `service.json deployment.resources[1].urn: is not a text\n  value:   nothing\n${REMAKE}`,
    },
    {
      name: "a resource of a type that is a number",
      text: text([{ ...VPC, type: 7 }]),
      message: `service.json deployment.resources[0].type: is not a text\n  value:   7\n${REMAKE}`,
    },
  ];
  for (const row of rows) {
    it(`is refused, file and place named: ${row.name}`, () => refused(row.text, row.message));
  }
});

describe("exports beside each other", () => {
  const provider = (simulated?: string) => ({
    ...{ urn: "urn:provider", custom: true, type: "pulumi:providers:aws" },
    outputs: { region: "ap-northeast-1", ...(simulated ? { simulated } : {}) },
  });
  const nlb = (more: object = {}) => ({
    ...{ urn: "urn:nlb", custom: true, type: "aws:lb/loadBalancer:LoadBalancer", id: "nlb" },
    outputs: { arn: "arn:aws:elasticloadbalancing:nlb" },
    ...more,
  });
  const of = (stack: string, resources: object[], where = `${stack}.json`) => ({
    ...{ ...parseExport(text(resources), where, stack), stack, where },
  });

  it("may be of several stacks with resources of their own", () => {
    checkTogether([of("service", [nlb(), provider("true")]), of("customer", [provider("true")])]);
  });

  it("may both name one resource when one of them only reads it, or is about to delete it", () => {
    checkTogether([of("service", [nlb()]), of("customer", [nlb({ external: true })])]);
    checkTogether([of("service", [nlb()]), of("customer", [nlb({ delete: true })])]);
    checkTogether([of("service", [nlb(), nlb()])]);
  });

  it("are refused when two claim one resource", () => {
    assert.throws(() => checkTogether([of("service", [nlb()]), of("customer", [nlb()])]), {
      message:
        "customer.json urn:nlb: claims a resource that service.json claims too\n" +
        "  value:   arn:aws:elasticloadbalancing:nlb\n" +
        "  allowed: what `pulumi stack export` prints, version 3\n" +
        "  fix:     keep the export that owns it",
    });
  });

  it("are refused when two are of one stack", () => {
    assert.throws(() => checkTogether([of("service", []), of("service", [], "copy.json")]), {
      message:
        "copy.json: is of the stack service, as service.json is\n" +
        "  value:   service\n" +
        "  allowed: what `pulumi stack export` prints, version 3\n" +
        "  fix:     keep one of the two",
    });
  });

  it("are refused when one is simulated and one is of AWS", () => {
    const mixed = [of("service", [provider()]), of("customer", [provider("true")])];
    assert.throws(() => checkTogether(mixed), {
      message:
        "customer.json: is simulated, and service.json is of AWS\n" +
        "  allowed: what `pulumi stack export` prints, version 3\n" +
        "  fix:     keep them in folders of their own",
    });
  });
});
