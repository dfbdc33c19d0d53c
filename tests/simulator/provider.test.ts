import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import * as grpc from "@grpc/grpc-js";
import type * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { fromStruct, SIGNATURE, toStruct, UNKNOWN, type Properties } from "../../simulator/sdk";
import { World } from "../../simulator/world";
import { throttleOf } from "../../simulator/aws/throttle";
import { ACCOUNT, REGION } from "../support/engine";
import { makeFolder } from "../support/project";
import { ProviderUnderTest, urnOf, type Known } from "../support/providerClient";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const KEY = "aws:apigateway/apiKey:ApiKey";
const OTHER_ACCOUNT = "222222222222";
const NET = { cidrBlock: "10.0.0.0/16", tags: { Name: "net" } };
const WIDER = { ...NET, cidrBlock: "10.0.0.0/8" };

/** A secret as Pulumi's wire has it; the signature is the one of its sdk, runtime/rpc. */
const secret = (value: unknown): Properties => ({
  [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("the served provider", () => {
  let world: World;
  let provider: ProviderUnderTest;
  const open: ProviderUnderTest[] = [];
  const serve = async (...[of, account]: [of?: World, account?: string]) => {
    const served = await ProviderUnderTest.serve(of ?? world, account);
    open.push(served);
    return served;
  };
  beforeEach(async () => {
    world = World.empty();
    provider = await serve();
  });
  afterEach(() => open.splice(0).forEach((one) => one.kill()));
  const vpcs = () => world.all(VPC);
  const idsOf = () =>
    vpcs()
      .map(({ id }) => id)
      .sort();

  describe("says what it is", () => {
    it("takes secrets and references, and foretells", async () => {
      const hands = await provider.call<unknown, proto.ProviderHandshakeResponse>(
        "handshake",
        new proto.ProviderHandshakeRequest(),
      );
      assert.deepEqual([hands.getAcceptSecrets(), hands.getAcceptResources()], [true, true]);
      const configured = await provider.configure({});
      assert.deepEqual(
        [
          configured.getAcceptsecrets(),
          configured.getAcceptresources(),
          configured.getSupportspreview(),
        ],
        [true, true, true],
      );
    });

    it("has the version of the AWS provider that the package is built with", async () => {
      const info = await provider.call<unknown, plugin.PluginInfo>("getPluginInfo", new Empty());
      const { dependencies } = JSON.parse(
        fs.readFileSync(path.join(__dirname, "../../package.json"), "utf8"),
      ) as { dependencies: Record<string, string> };
      assert.equal(info.getVersion(), dependencies["@pulumi/aws"]);
    });

    it("listens on a port of its own", async () => {
      assert.ok(provider.server.port > 0);
      const other = await serve();
      assert.notEqual(other.server.port, provider.server.port);
    });

    it("marks the AWS provider of a state as simulated, and no other", async () => {
      const checkConfig = async (type: string) => {
        const request = new proto.CheckRequest();
        request.setUrn(`urn:pulumi:s::p::pulumi:providers:${type}::default`);
        request.setNews(toStruct({ region: REGION }));
        const { getInputs } = await provider
          .call<unknown, proto.CheckResponse>("checkConfig", request)
          .then((response) => ({ getInputs: () => response.getInputs() }));
        return fromStruct(getInputs());
      };
      assert.deepEqual(await checkConfig("aws"), { region: REGION, simulated: "true" });
      assert.deepEqual(await checkConfig("awsx"), { region: REGION });
    });

    it("answers cancel, and says of what it does not have that it has it not", async () => {
      await provider.call("cancel", new Empty());
      const call = new proto.CallRequest();
      call.setTok("aws:index:method");
      await assert.rejects(provider.call("call", call), {
        code: grpc.status.UNIMPLEMENTED,
        message: "call",
      });
    });
  });

  describe("checks", () => {
    it("fills in all tags: those of the provider, and the resource's own before them", async () => {
      await provider.configure({
        defaultTags: JSON.stringify({ tags: { team: "edge", Name: "none" } }),
      });
      assert.deepEqual(await provider.check(VPC, "net", NET), {
        ...NET,
        tagsAll: { Name: "net", team: "edge" },
      });
      assert.deepEqual(await provider.check(VPC, "net", { cidrBlock: "10.0.0.0/16" }), {
        cidrBlock: "10.0.0.0/16",
        tagsAll: { Name: "none", team: "edge" },
      });
    });

    it("refuses arguments that the type does not have, lacks, or a type that it does not know", async () => {
      await assert.rejects(provider.check(VPC, "net", { ...NET, cidr: "x" }), {
        message: "aws:ec2/vpc:Vpc has no argument cidr",
      });
      await assert.rejects(provider.check(SUBNET, "net", { cidrBlock: "10.0.0.0/20" }), {
        message: "aws:ec2/subnet:Subnet lacks the argument vpcId",
      });
      await assert.rejects(provider.check("aws:sqs/queue:Queue", "q", {}), {
        message: "the simulated cloud does not know the type aws:sqs/queue:Queue",
      });
    });

    it("takes what a preview does not know for what it may become", async () => {
      const news = { vpcId: UNKNOWN, cidrBlock: "10.0.0.0/20" };
      assert.deepEqual(await provider.check(SUBNET, "a", news), { ...news, tagsAll: {} });
    });
  });

  describe("compares", () => {
    let old: Known;
    beforeEach(async () => (old = await provider.make(VPC, "net", NET)));
    const diff = async (given: Properties, ignored?: string[]) =>
      provider.diff(VPC, "net", old, await provider.check(VPC, "net", given), ignored);

    it("the same", async () =>
      assert.deepEqual(await diff(NET), { changes: "none", diffs: [], replaces: [] }));

    it("what can change in place", async () => {
      assert.deepEqual(await diff({ ...NET, enableDnsHostnames: true }), {
        ...{ changes: "some", diffs: ["enableDnsHostnames"], replaces: [] },
      });
      assert.deepEqual(await diff({ ...NET, tags: { Name: "other" } }), {
        ...{ changes: "some", diffs: ["tags", "tagsAll"], replaces: [] },
      });
    });

    it("what makes another thing of it", async () =>
      assert.deepEqual(await diff({ ...WIDER, enableDnsHostnames: true }), {
        changes: "some",
        diffs: ["cidrBlock", "enableDnsHostnames"],
        replaces: ["cidrBlock"],
      }));

    it("all but what is to be ignored", async () => {
      const given = { ...WIDER, enableDnsHostnames: true };
      assert.deepEqual(await diff(given, ["cidrBlock"]), {
        ...{ changes: "some", diffs: ["enableDnsHostnames"], replaces: [] },
      });
      assert.deepEqual(await diff(WIDER, ["cidrBlock"]), {
        ...{ changes: "none", diffs: [], replaces: [] },
      });
    });
  });

  describe("foretells", () => {
    it("of a new thing its inputs and nothing else, and makes nothing", async () => {
      const inputs = await provider.check(VPC, "net", NET);
      const { id, outputs } = await provider.create(VPC, "net", inputs, { preview: true });
      assert.equal(id, "");
      assert.equal(outputs["cidrBlock"], "10.0.0.0/16");
      assert.equal(outputs["arn"], UNKNOWN);
      assert.equal(outputs["enableDnsSupport"], UNKNOWN);
      assert.deepEqual(world.everything(), []);
    });

    it("of a change the new inputs beside what is there, and changes nothing", async () => {
      const old = await provider.make(VPC, "net", NET);
      const news = await provider.check(VPC, "net", { ...NET, enableDnsHostnames: true });
      const { outputs } = await provider.update(VPC, "net", old, news, { preview: true });
      assert.deepEqual([outputs["arn"], outputs["enableDnsHostnames"]], [old.outputs["arn"], true]);
      assert.ok(!("enableDnsHostnames" in (vpcs()[0]?.inputs ?? {})));
    });
  });

  describe("makes, reads, changes and deletes", () => {
    it("a thing in the world, under its own account, with the URN that made it", async () => {
      const { id, outputs } = await provider.make(VPC, "net", NET);
      assert.match(id, /^vpc-0[0-9a-f]{16}$/);
      assert.equal(outputs["id"], id);
      assert.equal(outputs["arn"], `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/${id}`);
      assert.deepEqual(
        vpcs().map((vpc) => [vpc.id, vpc.account, vpc.origin]),
        [[id, ACCOUNT, urnOf(VPC, "net")]],
      );
    });

    it("tells of a thing that is there its inputs and outputs as they are now", async () => {
      const made = await provider.make(VPC, "net", NET);
      assert.deepEqual(await provider.read(VPC, "net", made.id), made);
      // Other hands.
      const [vpc] = vpcs();
      assert.ok(vpc);
      const changed = { enableDnsHostnames: true };
      world.put({
        ...vpc,
        inputs: { ...vpc.inputs, ...changed },
        attributes: { ...vpc.attributes, ...changed },
      });
      const read = await provider.read(VPC, "net", made.id);
      assert.deepEqual(
        [read.inputs["enableDnsHostnames"], read.outputs["enableDnsHostnames"]],
        [true, true],
      );
    });

    it("tells of a thing that is gone nothing, not even an id", async () => {
      const gone = { id: "", inputs: {}, outputs: {} };
      assert.deepEqual(await provider.read(VPC, "net", "vpc-00000000000000000"), gone);
    });

    it("keeps the id of what it changes in place", async () => {
      const old = await provider.make(VPC, "net", NET);
      const now = await provider.up(VPC, "net", old, { ...NET, enableDnsHostnames: true });
      assert.equal(now.id, old.id);
      assert.equal(now.outputs["enableDnsHostnames"], true);
      assert.deepEqual(idsOf(), [old.id]);
    });

    it("refuses to change what is gone, in AWS's words", async () => {
      const old = await provider.make(VPC, "net", NET);
      await provider.delete(VPC, "net", old);
      await assert.rejects(
        provider.update(VPC, "net", old, old.inputs),
        /^Error: updating Vpc \(vpc-0[0-9a-f]{16}\): InvalidVpcID\.NotFound: The Vpc 'vpc-/,
      );
    });

    it("deletes, and what is gone already without a word", async () => {
      const old = await provider.make(VPC, "net", NET);
      await provider.delete(VPC, "net", old);
      assert.deepEqual(idsOf(), []);
      await provider.delete(VPC, "net", old);
    });

    it("refuses to delete what is in use, in AWS's words, and keeps it", async () => {
      const vpc = await provider.make(VPC, "net", NET);
      const { names } = (await provider.invoke(
        "aws:index/getAvailabilityZones:getAvailabilityZones",
      )) as { names: string[] };
      await provider.make(SUBNET, "a", {
        ...{ vpcId: vpc.id, cidrBlock: "10.0.0.0/20", availabilityZone: names[0] },
      });
      await assert.rejects(provider.delete(VPC, "net", vpc), {
        code: grpc.status.UNKNOWN,
        message: `deleting EC2 VPC (${vpc.id}): DependencyViolation: The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
      });
      assert.deepEqual(idsOf(), [vpc.id]);
    });
  });

  describe("answers functions", () => {
    it("of its own account and region", async () => {
      const caller = await provider.invoke("aws:index/getCallerIdentity:getCallerIdentity");
      assert.equal(caller["accountId"], ACCOUNT);
      const other = await serve(world, OTHER_ACCOUNT);
      const theirs = await other.invoke("aws:index/getCallerIdentity:getCallerIdentity");
      assert.equal(theirs["accountId"], OTHER_ACCOUNT);
    });

    it("that it knows; it makes up nothing", async () =>
      assert.rejects(provider.invoke("aws:ec2/getEips:getEips"), {
        message: "the simulated cloud does not know the function aws:ec2/getEips:getEips",
      }));
  });

  it("builds no component but the VPC of awsx", async () => {
    const request = new proto.ConstructRequest();
    request.setType("awsx:ecs:FargateService");
    request.setName("s");
    await assert.rejects(provider.call("construct", request), {
      message: "the stand-in for awsx cannot build the component awsx:ecs:FargateService",
    });
  });

  describe("keeps secrets", () => {
    const VALUE = "a-key-of-more-than-20-characters";
    const given = { name: "partner", value: secret(VALUE) };

    it("that come in, in what comes back: as the engine can read them", async () => {
      const checked = await provider.check(KEY, "k", given);
      assert.deepEqual(checked["value"], secret(VALUE));
      const { id, outputs } = await provider.create(KEY, "k", checked);
      assert.deepEqual(outputs["value"], secret(VALUE));
      const read = await provider.read(KEY, "k", id);
      assert.deepEqual(
        [read.inputs["value"], read.outputs["value"]],
        [secret(VALUE), secret(VALUE)],
      );
      const changed = await provider.update(
        KEY,
        "k",
        { id, inputs: checked, outputs },
        {
          ...checked,
          description: "a partner's",
        },
      );
      assert.deepEqual(changed.outputs["value"], secret(VALUE));
    });

    it("out of the world's file", async () => {
      const file = path.join(makeFolder(), "world.json");
      const kept = World.load(file);
      const served = await serve(kept);
      await served.make(KEY, "k", given);
      const journal = fs.readFileSync(`${file}.journal`, "utf8");
      assert.ok(journal.includes("partner") && !journal.includes(VALUE));
      kept.save();
      assert.ok(!fs.readFileSync(file, "utf8").includes(VALUE));
    });

    it("that are the same for the same, and are compared by what they hide", async () => {
      const old = await provider.make(KEY, "k", given);
      const diff = async (value: string) =>
        provider.diff(
          KEY,
          "k",
          old,
          await provider.check(KEY, "k", { ...given, value: secret(value) }),
        );
      assert.equal((await diff(VALUE)).changes, "none");
      assert.deepEqual((await diff(`${VALUE}-2`)).diffs, ["value"]);
    });

    it("in tags, also where all tags are told", async () => {
      const tags = secret({ Name: "net" });
      const checked = await provider.check(VPC, "net", { cidrBlock: "10.0.0.0/16", tags });
      assert.deepEqual([checked["tags"], checked["tagsAll"]], [tags, tags]);
      const { outputs } = await provider.create(VPC, "net", checked);
      assert.deepEqual([outputs["tags"], outputs["tagsAll"]], [tags, tags]);
    });

    it("of a run that was killed, when it finds again what that one made", async () => {
      const first = await provider.make(KEY, "k", given);
      provider.kill();
      const again = await (await serve()).make(KEY, "k", given);
      assert.equal(again.id, first.id);
      assert.deepEqual(again.outputs["value"], secret(VALUE));
    });
  });

  describe("in a run after one that was killed", () => {
    it("finds what that one made and the engine never saved, and does not make it twice", async () => {
      const first = await provider.make(VPC, "net", NET);
      provider.kill();
      const second = await serve();
      assert.equal((await second.make(VPC, "net", NET)).id, first.id);
      assert.deepEqual(idsOf(), [first.id]);
      // Nor does the run after that.
      second.kill();
      assert.equal((await (await serve()).make(VPC, "net", NET)).id, first.id);
    });

    it("finds the half of a replacement that was made, beside what is to be replaced", async () => {
      const first = await provider.make(VPC, "net", NET);
      const second = await provider.up(VPC, "net", first, WIDER);
      provider.kill();
      // The engine's state has the first one still.
      const again = await (await serve()).up(VPC, "net", first, WIDER);
      assert.equal(again.id, second.id);
      assert.deepEqual(idsOf(), [first.id, second.id].sort());
    });

    it("makes another one where other inputs are asked for", async () => {
      const first = await provider.make(VPC, "net", NET);
      provider.kill();
      const other = await (await serve()).make(VPC, "net", WIDER);
      assert.notEqual(other.id, first.id);
      assert.equal(other.outputs["cidrBlock"], "10.0.0.0/8");
    });

    it("takes nothing for its own that the engine knows of already", async () => {
      const first = await provider.make(VPC, "net", NET);
      provider.kill();
      const next = await serve();
      await next.read(VPC, "net", first.id);
      // A second thing of the same URN and inputs is asked for while the first is there.
      assert.notEqual((await next.make(VPC, "net", NET)).id, first.id);
    });

    it("finds things under their own names alone", async () => {
      const first = await provider.make(VPC, "net", NET);
      provider.kill();
      assert.notEqual((await (await serve()).make(VPC, "other", NET)).id, first.id);
    });
  });

  describe("replaces", () => {
    it("by a second thing with another id, and then there are two", async () => {
      const first = await provider.make(VPC, "net", NET);
      const second = await provider.up(VPC, "net", first, WIDER);
      assert.notEqual(second.id, first.id);
      assert.deepEqual(idsOf(), [first.id, second.id].sort());
      await provider.delete(VPC, "net", first);
      assert.deepEqual(idsOf(), [second.id]);
    });

    it("by a third one when it goes back to the inputs of the first, which is on its way out", async () => {
      const first = await provider.make(VPC, "net", NET);
      const second = await (await serve()).up(VPC, "net", first, WIDER);
      // The first one was not deleted: that run ended before.
      const third = await (await serve()).up(VPC, "net", second, NET);
      assert.equal(new Set([first.id, second.id, third.id]).size, 3);
      assert.deepEqual(idsOf(), [first.id, second.id, third.id].sort());
      assert.equal(third.outputs["cidrBlock"], "10.0.0.0/16");
    });

    it("by one that is new, too, where the first had to be deleted before", async () => {
      const first = await provider.make(VPC, "net", NET);
      const second = await serve();
      const news = await second.check(VPC, "net", WIDER);
      assert.deepEqual((await second.diff(VPC, "net", first, news)).replaces, ["cidrBlock"]);
      await second.delete(VPC, "net", first);
      const made = await second.create(VPC, "net", news);
      assert.notEqual(made.id, first.id);
      assert.deepEqual(idsOf(), [made.id]);
    });
  });

  describe("for two accounts on one world", () => {
    it("makes a thing in each, of one URN, which the other does not see", async () => {
      const other = await serve(world, OTHER_ACCOUNT);
      const [ours, theirs] = [
        await provider.make(VPC, "net", NET),
        await other.make(VPC, "net", NET),
      ];
      assert.notEqual(ours.id, theirs.id);
      assert.equal((await other.read(VPC, "net", ours.id)).id, "");
      assert.equal((await provider.read(VPC, "net", theirs.id)).id, "");
      await other.delete(VPC, "net", ours);
      assert.deepEqual(idsOf(), [ours.id, theirs.id].sort());
      await assert.rejects(other.make(SUBNET, "a", { vpcId: ours.id, cidrBlock: "10.0.0.0/20" }), {
        message: `creating EC2 Subnet: InvalidVpcID.NotFound: The Vpc '${ours.id}' does not exist`,
      });
    });

    it("gives each the id that it would have without the other", async () => {
      const alone = await (await serve(World.empty(), OTHER_ACCOUNT)).make(VPC, "net", NET);
      await provider.make(VPC, "net", WIDER);
      const beside = await (await serve(world, OTHER_ACCOUNT)).make(VPC, "net", NET);
      assert.equal(beside.id, alone.id);
    });
  });

  describe("at its end", () => {
    /** A component that is being built for as long as the engine's monitor does not answer. */
    async function building() {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      let began = (): void => undefined;
      const begun = new Promise<void>((resolve) => (began = resolve));
      const monitor = new grpc.Server();
      monitor.addService(ResourceMonitorService, {
        registerResource: (_: unknown, answer: grpc.sendUnaryData<never>) => {
          began();
          void released.then(() => answer({ code: grpc.status.UNKNOWN, details: "no" }));
        },
      });
      const port = await new Promise<number>((resolve, reject) =>
        monitor.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, own) =>
          error ? reject(error) : resolve(own),
        ),
      );
      const request = new proto.ConstructRequest();
      request.setType("awsx:ec2:Vpc");
      request.setName("net");
      request.setMonitorendpoint(`127.0.0.1:${port}`);
      const built = provider.call("construct", request).catch((error: Error) => error.message);
      await begun;
      return { release, built, end: () => monitor.forceShutdown() };
    }

    it("lets what is under way come to its own end, when it is closed", async () => {
      const { release, built, end } = await building();
      const closed = provider.server.close();
      release();
      assert.match(String(await built), /no$/);
      await closed;
      await assert.rejects(provider.check(VPC, "net", NET), { code: grpc.status.UNAVAILABLE });
      end();
    });

    it("cuts off what is under way, when it is killed", async () => {
      const { release, built, end } = await building();
      provider.server.kill();
      assert.doesNotMatch(String(await built), /no$/);
      release();
      end();
    });
  });

  describe("while AWS throttles the account", () => {
    const LIMIT = "creating Vpc (net): RequestLimitExceeded: Request limit exceeded.";

    it("refuses to make as often as it was told, then makes", async () => {
      world.put(throttleOf(ACCOUNT, REGION, 2));
      for (let i = 0; i < 2; i += 1) {
        await assert.rejects(provider.make(VPC, "net", NET), { message: LIMIT });
        assert.deepEqual(idsOf(), []);
      }
      await provider.make(VPC, "net", NET);
      await provider.make(VPC, "other", NET);
      assert.equal(vpcs().length, 2);
    });

    it("counts on in a world that is read again", async () => {
      const file = path.join(makeFolder(), "world.json");
      const first = World.load(file);
      first.put(throttleOf(ACCOUNT, REGION, 2));
      await assert.rejects((await serve(first)).make(VPC, "net", NET), { message: LIMIT });
      // Not saved: the run was killed.
      await assert.rejects((await serve(World.load(file))).make(VPC, "net", NET), {
        message: LIMIT,
      });
      await (await serve(World.load(file))).make(VPC, "net", NET);
      const left = World.load(file);
      assert.deepEqual(
        left.everything().map(({ type }) => type),
        [VPC],
      );
    });

    it("refuses that account in that region alone", async () => {
      world.put(throttleOf(ACCOUNT, REGION, 5));
      await (await serve(world, OTHER_ACCOUNT)).make(VPC, "net", NET);
      const elsewhere = await ProviderUnderTest.serve(world, ACCOUNT, "eu-west-1");
      open.push(elsewhere);
      await elsewhere.make(VPC, "net", NET);
      await assert.rejects(provider.make(VPC, "net", NET), { message: LIMIT });
    });

    it("refuses neither a preview, nor to read, change or delete, nor to find what was made", async () => {
      const made = await provider.make(VPC, "net", NET);
      world.put(throttleOf(ACCOUNT, REGION, 1));
      await provider.create(VPC, "other", made.inputs, { preview: true });
      await provider.read(VPC, "net", made.id);
      await provider.update(VPC, "net", made, made.inputs);
      assert.equal((await (await serve()).make(VPC, "net", NET)).id, made.id);
      await provider.delete(VPC, "net", made);
      await assert.rejects(provider.make(VPC, "net", NET), { message: LIMIT });
    });
  });
});
