import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { destroy } from "../../automation/destroy";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { networkOf } from "../../automation/callChanges";
import { trace } from "../../paths/trace";
import { resourcesOf, type StackExport } from "../../paths/snapshot";
import { testBadInput, saidBy } from "../support/badInput";
import { runCli } from "../support/cli";
import { copyState } from "../support/expectedSteps";
import { change, makeProject, SAMPLE, type ProjectFiles } from "../support/project";
import { buildAll } from "../support/states";

const ENTRY = '- { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }';
const GUEST = '- { name: partner, via: direct, account: "333333333333" }';

const partner = (from = "", to = ""): string =>
  change(
    `config:
  aws:region: ap-northeast-1
  aws:allowedAccountIds: ["333333333333"]
  private-api:role: customer
  private-api:via: direct
  private-api:network: { cidr: 10.3.0.0/16 }
`,
    from || "config:\n",
    to || "config:\n",
  );

/** The sample with a direct customer beside the other one. */
const both = (guest = GUEST, stack: string | null = partner()): ProjectFiles => ({
  service: change(SAMPLE.service, ENTRY, `${ENTRY}\n    ${guest}`),
  extra: stack === null ? {} : { "Pulumi.partner.yaml": stack },
});

const AT_LIST = "Pulumi.service.yaml:11:5 private-api:customers";

testBadInput("direct customers that do not fit", [
  {
    name: "no settings of the customer, and no endpoint",
    files: both(GUEST, null),
    message: [
      `${AT_LIST}: lists a direct customer without a settings file, whose endpoint nobody tells`,
      "  value:   partner",
      "  allowed: a stack with via: direct, or vpcEndpointId",
      "  fix:     create Pulumi.partner.yaml, or add vpcEndpointId: vpce-0123456789abcdef0",
    ],
  },
  {
    name: "another region, whose endpoints lead to other APIs",
    files: both(GUEST, partner("ap-northeast-1", "eu-west-1")),
    message: [
      "Pulumi.partner.yaml:2:15 aws:region: is not the region of the service; an endpoint leads to the APIs of its own region",
      "  value:   eu-west-1",
      "  allowed: ap-northeast-1",
      "  fix:     aws:region: ap-northeast-1",
    ],
  },
  {
    name: "a customer whose own settings say another way",
    files: both(GUEST, change(SAMPLE.customer, '"222222222222"', '"333333333333"')),
    message: [
      `${AT_LIST}: lists a customer via direct whose own settings do not say so`,
      "  value:   partner",
      "  allowed: private-api:via: direct in both files",
      "  fix:     private-api:via: direct in Pulumi.partner.yaml, or remove via here",
      "Pulumi.partner.yaml:5:26 aws:allowedAccountIds: is an account that the customers of service do not list",
      "  value:   333333333333",
      "  allowed: 222222222222",
      '  fix:     in Pulumi.service.yaml under private-api:customers: - { name: partner, account: "333333333333" }',
    ],
  },
  {
    name: "a customer that the service does not list",
    files: { ...both(), service: SAMPLE.service },
    message: [
      "Pulumi.partner.yaml:5:20 private-api:via: is direct, and no service here lists this customer so",
      "  value:   direct",
      "  allowed: no direct customer yet",
      '  fix:     in Pulumi.service.yaml under private-api:customers: - { name: partner, via: direct, account: "333333333333" }',
    ],
  },
  {
    name: "a customer in another account than the service lists",
    files: both(GUEST, partner('"333333333333"', '"444444444444"')),
    message: [
      "Pulumi.partner.yaml:3:26 aws:allowedAccountIds: is not the account that the service lists for partner",
      "  value:   444444444444",
      "  allowed: 333333333333",
      '  fix:     in Pulumi.service.yaml under private-api:customers: - { name: partner, via: direct, account: "444444444444" }',
    ],
  },
  {
    name: "a service without its direct customer, which is not built yet",
    files: both(),
    args: ["--stacks", "service"],
    message: [
      `${AT_LIST}: lists a direct customer that is not built yet and not part of this run`,
      "  value:   partner",
      "  allowed: a direct customer that is built or part of the run",
      "  fix:     --stacks partner,service",
    ],
  },
]);

