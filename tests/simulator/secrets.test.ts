import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as apigateway from "@pulumi/aws/apigateway";
import { driftOf } from "../../automation/drift";
import { ApiKeys } from "../../components/apiKeys";
import { revealed, sealed, unsealed } from "../../simulator/secrets";
import { ACCOUNT, REGION, runTestProgram, shortName, stackOutputs } from "../support/engine";

const API_KEY = "aws:apigateway/apiKey:ApiKey";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const secretOf = (value: unknown) => ({ [SIGNATURE]: SECRET, value });

describe("a secret", () => {
  it("is encrypted in a state, the same each time, and comes back as it was", () => {
    const value = { keys: [secretOf({ b: 1, a: "hoge" })], plain: "fuga" };
    const kept = sealed(value) as unknown as { keys: Record<string, string>[]; plain: string };
    assert.deepEqual(Object.keys(kept.keys[0] ?? {}), [SIGNATURE, "ciphertext"]);
    assert.equal(kept.keys[0]?.[SIGNATURE], SECRET);
    assert.doesNotMatch(JSON.stringify(kept), /hoge/);
    assert.equal(kept.plain, "fuga");
    const sameInOtherOrder = { keys: [secretOf({ a: "hoge", b: 1 })], plain: "fuga" };
    assert.deepEqual(sealed(sameInOtherOrder), kept);
    assert.deepEqual(sealed(kept), kept);
    assert.deepEqual(unsealed(kept), value);
    assert.deepEqual(revealed(kept), { keys: [{ a: "hoge", b: 1 }], plain: "fuga" });
    assert.deepEqual(revealed(value), { keys: [{ a: "hoge", b: 1 }], plain: "fuga" });
  });

  it("of another engine is not guessed at", () => {
    for (const ciphertext of [
      "v1:AAAAAAAA",
      "v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      "",
    ]) {
      assert.throws(() => revealed({ [SIGNATURE]: SECRET, ciphertext }), {
        message: "a secret of the state was not encrypted by the builtin engine: it cannot be read",
      });
    }
  });
});

describe("the builtin engine's secrets", () => {
  /** A key with a value of its own, and its place in a plan, which tells the value once more. */
  const program =
    (value?: string, description = "one") =>
    () => {
      const key = new apigateway.ApiKey("key", { value, description });
      const usagePlanId = new apigateway.UsagePlan("plan", {}).id;
      const member = new apigateway.UsagePlanKey(
        "member",
        { keyId: key.id, keyType: "API_KEY", usagePlanId },
        { additionalSecretOutputs: ["value"] },
      );
      return {
        length: member.value.apply((text) => text.length),
        name: key.name,
        own: pulumi.secret("of the program"),
        value: key.value,
      };
    };
  const GIVEN = "given-by-the-program-itself";

  it("are in no state and no world as they are, wherever they come from", async () => {
    const run = await runTestProgram(program(GIVEN));
    const texts = [run.resources, run.world.everything()].map((all) => JSON.stringify(all));
    for (const text of texts) {
      assert.ok(!text.includes(GIVEN) && !text.includes("of the program"));
    }
    const key = run.resources.find(({ type }) => type === API_KEY);
    const expected = sealed(secretOf(GIVEN));
    assert.deepEqual([key?.inputs?.["value"], key?.outputs?.["value"]], [expected, expected]);
    assert.deepEqual(revealed(stackOutputs(run)), {
      ...{ length: GIVEN.length, own: "of the program", value: GIVEN },
      name: key?.outputs?.["name"],
    });
    // What is made of a secret is one, and what is not is none.
    const outputs = stackOutputs(run) as Record<string, unknown>;
    const open = Object.keys(outputs).filter((name) => typeof outputs[name] === "string");
    assert.deepEqual(open, ["name"]);
    assert.deepEqual((key as unknown as Record<string, unknown>)["additionalSecretOutputs"], [
      "value",
    ]);
  });

  it("stay so where AWS tells an argument once more", async () => {
    const { resources, world } = await runTestProgram(() => {
      new apigateway.RestApi("api", { name: pulumi.secret("hidden-name") });
    });
    const texts = [resources, world.everything()].map((all) => JSON.stringify(all));
    assert.ok(texts.every((text) => !text.includes("hidden-name")));
    const api = resources.find(({ type }) => type === "aws:apigateway/restApi:RestApi");
    assert.equal(revealed(api?.outputs)?.["name"], "hidden-name");
  });

  it("are the same in the next run, and changed where the program changes them", async () => {
    const first = await runTestProgram(program(GIVEN));
    const options = { world: first.world, previous: first.resources };
    const again = await runTestProgram(program(GIVEN), options);
    const ops = (steps: typeof again.engine.steps) =>
      steps.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${shortName(urn)}`);
    assert.deepEqual(ops(again.engine.steps), []);
    assert.equal(JSON.stringify(again.resources), JSON.stringify(first.resources));
    const described = await runTestProgram(program(GIVEN, "two"), options);
    assert.deepEqual(ops(described.engine.steps), ["update ApiKey key"]);
    assert.deepEqual(revealed(stackOutputs(described))["value"], GIVEN);
    const other = await runTestProgram(program("another-key-altogether"), {
      ...{ world: described.world, previous: described.resources },
    });
    assert.deepEqual(ops(other.engine.steps).slice(0, 2), [
      "create-replacement ApiKey key",
      "replace ApiKey key",
    ]);
    assert.equal(revealed(stackOutputs(other))["value"], "another-key-altogether");
  });

  it("of AWS's own making are no drift", async () => {
    const run = await runTestProgram(program());
    const place = { account: ACCOUNT, region: REGION };
    assert.deepEqual(driftOf(place, run.resources, run.world), []);
  });

  it("reach another stack as secrets, one output by one", async () => {
    const first = await runTestProgram(program(GIVEN));
    let seen: unknown;
    const second = await runTestProgram(
      async () => {
        const other = new pulumi.StackReference("organization/private-api/first");
        const [value, name] = await Promise.all([
          other.getOutputDetails("value"),
          other.getOutputDetails("name"),
        ]);
        seen = [value.secretValue, value.value, name.secretValue, typeof name.value];
        return { passedOn: other.getOutput("value") };
      },
      { stack: "second", others: { "organization/private-api/first": stackOutputs(first) } },
    );
    assert.deepEqual(seen, [GIVEN, undefined, undefined, "string"]);
    assert.ok(!JSON.stringify(second.resources).includes(GIVEN));
    assert.deepEqual(revealed(stackOutputs(second)), { passedOn: GIVEN });
  });

  it("of a component stand nowhere in a state as they are", async () => {
    const { resources, world } = await runTestProgram(() => ({
      keys: new ApiKeys("keys", { customers: ["hoge"], stages: [] }).values,
    }));
    const [key] = world.all("aws:apigateway/apiKey:ApiKey");
    const value = String(revealed(key?.attributes["value"]));
    assert.match(value, /^[0-9a-f]{40}$/);
    assert.ok(!JSON.stringify(resources).includes(value));
    const holders = resources.filter((one) => JSON.stringify(revealed(one)).includes(value));
    assert.deepEqual(holders.map(({ type }) => type).sort(), [
      ...["aws:apigateway/apiKey:ApiKey", "aws:apigateway/usagePlanKey:UsagePlanKey"],
      ...["private-api:index:ApiKeys", "pulumi:pulumi:Stack"],
    ]);
  });
});
