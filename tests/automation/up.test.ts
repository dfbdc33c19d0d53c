import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import type { ResourceState } from "../../paths/snapshot";
import { change, makeFolder, makeProject, SAMPLE } from "../support/project";
import { runCli } from "../support/cli";
import { buildAll, find, type BuiltStacks } from "../support/states";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const ATTACHMENT = "aws:lb/targetGroupAttachment:TargetGroupAttachment";
const SUBNET = "aws:ec2/subnet:Subnet";

/** Every component that the sample settings use, by stack. */
const COMPONENTS = {
  service: [
    ...["ApiFunction", "ApiGatewayAccount", "EndpointLoadBalancer", "EndpointService"],
    ...["ExecuteApiEndpoint", "Network", "PrivateApi"],
  ],
  customer: ["CustomerEndpoint", "Network", "PrivateZone"],
};

describe("a run from nothing", () => {
  let built: BuiltStacks;
  before(async () => {
    built = await buildAll(makeProject({}));
  });

  it("makes every component of both sides", () => {
    for (const [stack, expected] of Object.entries(COMPONENTS)) {
      const types = built.resources(stack).map(({ type }) => type);
      const seen = types.filter((type) => type.startsWith("private-api:index:"));
      const names = [...new Set(seen.map((type) => type.split(":").pop()))].sort();
      assert.deepEqual(names, [...expected].sort());
    }
  });

  it("registers the endpoint's own addresses as the load balancer's targets, by subnet", () => {
    const resources = built.resources("service");
    const endpoint = find(resources, ENDPOINT, "execute-api-endpoint");
    const configurations = endpoint.outputs?.["subnetConfigurations"] as {
      subnetId: string;
      ipv4: string;
    }[];
    assert.equal(configurations.length, 2);
    for (const number of [1, 2]) {
      const subnet = find(resources, SUBNET, `network-vpc-isolated-${number}`);
      const attachment = find(resources, ATTACHMENT, `nlb-target-${number}`);
      const expected = configurations.find(({ subnetId }) => subnetId === subnet.id)?.ipv4;
      assert.match(expected ?? "", /^10\.0\.\d+\.\d+$/);
      assert.equal(attachment.inputs?.["targetId"], expected);
    }
  });

  it("puts the customer into the service's zones, by id, although their names differ", () => {
    const zones = (stack: string, key: string) =>
      built
        .resources(stack)
        .filter(({ type }) => type === SUBNET)
        .sort((a, b) => (a.urn < b.urn ? -1 : 1))
        .map(({ outputs }) => outputs?.[key]);
    const ids = zones("service", "availabilityZoneId");
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(zones("customer", "availabilityZoneId"), ids);
    assert.notDeepEqual(
      zones("customer", "availabilityZone"),
      zones("service", "availabilityZone"),
    );
    const contract = built.outputs("service")["contract"] as { zoneIds: string[] };
    assert.deepEqual(contract.zoneIds, ids);
  });

  it("gives the customer two calls: by the API's own name, and by the vanity name", () => {
    const { apis } = built.outputs("service")["contract"] as {
      apis: Record<string, { id: string; host: string }>;
    };
    const { id = "", host = "" } = apis["hello"] ?? {};
    assert.equal(host, `${id}.execute-api.ap-northeast-1.amazonaws.com`);
    assert.deepEqual(built.outputs("customer")["calls"], [
      { from: "customer", url: `https://${host}/prod`, headers: {}, insecure: false },
      {
        from: "customer",
        url: "https://vpce.hoge.co.jp/prod",
        headers: { "x-apigw-api-id": id },
        insecure: true,
      },
    ]);
  });

  it("exports exactly the promised outputs", () => {
    assert.deepEqual(Object.keys(built.outputs("service")).sort(), [
      ...["apis", "calls", "contract", "endpointDnsName", "nlbDnsName", "serviceName"],
      ...["vpcEndpointId", "vpcEndpointServiceId"],
    ]);
    const customer = Object.keys(built.outputs("customer")).sort();
    assert.deepEqual(customer, ["calls", "endpointDnsName", "vpcEndpointId"]);
  });

  it("registers with one version of the AWS provider, marked as simulated", () => {
    for (const stack of ["service", "customer"]) {
      const providers = built
        .resources(stack)
        .filter(({ type }) => type === "pulumi:providers:aws")
        .map(({ urn, inputs }) => [urn.split("::").pop(), inputs?.["simulated"]]);
      assert.deepEqual(providers, [["default_7_43_0", "true"]]);
    }
  });

  it("gives every resource a URN of its own and a parent that is there", () => {
    for (const stack of ["service", "customer"]) {
      const resources = built.resources(stack);
      const urns = new Set(resources.map(({ urn }) => urn));
      assert.equal(urns.size, resources.length);
      for (const { urn, parent, type } of resources.filter((r) => !r.type.startsWith("pulumi:"))) {
        assert.ok(parent && urns.has(parent), `${urn} (${type}) has the parent ${parent}`);
      }
    }
  });

  it("writes the same bytes into two state folders", async () => {
    const again = await buildAll(makeProject({}));
    const files = ["customer.json", "service.json", "world.json"];
    const visible = fs.readdirSync(again.folder).filter((file) => !file.startsWith("."));
    assert.deepEqual(visible.sort(), files);
    for (const file of files) {
      const bytes = [built, again].map(({ folder }) => fs.readFileSync(path.join(folder, file)));
      assert.ok(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0)), file);
    }
  });

  it("changes nothing when it runs again", async () => {
    const folder = makeFolder();
    const directory = makeProject({});
    await buildAll(directory, folder);
    const before = fs.readFileSync(path.join(folder, "service.json"));
    const again = await buildAll(directory, folder);
    const steps = again.result.stacks.flatMap((one) => (one.state === "done" ? one.steps : []));
    assert.deepEqual([...new Set(steps.map(({ op }) => op))].sort(), ["read", "same"]);
    assert.ok(fs.readFileSync(path.join(folder, "service.json")).equals(before));
  });

  it("adds default tags to everything that takes tags, awsx's children too", async () => {
    const tagged = await buildAll(
      makeProject({
        service: change(
          SAMPLE.service,
          "config:\n",
          "config:\n  aws:defaultTags: { tags: { team: edge } }\n",
        ),
      }),
    );
    const taggable = tagged.resources("service").filter(({ inputs }) => inputs && "tags" in inputs);
    assert.ok(taggable.some(({ parent }) => parent?.includes("awsx:ec2:Vpc$")));
    for (const { urn, inputs } of taggable) {
      assert.equal((inputs?.["tagsAll"] as { team?: string }).team, "edge", urn);
    }
  });
});

