import * as assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import { runTestProgram, shortName, stackOutputs, type ProgramRun } from "../support/engine";
import { changesIn, failAgain, namesIn, runAgain } from "../support/operations";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ZONE = "ap-northeast-1a";

const vpc = (args: Partial<ec2.VpcArgs> = {}, opts?: pulumi.CustomResourceOptions) =>
  new ec2.Vpc("net", { cidrBlock: "10.0.0.0/16", ...args }, opts);

const subnet = (name: string, vpcId: pulumi.Input<string>, cidrBlock: string) =>
  new ec2.Subnet(name, { vpcId, cidrBlock, availabilityZone: ZONE });

const idOf = (run: Pick<ProgramRun, "resources">, name: string): string =>
  run.resources.find(({ urn }) => shortName(urn) === name)?.id ?? "";

const stepOf = (run: ProgramRun, op: string) => run.engine.steps.find((step) => step.op === op);

describe("a change in place", () => {
  it("keeps the id, changes the outputs and says which inputs", async () => {
    const first = await runTestProgram(() => ({ dns: vpc().enableDnsHostnames }));
    const run = await runAgain(first, () => ({
      dns: vpc({ enableDnsHostnames: true }).enableDnsHostnames,
    }));
    assert.deepEqual(changesIn(run.engine.steps), ["update Vpc net"]);
    assert.deepEqual(stepOf(run, "update")?.diffReasons, ["enableDnsHostnames"]);
    assert.equal(idOf(run, "Vpc net"), idOf(first, "Vpc net"));
    assert.deepEqual(stackOutputs(run), { dns: true });
    assert.deepEqual(
      run.world.all(VPC).map(({ id, attributes }) => [id, attributes["enableDnsHostnames"]]),
      [[idOf(first, "Vpc net"), true]],
    );
  });

  it("of something that is gone from the world fails, and keeps the state", async () => {
    const first = await runTestProgram(() => void vpc());
    const id = idOf(first, "Vpc net");
    first.world.all(VPC).forEach((object) => first.world.remove(object));
    const { error, resources } = await failAgain(first, () => void vpc({ tags: { a: "b" } }));
    assert.equal(
      error.message,
      `${VPC}::net: updating Vpc (${id}): InvalidVpcID.NotFound: The Vpc '${id}' does not exist in ` +
        "account 111111111111, ap-northeast-1: other hands deleted it; put it back, or destroy the " +
        "stack and build it anew",
    );
    assert.deepEqual(namesIn(resources), ["Vpc net"]);
    assert.equal(idOf({ resources }, "Vpc net"), id);
  });

  it("of what a resource waits for alone is no change, and is kept", async () => {
    const program = (dependsOn: boolean) => () => {
      const made = vpc();
      new ec2.Eip("address", {}, dependsOn ? { dependsOn: [made] } : {});
    };
    const first = await runTestProgram(program(false));
    const run = await runAgain(first, program(true));
    assert.deepEqual([...new Set(run.engine.steps.map(({ op }) => op))], ["same"]);
    const kept = run.resources.find(({ urn }) => shortName(urn) === "Eip address");
    assert.deepEqual(kept?.dependencies?.map(shortName), ["Vpc net"]);
  });

  it("of an input that the program ignores is no change, nor of what follows from it", async () => {
    const program = (tags: Record<string, string>, cidrBlock: string) => () =>
      void vpc({ tags, cidrBlock }, { ignoreChanges: ["tags", "cidrBlock"] });
    const first = await runTestProgram(program({ a: "old" }, "10.0.0.0/16"));
    const run = await runAgain(first, program({ a: "new" }, "10.9.0.0/16"));
    assert.deepEqual(changesIn(run.engine.steps), []);
    assert.deepEqual(run.world.everything(), first.world.everything());
  });

  it("of a part of an input cannot be ignored", async () => {
    const first = await runTestProgram(() => void vpc());
    const { error } = await failAgain(
      first,
      () => void vpc({ tags: { a: "b" } }, { ignoreChanges: ["tags.a"] }),
    );
    assert.match(error.message, /^aws:ec2\/vpc:Vpc::net: .* whole inputs alone, not of tags\.a$/);
  });
});

