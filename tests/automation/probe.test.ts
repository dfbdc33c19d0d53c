import * as assert from "node:assert/strict";
import { destroy } from "../../automation/destroy";
import { networkOf } from "../../automation/callChanges";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import type { ResourceState } from "../../paths/snapshot";
import { probePlaces } from "../../paths/probe";
import { trace } from "../../paths/trace";
import { findVantage } from "../../paths/vantage";
import { seedVpc } from "../support/adopted";
import { WITH_PROBES } from "../support/observing";
import { change, makeFolder, makeProject, SAMPLE } from "../support/project";
import { buildAll, find, type BuiltStacks } from "../support/states";

const FUNCTION = "aws:lambda/function:Function";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const ENTRY = '- { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }';

/** What a probe registers, beside its rules. */
const OWN = [
  "Function probe-function",
  "LogGroup probe-logs",
  "Probe probe",
  "Role probe-role",
  "RolePolicy probe-role-logs",
  "RolePolicyAttachment probe-role-vpc",
  "SecurityGroup probe-group",
];

/** What of a stack's resources are its probe and rules about it. */
const ofProbe = (resources: readonly ResourceState[]): string[] =>
  resources
    .map(({ urn, type }) => `${type.split(":").pop()} ${urn.split("::").pop()}`)
    .filter((name) => name.includes(" probe") || name.includes("-from-probe"))
    .sort();

/** Destroys all, customers first. @returns how each stack ended, and what is left of it */
async function destroyAll(directory: string, folder: string): Promise<string[]> {
  const project = loadProject(directory);
  const state = StateFolder.open(folder);
  const { stacks } = project;
  const result = await destroy({ project, stacks, state, parallel: 1, progress: SILENT });
  return result.stacks.map((one) => one.state);
}

