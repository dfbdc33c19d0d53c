import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { StepError } from "../../simulator/step";
import type { ResourceState } from "../../paths/snapshot";
import { runTestProgram, shortName, stackOutputs } from "../support/engine";

const vpc = (name: string, opts?: pulumi.CustomResourceOptions) =>
  new ec2.Vpc(
    name,
    { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, enableDnsSupport: true },
    opts,
  );

const fails = (program: () => unknown, message: RegExp) =>
  assert.rejects(runTestProgram(program), (error: Error) => {
    assert.match(error.message, message);
    return true;
  });

describe("the builtin engine", () => {
  it("gives a stack's outputs the values of its resources", async () => {
    const run = await runTestProgram(() => ({ vpcId: vpc("net").id }));
    const made = run.world.all("aws:ec2/vpc:Vpc");
    assert.equal(made.length, 1);
    assert.deepEqual(stackOutputs(run), { vpcId: made[0]?.id });
  });

  it("puts parents into URNs and children after what they need", async () => {
    class Home extends pulumi.ComponentResource {
      constructor(name: string) {
        super("private-api:index:Home", name);
        const parent = vpc(`${name}-vpc`, { parent: this });
        new ec2.Subnet(
          `${name}-a`,
          { vpcId: parent.id, cidrBlock: "10.0.0.0/20", availabilityZone: "ap-northeast-1a" },
          { parent: this },
        );
        this.registerOutputs({ vpcId: parent.id });
      }
    }
    const { resources } = await runTestProgram(() => void new Home("home"));
    assert.deepEqual(
      resources.map(({ urn }) => urn.split("::").slice(2).join(" ")),
      [
        "pulumi:pulumi:Stack private-api-test",
        "private-api:index:Home home",
        "pulumi:providers:aws default_7_43_0",
        "private-api:index:Home$aws:ec2/vpc:Vpc home-vpc",
        "private-api:index:Home$aws:ec2/subnet:Subnet home-a",
      ],
    );
    const home = resources.find(({ type }) => type === "private-api:index:Home");
    const made = resources.find(({ type }) => type === "aws:ec2/vpc:Vpc");
    assert.deepEqual(home?.outputs, { vpcId: made?.id });
  });

  it("leaves what has not changed as it is", async () => {
    const first = await runTestProgram(() => void vpc("net"));
    const again = await runTestProgram(() => void vpc("net"), {
      previous: first.resources,
      world: first.world,
    });
    assert.deepEqual(again.resources, first.resources);
    assert.deepEqual([...new Set(again.engine.steps.map(({ op }) => op))], ["same"]);
  });

  it("refuses a second resource of the same URN", () =>
    fails(
      () => [vpc("net"), vpc("net")],
      /Vpc::net: Duplicate resource URN 'urn:pulumi:test::private-api::aws:ec2\/vpc:Vpc::net'/,
    ));

  it("refuses types that the simulated cloud does not know", () =>
    fails(
      () => new ec2.KeyPair("k", { publicKey: "ssh-ed25519 AAAA" }),
      /KeyPair::k: the simulated cloud does not know the type aws:ec2\/keyPair:KeyPair/,
    ));

  it("refuses functions that the simulated cloud does not know", () =>
    fails(
      () => ec2.getSubnets({}),
      /the simulated cloud does not know the function aws:ec2\/getSubnets:getSubnets/,
    ));

  it("refuses references to what does not exist, in AWS's words", () =>
    fails(
      () => new ec2.InternetGateway("igw", { vpcId: "vpc-0nothere" }),
      /igw: creating EC2 Internet Gateway: InvalidVpcID.NotFound: The Vpc 'vpc-0nothere' does not exist/,
    ));

  it("refuses stacks that do not exist", () =>
    fails(
      () => new pulumi.StackReference("organization/private-api/nope").getOutput("x"),
      /unknown stack "organization\/private-api\/nope"/,
    ));

  it("reads the outputs of stacks that exist", async () => {
    const name = "organization/private-api/service";
    const run = await runTestProgram(
      () => ({ seen: new pulumi.StackReference(name).requireOutput("serviceName") }),
      { others: { [name]: { serviceName: "com.amazonaws.vpce.x" } } },
    );
    assert.deepEqual(stackOutputs(run), { seen: "com.amazonaws.vpce.x" });
  });

  it("reads resources that the stack does not own, and keeps them as external", async () => {
    const first = await runTestProgram(() => void vpc("net"));
    const id = first.world.all("aws:ec2/vpc:Vpc")[0]?.id ?? "";
    const run = await runTestProgram(() => ({ range: ec2.Vpc.get("seen", id).cidrBlock }), {
      stack: "other",
      world: first.world,
    });
    assert.deepEqual(stackOutputs(run), { range: "10.0.0.0/16" });
    const seen = run.resources.find(({ urn }) => urn.endsWith("::seen"));
    assert.deepEqual([seen?.external, seen?.id], [true, id]);
  });

  it("takes nothing after the end of a run", async () => {
    const { engine } = await runTestProgram(() => undefined);
    const late = { type: "x:y:Z", name: "late", parent: "" } as never;
    await assert.rejects(engine.register(late), /Z::late: the run has ended/);
  });
});