describe("a replacement", () => {
  const program =
    (range: string, opts?: pulumi.CustomResourceOptions) => (): Record<string, unknown> => {
      const made = vpc({ cidrBlock: `${range}.0.0/16` }, opts);
      return { vpcId: subnet("a", made.id, `${range}.0.0/20`).vpcId };
    };

  it("makes the new one first, hands its id on and deletes the old ones last", async () => {
    const first = await runTestProgram(program("10.0"));
    const run = await runAgain(first, program("10.7"));
    assert.deepEqual(changesIn(run.engine.steps), [
      ...["create-replacement Vpc net", "replace Vpc net"],
      ...["create-replacement Subnet a", "replace Subnet a"],
      ...["delete-replaced Subnet a", "delete-replaced Vpc net"],
    ]);
    const steps = run.engine.steps.filter(({ op }) => op === "replace");
    assert.deepEqual(
      steps.map(({ urn, diffReasons, replaceReasons }) => [
        ...[shortName(urn), diffReasons, replaceReasons],
      ]),
      [
        ["Vpc net", ["cidrBlock"], ["cidrBlock"]],
        ["Subnet a", ["cidrBlock", "vpcId"], ["cidrBlock", "vpcId"]],
      ],
    );
    const id = idOf(run, "Vpc net");
    assert.notEqual(id, idOf(first, "Vpc net"));
    assert.deepEqual(stackOutputs(run), { vpcId: id });
    assert.deepEqual(
      [VPC, SUBNET].map((type) => run.world.all(type).map((object) => object.id)),
      [[id], [idOf(run, "Subnet a")]],
    );
    assert.deepEqual(namesIn(run.resources), ["Vpc net", "Subnet a"]);
  });

  it("has ids of its own every time", async () => {
    const seen = new Set<string>();
    let run = await runTestProgram(program("10.0"));
    for (const range of ["10.1", "10.0", "10.1"]) {
      seen.add(idOf(run, "Vpc net"));
      run = await runAgain(run, program(range));
    }
    assert.equal(seen.add(idOf(run, "Vpc net")).size, 4);
  });

  it("deletes the old one first where the program says so", async () => {
    const opts = { deleteBeforeReplace: true };
    const only = (cidrBlock: string) => () => void vpc({ cidrBlock }, opts);
    const first = await runTestProgram(only("10.0.0.0/16"));
    const run = await runAgain(first, only("10.7.0.0/16"));
    assert.deepEqual(changesIn(run.engine.steps), [
      "delete-replaced Vpc net",
      ...["create-replacement Vpc net", "replace Vpc net"],
    ]);
    assert.notEqual(idOf(run, "Vpc net"), idOf(first, "Vpc net"));
    assert.deepEqual(
      run.world.all(VPC).map(({ id }) => id),
      [idOf(run, "Vpc net")],
    );
  });

  it("deletes first, with the old one, what must be replaced with it, and makes it anew", async () => {
    const net = (cidrBlock: string) => () => {
      const { id: vpcId } = vpc({ cidrBlock }, { deleteBeforeReplace: true });
      new ec2.Subnet("a", { vpcId, cidrBlock: "10.0.0.0/20", availabilityZone: ZONE });
    };
    const first = await runTestProgram(net("10.0.0.0/16"));
    const run = await runAgain(first, net("10.0.0.0/17"));
    assert.deepEqual(changesIn(run.engine.steps), [
      ...["delete-replaced Subnet a", "delete-replaced Vpc net"],
      ...["create-replacement Vpc net", "replace Vpc net"],
      ...["create-replacement Subnet a", "replace Subnet a"],
    ]);
    assert.notEqual(idOf(run, "Subnet a"), idOf(first, "Subnet a"));
    assert.deepEqual(
      run.world.all(SUBNET).map(({ id }) => id),
      [idOf(run, "Subnet a")],
    );
    assert.deepEqual(changesIn((await runAgain(run, net("10.0.0.0/17"))).engine.steps), []);
  });

  it("replaces where the program says so, although the provider would change it in place", async () => {
    const named = (Name: string) => () =>
      void vpc({ cidrBlock: "10.0.0.0/16", tags: { Name } }, { replaceOnChanges: ["tags"] });
    const first = await runTestProgram(named("a"));
    const run = await runAgain(first, named("b"));
    assert.deepEqual(changesIn(run.engine.steps), [
      ...["create-replacement Vpc net", "replace Vpc net", "delete-replaced Vpc net"],
    ]);
    assert.notEqual(idOf(run, "Vpc net"), idOf(first, "Vpc net"));
  });

  it("that AWS refuses leaves the old one, for a run that goes back to it", async () => {
    const small = (zone: string) => () =>
      void new ec2.Subnet("a", {
        ...{ vpcId: vpc().id, cidrBlock: "10.0.0.0/20", availabilityZone: zone },
      });
    const first = await runTestProgram(small(ZONE));
    const failed = await failAgain(first, small("ap-northeast-1z"));
    assert.match(failed.error.message, /InvalidSubnet.Conflict|InvalidParameterValue/);
    assert.deepEqual(failed.resources, first.resources);
    const back = await runAgain(failed, small(ZONE));
    assert.deepEqual(changesIn(back.engine.steps), []);
    assert.deepEqual(
      back.world.all(SUBNET).map(({ id }) => id),
      [idOf(first, "Subnet a")],
    );
  });

  it("of what is protected is refused", async () => {
    const first = await runTestProgram(program("10.0", { protect: true }));
    const { error, resources } = await failAgain(first, program("10.7", { protect: true }));
    assert.match(error.message, /^aws:ec2\/vpc:Vpc::net: cannot be replaced: it is protected; /);
    assert.deepEqual(namesIn(resources), ["Vpc net", "Subnet a"]);
    const freed = await runAgain({ resources, world: first.world }, program("10.7"));
    assert.equal(stepOf(freed, "replace")?.urn, stepOf(freed, "create-replacement")?.urn);
    assert.equal(freed.world.all(VPC).length, 1);
  });
});