describe("private-api up --json", () => {
  it("prints one JSON value with both accounts, their steps and their outputs", async () => {
    const cwd = makeProject({});
    const { code, stdout, stderr } = await runCli(["up", "--json"], { cwd });
    assert.equal(code, 0, stderr);
    interface Printed {
      account: string;
      state: string;
      steps: { op: string; urn: string; type: string }[];
      summary: Record<string, number>;
      outputs: Record<string, unknown>;
    }
    const printed = JSON.parse(stdout) as { target: string; stacks: Record<string, Printed> };
    assert.equal(printed.target, "simulated");
    assert.deepEqual(Object.keys(printed.stacks), ["service", "customer"]);
    const accounts = Object.values(printed.stacks).map(({ account, state }) => [account, state]);
    assert.deepEqual(accounts, [
      ["111111111111", "done"],
      ["222222222222", "done"],
    ]);
    for (const [stack, { steps, summary, outputs }] of Object.entries(printed.stacks)) {
      const file = path.join(cwd, ".private-api", "simulated", `${stack}.json`);
      const saved = JSON.parse(fs.readFileSync(file, "utf8")) as {
        deployment: { resources: ResourceState[] };
      };
      const urns = saved.deployment.resources.map(({ urn }) => urn).sort();
      assert.deepEqual(steps.map(({ urn }) => urn).sort(), urns);
      assert.deepEqual(
        Object.values(summary).reduce((a, b) => a + b),
        urns.length,
      );
      assert.deepEqual(outputs, saved.deployment.resources[0]?.outputs);
    }
    const lines = stderr.trim().split("\n");
    for (const line of [lines[0], lines.at(-1)]) {
      assert.match(line ?? "", /^SIMULATED: no AWS account was contacted/);
    }
  });
});