describe("probe: true", function () {
  this.timeout(120_000);
  let directory: string;
  let built: BuiltStacks;

  before(async () => {
    directory = makeProject(WITH_PROBES);
    built = await buildAll(directory);
  });

  it("makes a probe in each account, and exports whom to invoke", () => {
    assert.deepEqual(
      ofProbe(built.resources("service")),
      [
        ...OWN,
        "SecurityGroupEgressRule probe-group-to-endpoint",
        "SecurityGroupEgressRule probe-group-to-load-balancer",
      ].sort(),
    );
    assert.deepEqual(
      ofProbe(built.resources("customer")),
      [...OWN, "SecurityGroupEgressRule probe-group-to-service"].sort(),
    );
    for (const [stack, account] of [
      ["service", "111111111111"],
      ["customer", "222222222222"],
    ] as const) {
      const { name } = find(built.resources(stack), FUNCTION, "::probe-function").outputs ?? {};
      assert.equal(
        built.outputs(stack)["probe"],
        `arn:aws:lambda:ap-northeast-1:${account}:function:${String(name)}`,
      );
    }
  });

  it("puts it into every subnet, with its own group", () => {
    const resources = built.resources("customer");
    const subnets = resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
    const { vpcConfig } = find(resources, FUNCTION).inputs as {
      vpcConfig: { subnetIds: string[]; securityGroupIds: string[] };
    };
    assert.equal(subnets.length, 2);
    assert.deepEqual(vpcConfig, {
      subnetIds: subnets.map(({ id }) => id),
      securityGroupIds: [find(resources, GROUP, "::probe-group").id],
    });
  });

  it("registers nothing of the kind unless it is set", async () => {
    const plain = await buildAll(makeProject());
    for (const stack of ["service", "customer"]) {
      assert.deepEqual(ofProbe(plain.resources(stack)), []);
      assert.ok(!("probe" in plain.outputs(stack)));
      // All else is the same: a probe changes nothing that was there.
      const urns = (from: BuiltStacks) => from.resources(stack).map(({ urn }) => urn);
      const added = urns(built).filter((urn) => !urns(plain).includes(urn));
      assert.deepEqual(
        urns(plain).filter((urn) => !urns(built).includes(urn)),
        [],
      );
      assert.equal(added.length, stack === "service" ? 9 : 8);
    }
  });

  describe("as a place that calls come from", () => {
    const network = () => networkOf(StateFolder.open(built.folder), ["service", "customer"]);
    const call = {
      method: "GET",
      url: "https://vpce.hoge.co.jp/prod",
      headers: {},
      insecure: true,
    };

    it("leaves alone where a stack's own calls start", async () => {
      const plain = await buildAll(makeProject());
      const before = networkOf(StateFolder.open(plain.folder), ["service", "customer"]);
      for (const stack of ["service", "customer"]) {
        assert.deepEqual(findVantage(network(), stack), findVantage(before, stack));
      }
    });

    it("is in one of its subnets, whose range alone is known, and in its own group", () => {
      const places = probePlaces(network(), "customer");
      const resources = built.resources("customer");
      const subnets = resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
      assert.deepEqual(
        places,
        subnets.map(({ id }) => `probe:customer/${id}`),
      );
      for (const [i, place] of places.entries()) {
        const vantage = findVantage(network(), place);
        assert.ok(vantage.kind === "vpc");
        const { probe, ...rest } = vantage;
        assert.equal(probe?.id, find(resources, FUNCTION).id);
        assert.deepEqual(rest, {
          ...{ kind: "vpc", stack: "customer" },
          vpcId: find(resources, "aws:ec2/vpc:Vpc").id,
          subnetId: subnets[i]?.id,
          range: subnets[i]?.inputs?.["cidrBlock"],
          groupIds: [find(resources, GROUP, "::probe-group").id],
        });
      }
      const first = findVantage(network(), "probe:customer");
      assert.deepEqual(first, findVantage(network(), places[0] ?? ""));
    });

    it("is judged by its own group, where a machine of the VPC is let out for granted", () => {
      const state = StateFolder.open(built.folder);
      const without = networkOf(
        {
          load: (stack) => {
            const snapshot = structuredClone(state.load(stack));
            const { deployment } = snapshot ?? {};
            if (deployment) {
              deployment.resources = deployment.resources?.filter(
                ({ urn }) => !urn.endsWith("::probe-group-to-service"),
              );
            }
            return snapshot;
          },
        },
        ["service", "customer"],
      );
      const codes = (from: string) =>
        trace(without, { ...call, from }).blockedBy.map(({ code }) => code);
      assert.deepEqual(codes("probe:customer"), ["CLIENT_SG_EGRESS_DENIED", "API_NOT_IDENTIFIED"]);
      assert.deepEqual(codes("customer"), ["API_NOT_IDENTIFIED"]);
    });

    it("is refused where there is none, with what there is", async () => {
      const plain = await buildAll(makeProject({ service: WITH_PROBES.service }));
      const two = networkOf(StateFolder.open(plain.folder), ["service", "customer"]);
      const { id } = find(
        plain.resources("customer"),
        "aws:ec2/subnet:Subnet",
        "::network-vpc-isolated-1",
      );
      for (const place of ["probe:customer", "probe:nobody", `probe:service/${id}`, "probe:"]) {
        assert.throws(() => findVantage(two, place), {
          name: "RequestError",
          message:
            `the vantage point is no probe of the exports\n  value:   ${place}\n` +
            "  allowed: service, customer, internet, onprem:<address>, probe:service\n" +
            "  fix:     private-api:probe: true in that stack's settings, then up and a new export",
        });
      }
    });
  });

  it("goes with its stack: function, group, and only then what lets Lambda clear up", async () => {
    const own = makeProject(WITH_PROBES);
    const { folder, ...made } = await buildAll(own);
    const project = loadProject(own);
    const state = StateFolder.open(folder);
    const { stacks } = project;
    const result = await destroy({ project, stacks, state, parallel: 1, progress: SILENT });
    for (const one of result.stacks) {
      assert.ok(one.state === "done");
      const deleted = one.steps.map(({ urn }) => urn.split("::").pop());
      const order = ["probe-function", "probe-group", "probe-role-vpc", "probe-role"];
      assert.deepEqual(
        deleted.filter((name) => order.includes(name ?? "")),
        order,
      );
    }
    assert.deepEqual(made.resources("customer"), []);
    // Of the service, the account's log role stays, as ever.
    assert.deepEqual(ofProbe(made.resources("service")), []);
  });

  it("works in a VPC that was there before, and leaves it there", async () => {
    const folder = makeFolder();
    const { vpcId, subnetIds } = seedVpc(folder, "222222222222", ["apne1-az4", "apne1-az1"]);
    const adopted = `{ vpcId: ${vpcId}, subnetIds: [${subnetIds.join(", ")}] }`;
    const customer = change(WITH_PROBES.customer ?? "", "{ cidr: 10.1.0.0/16 }", adopted);
    const clients = change(SAMPLE.service, "10.1.0.0/16", "10.8.0.0/16");
    const own = makeProject({ service: clients, customer });
    const made = await buildAll(own, folder);
    assert.deepEqual(
      made.result.stacks.map((one) => one.state),
      ["done", "done"],
    );
    const { vpcConfig } = find(made.resources("customer"), FUNCTION).inputs ?? {};
    assert.deepEqual((vpcConfig as { subnetIds: unknown }).subnetIds, subnetIds);
    assert.deepEqual(await destroyAll(own, folder), ["done", "done"]);
  });

  it("is there for direct customers too, who say whether their endpoint admits it", async () => {
    const partner = (keys: string) =>
      `config:\n  aws:region: ap-northeast-1\n  aws:allowedAccountIds: ["333333333333"]\n` +
      `  private-api:role: customer\n  private-api:via: direct\n  private-api:probe: true\n` +
      `  private-api:network: { cidr: 10.2.0.0/16 }\n${keys}`;
    const guest = '- { name: partner, account: "333333333333", via: direct }';
    const service = change(SAMPLE.service, ENTRY, `${ENTRY}\n    ${guest}`);
    const rules = ["SecurityGroupEgressRule probe-group-to-endpoint"];
    const admits = "SecurityGroupIngressRule execute-api-group-from-probe";
    for (const [keys, expected, verdict] of [
      ["", rules, "reachable"],
      ["  private-api:clientSources: [probe]\n", [...rules, admits], "reachable"],
      ["  private-api:clientSources: [10.2.0.0/28]\n", rules, "unknown"],
      ["  private-api:clientSources: [10.9.0.0/16]\n", rules, "blocked"],
    ] as const) {
      const extra = { "Pulumi.partner.yaml": partner(keys) };
      const own = makeProject({ service, customer: null, extra: { ...extra } });
      const { folder, ...made } = await buildAll(own);
      assert.deepEqual(ofProbe(made.resources("partner")), [...OWN, ...expected].sort());
      assert.match(
        String(made.outputs("partner")["probe"]),
        /^arn:aws:lambda:ap-northeast-1:333333333333:/,
      );
      const network = networkOf(StateFolder.open(folder), ["partner", "service"]);
      const { contract } = made.outputs("service") as {
        contract: { apis: { hello: { host: string } } };
      };
      const url = `https://${contract.apis.hello.host}/prod`;
      const request = { method: "GET", url, headers: {}, insecure: false };
      const answer = trace(network, { ...request, from: "probe:partner" });
      assert.equal(answer.verdict, verdict, keys);
      assert.deepEqual(await destroyAll(own, folder), ["done", "done"]);
    }
  });
});
