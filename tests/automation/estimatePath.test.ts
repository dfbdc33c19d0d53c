import * as assert from "node:assert/strict";
import { estimateLines } from "../../automation/report";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { up, type UpResult } from "../../automation/up";
import type { ResourceState } from "../../paths/snapshot";
import { estimate } from "../../simulator/clock";
import { runCli } from "../support/cli";
import { manyCustomers } from "../support/manyCustomers";
import { change, makeFolder, makeProject, SAMPLE } from "../support/project";

const VPC = "aws:ec2/vpc:Vpc"; // 12 s
const SUBNET = "aws:ec2/subnet:Subnet"; // 11 s
const GROUP = "aws:ec2/securityGroup:SecurityGroup"; // 3 s
const BALANCER = "aws:lb/loadBalancer:LoadBalancer"; // 142 s

const urnOf = (name: string): string => `urn:pulumi:test::private-api::type::${name}`;

/** A resource, with the names of those that each of its inputs is said to come from. */
function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown> = {},
  from: Record<string, string[]> = {},
  dependsOn: string[] = [],
): ResourceState {
  const named = Object.entries(from).map(([key, names]) => [key, names.map(urnOf)] as const);
  const dependencies = [...named.flatMap(([, urns]) => urns), ...dependsOn.map(urnOf)];
  return {
    ...{ urn: urnOf(name), type, custom: true, id: `id-of-${name}`, inputs },
    ...{ dependencies, propertyDependencies: Object.fromEntries(named) },
  };
}

const all = (resources: ResourceState[]) => new Set(resources.map(({ urn }) => urn));
const names = (path: { urn: string }[]) => path.map(({ urn }) => urn.split("::").pop());

describe("the virtual clock", () => {
  // The group takes the VPC's id from a component, all of whose outputs come from the subnet, too.
  const chain = [
    resource(VPC, "vpc"),
    resource(SUBNET, "subnet", { vpcId: "id-of-vpc" }, { vpcId: ["vpc"] }),
    resource(GROUP, "group", { vpcId: "id-of-vpc" }, { vpcId: ["vpc", "subnet"] }),
    resource(
      BALANCER,
      "balancer",
      { subnets: ["id-of-subnet"], securityGroups: ["id-of-group"] },
      { subnets: ["vpc", "subnet"], securityGroups: ["group"] },
    ),
  ];

  it("adds times over what is registered, and names what decides", () => {
    const { seconds, criticalPath } = estimate(chain, all(chain));
    assert.equal(seconds, 12 + 11 + 3 + 142);
    assert.deepEqual(criticalPath, [
      { urn: urnOf("vpc"), seconds: 12 },
      { urn: urnOf("subnet"), seconds: 11 },
      { urn: urnOf("group"), seconds: 3 },
      { urn: urnOf("balancer"), seconds: 142 },
    ]);
  });

  it("lets what is not needed run side by side in the shortest possible", () => {
    assert.equal(estimate(chain, all(chain)).shortestSeconds, 12 + 11 + 142);
  });

  it("keeps in the shortest possible what the program asks for, and values that hold no id", () => {
    const asked = [
      resource(BALANCER, "balancer"),
      resource(VPC, "vpc", {}, {}, ["balancer"]),
      resource(SUBNET, "subnet", { cidrBlock: "10.0.0.0/20" }, { cidrBlock: ["vpc"] }),
    ];
    assert.equal(estimate(asked, all(asked)).shortestSeconds, 142 + 12 + 11);
  });

  it("counts what is made alone: the rest is there already", () => {
    const { seconds, criticalPath } = estimate(chain, new Set([urnOf("subnet"), urnOf("group")]));
    assert.equal(seconds, 11 + 3);
    assert.deepEqual(names(criticalPath), ["subnet", "group"]);
  });
});