describe("a direct customer", function () {
  this.timeout(120_000);
  const directory = makeProject(both());
  let state: StateFolder;
  let folder = "";

  const service = () => resourcesOf(state.load("service"));
  const endpointsIn = (): string[] => {
    const policy = service().find(({ type }) => type.endsWith(":RestApiPolicy"));
    const { Statement } = JSON.parse(String(policy?.inputs?.["policy"])) as {
      Statement: { Condition: { StringEquals: Record<string, string[]> } }[];
    };
    assert.equal(Statement.length, 1);
    return Statement[0]?.Condition.StringEquals["aws:SourceVpce"] ?? [];
  };
  const endpointOf = (stack: string): string => String(state.outputs(stack)?.["vpcEndpointId"]);
  const write = (text: string) =>
    fs.writeFileSync(path.join(directory, "Pulumi.service.yaml"), text);

  before(async () => {
    const { result, folder: made } = await buildAll(directory);
    folder = made;
    state = StateFolder.open(folder);
    assert.deepEqual(
      result.stacks.map(({ stack, state: ended }) => [stack.name, ended]),
      [
        ["partner", "done"],
        ["service", "done"],
        ["customer", "done"],
      ],
    );
  });

  it("is admitted by its endpoint's id, beside the service's own", () => {
    assert.deepEqual(endpointsIn(), [endpointOf("partner"), endpointOf("service")].sort());
  });

  it("reaches the API by its own name, through its own endpoint", () => {
    const calls = state.outputs("service")?.["calls"] as { from: string; url: string }[];
    const own = calls.filter(({ from }) => from === "partner");
    assert.equal(own.length, 1);
    const { url } = own[0] ?? { url: "" };
    const network = networkOf(state, ["partner", "service", "customer"]);
    const request = { from: "partner", method: "GET", url, headers: {}, insecure: false };
    const { verdict, paths } = trace(network, request);
    assert.equal(verdict, "reachable");
    const hops = paths.flatMap((one) => one.hops.map(({ hop }) => String(hop)));
    assert.ok(!hops.includes("nlb"), "it does not come by the load balancer");
  });

  it("is refused by the program itself where its stack tells of another region", async () => {
    const copy = copyState(folder);
    const file = path.join(copy, "partner.json");
    const snapshot = JSON.parse(fs.readFileSync(file, "utf8")) as StackExport;
    const root = resourcesOf(snapshot).find(({ type }) => type === "pulumi:pulumi:Stack");
    assert.equal(root?.outputs?.["region"], "ap-northeast-1");
    Object.assign(root.outputs, { region: "eu-west-1" });
    fs.writeFileSync(file, JSON.stringify(snapshot));
    const args = ["up", "--stacks", "service", "--state", copy];
    const run = await runCli(args, { cwd: directory });
    assert.equal(run.code, 2);
    assert.deepEqual(saidBy(run).slice(-4), [
      "Pulumi.service.yaml private-api:customers (partner): is in another region than the service; its endpoint leads to that region's APIs",
      "  value:   eu-west-1",
      "  allowed: ap-northeast-1",
      "  fix:     aws:region: ap-northeast-1 in Pulumi.partner.yaml",
    ]);
  });

  it("cannot come another way in place: its subnets would be made anew where they are", async () => {
    const linked = change(SAMPLE.customer, '"222222222222"', '"333333333333"');
    const own = path.join(directory, "Pulumi.partner.yaml");
    fs.writeFileSync(own, linked);
    const listed = '- { name: partner, account: "333333333333", clientCidrs: [10.1.0.0/16] }';
    write(change(SAMPLE.service, ENTRY, `${ENTRY}\n    ${listed}`));
    const run = await runCli(["preview", "--state", folder], { cwd: directory });
    assert.equal(run.code, 2);
    assert.deepEqual(saidBy(run).slice(0, 4), [
      "Pulumi.partner.yaml:2:1 private-api:via: is not the way that partner was built as",
      "  value:   privatelink",
      "  allowed: direct",
      "  fix:     write direct and npx private-api destroy --stacks partner first, or give the new one a settings file of its own",
    ]);
    fs.writeFileSync(own, partner());
  });

  it("loses its access by one run of the service, with its stack still there", async () => {
    write(SAMPLE.service);
    const project = loadProject(directory);
    const { result } = await buildAll(directory, folder);
    assert.deepEqual(endpointsIn(), [endpointOf("service")]);
    assert.ok(
      result.warnings.some((text) => text.includes("no service here lists this customer so")),
    );
    const stacks = project.stacks.filter(({ name }) => name === "partner");
    const ended = await destroy({
      ...{ project, stacks, state, parallel: 1, progress: SILENT },
    });
    assert.deepEqual(
      ended.stacks.map((one) => one.state),
      ["done"],
    );
  });

  it("that fails keeps its service from being started, and no other stack", async () => {
    // A group that is not in the customer's VPC.
    const stack = `${partner()}  private-api:clientSources: [sg-0123456789abcdef0]\n`;
    const cwd = makeProject(both(GUEST, stack));
    const run = await runCli(["up", "--state", path.join(cwd, "state")], { cwd });
    assert.equal(run.code, 1);
    assert.match(run.stdout, /^partner +\S+ +\S+ +failed/m);
    assert.match(run.stdout, /^service +\S+ +\S+ +not started: partner failed$/m);
    assert.match(run.stdout, /^customer +\S+ +\S+ +not started: service was not started$/m);
    assert.ok(saidBy(run).some((line) => line.includes("InvalidGroup.NotFound")));
  });
});