describe("a failing program on the builtin engine", () => {
  /** The failure of a program, and what was saved. */
  async function failure(
    program: () => unknown,
  ): Promise<{ error: Error; saved: ResourceState[] }> {
    let saved: ResourceState[] = [];
    try {
      await runTestProgram(program, { saved: (all) => (saved = all) });
    } catch (error) {
      return { error: error as Error, saved };
    }
    throw new Error("the program did not fail");
  }

  const rows: [string, () => unknown, RegExp][] = [
    ["throws", () => assert.fail("no such zone"), /^no such zone$/],
    ["rejects", () => Promise.reject(new Error("no such zone")), /^no such zone$/],
    [
      "throws in an apply",
      () => void pulumi.output(1).apply(() => assert.fail("bad value")),
      /^bad value$/,
    ],
    [
      "throws in an apply that a resource waits for",
      () =>
        vpc("net", {
          dependsOn: pulumi.output(1).apply((): pulumi.Resource[] => assert.fail("bad value")),
        }),
      /^bad value$/,
    ],
    ["gives an argument that does not exist", () => wrongArgument(), /Vpc has no argument cidr$/],
    [
      "fails in AWS with dependents",
      () => {
        const made = new ec2.InternetGateway("igw", { vpcId: "vpc-0" });
        new ec2.Route("r", { routeTableId: "rtb-0", gatewayId: made.id });
      },
      /^aws:ec2\/internetGateway:InternetGateway::igw: .*InvalidVpcID.NotFound/,
    ],
  ];
  function wrongArgument(): unknown {
    return new ec2.Vpc(
      "net",
      { cidrBlock: "10.0.0.0/16" },
      {
        transformations: [({ props, opts }) => ({ props: { ...props, cidr: "x" }, opts })],
      },
    );
  }
  for (const [what, program, message] of rows) {
    it(`that ${what} ends with that one error`, async () => {
      const { error } = await failure(program);
      assert.match(error.message, message);
    });
  }

  it("keeps what was made before the failure, and no outputs", async () => {
    const { error, saved } = await failure(() => {
      const made = vpc("net");
      const gateway = made.id.apply(() => "vpc-0nothere");
      new ec2.InternetGateway("igw", { vpcId: gateway });
      return { vpcId: made.id };
    });
    assert.ok(error instanceof StepError);
    assert.equal(shortName(error.urn), "InternetGateway igw");
    const kept = saved.map(({ urn }) => shortName(urn));
    assert.deepEqual(kept, ["Stack private-api-test", "aws default_7_43_0", "Vpc net"]);
    assert.equal(saved[0]?.outputs, undefined);
  });

  it("leaves nothing behind when it made nothing", async () => {
    const { saved } = await failure(() => assert.fail("at once"));
    assert.deepEqual(saved, []);
  });

  it("does not touch programs that run at the same time", async () => {
    const [good, bad] = await Promise.allSettled([
      runTestProgram(() => ({ vpcId: vpc("net").id }), { stack: "good" }),
      runTestProgram(() => void pulumi.output(1).apply(() => assert.fail("bad value"))),
    ]);
    assert.equal(good.status, "fulfilled");
    assert.equal(bad.status, "rejected");
  });
});