describe("the estimate of a run", () => {
  const build = async (
    directory: string,
    parallel: number,
    folder = makeFolder(),
  ): Promise<UpResult> => {
    const project = loadProject(directory);
    const state = StateFolder.open(folder);
    return up({ project, stacks: project.stacks, state, parallel, progress: SILENT });
  };

  it("goes through both stacks: the customer's begins when the service's has ended", async () => {
    assert.deepEqual(estimateLines(await build(makeProject(), 8)), [
      "On AWS, making this takes about 6 min (estimate from published creation times).",
      "critical path: service: Vpc network-vpc 12 s → Subnet network-vpc-isolated-1 11 s → " +
        "SecurityGroup nlb-group 3 s → LoadBalancer nlb-balancer 142 s → " +
        "VpcEndpointService endpoint-service-service 6 s → " +
        "customer: Vpc network-vpc 12 s → Subnet network-vpc-isolated-1 11 s → " +
        "SecurityGroup service-group 3 s → VpcEndpoint service-endpoint 122 s → " +
        "Record name-hello-record-1 40 s",
      "service: 174 s, 1.02 times the shortest possible, 171 s",
      "customer: 188 s, 1.02 times the shortest possible, 185 s",
    ]);
  });

  for (const [parallel, rounds] of [
    [1, 4],
    [3, 2],
    [4, 1],
  ] as const) {
    it(`has 4 customers wait for each other in ${rounds} round(s) when ${parallel} can run at once`, async () => {
      const directory = makeProject({ customer: null, extra: manyCustomers(SAMPLE, 4) });
      const { estimatedSeconds, criticalPath } = await build(directory, parallel);
      assert.equal(estimatedSeconds, 174 + rounds * 188);
      const sum = criticalPath.reduce((seconds, step) => seconds + step.seconds, 0);
      assert.equal(sum, estimatedSeconds);
      const stacks = [...new Set(criticalPath.map(({ stack }) => stack))];
      assert.equal(stacks[0], "service");
      assert.equal(stacks.length, 1 + rounds);
    });
  }

  it("is of what the run makes: nothing again, then a zone's subnet and its routes", async () => {
    const folder = makeFolder();
    await build(makeProject(), 8, folder);
    const again = await build(makeProject(), 8, folder);
    assert.equal(again.estimatedSeconds, 0);
    assert.deepEqual(estimateLines(again), []);
    const service = change(SAMPLE.service, "zones: 2", "zones: 3");
    assert.deepEqual(estimateLines(await build(makeProject({ service }), 8, folder)), [
      "On AWS, making this takes about 14 s (estimate from published creation times).",
      "critical path: service: Subnet network-vpc-isolated-3 11 s → " +
        "RouteTable network-vpc-isolated-3 2 s → RouteTableAssociation network-vpc-isolated-3 1 s",
      "service: 14 s, the shortest possible",
    ]);
  });

  for (const command of ["preview", "up"]) {
    it(`is in the JSON of ${command}, and in what it prints for people`, async () => {
      const cwd = makeProject();
      const [json, text] = [
        await runCli([command, "--json", "--state", "a"], { cwd }),
        await runCli([command, "--state", "b"], { cwd }),
      ];
      assert.deepEqual([json.code, text.code], [0, 0], json.stderr + text.stderr);
      const { estimatedSeconds, criticalPath } = JSON.parse(json.stdout) as Pick<
        UpResult,
        "estimatedSeconds" | "criticalPath"
      >;
      assert.equal(estimatedSeconds, 362);
      assert.deepEqual(criticalPath.at(-1), {
        stack: "customer",
        urn:
          "urn:pulumi:customer::private-api::" +
          "private-api:index:PrivateZone$aws:route53/record:Record::name-hello-record-1",
        seconds: 40,
      });
      assert.match(text.stdout, /^On AWS, making this takes about 6 min/m);
      assert.match(text.stdout, /^critical path: service: Vpc network-vpc 12 s → /m);
    });
  }
});
