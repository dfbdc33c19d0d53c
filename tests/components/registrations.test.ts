import assert from "node:assert/strict";
import * as fs from "fs";
import * as pulumi from "@pulumi/pulumi";
import { build, type Recording, type Registration } from "../support/componentHarness";
import { bothStacks } from "./bothStacks";

/** Whether the type file of an AWS resource lists `tags` among its arguments. */
function taggable(type: string): boolean {
  const [, module = "", name = ""] = /^aws:(.+):(\w+)$/.exec(type) ?? [];
  const text = fs.readFileSync(require.resolve(`@pulumi/aws/${module}`).replace(/js$/, "d.ts"));
  const args = new RegExp(`^export interface ${name}Args \\{\\n(.*?)^\\}`, "ms").exec(String(text));
  assert.ok(args?.[1], `${type} declares no arguments`);
  return /^ {4}tags\?:/m.test(args[1]);
}

/** The component of ours that a resource was made in. */
function componentOf(recorded: Recording, { parent }: Registration): Registration | undefined {
  return recorded.all.find(({ urn, type }) => urn === parent && type.startsWith("private-api:"));
}

/** The fields that a component shows, and their values. */
async function publicFields(component: pulumi.ComponentResource): Promise<object> {
  const entries = Object.entries(component)
    .filter(([key]) => !key.startsWith("__") && key !== "urn" && key !== "id")
    .map(async ([key, value]) => [key, await promised(pulumi.output(value as unknown))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const promised = (output: pulumi.Output<unknown>) =>
  (output as unknown as { promise(): Promise<unknown> }).promise();

/** What each component shows: what the next one is wired with, and what people look for. */
const OUTPUTS: Record<string, string[]> = {
  ApiFunction: ["functionName", "invokeArn"],
  ApiGatewayAccount: ["roleArn"],
  ApiKeys: ["values"],
  ClientInstance: ["instanceId", "privateIp", "securityGroupId"],
  CustomerEndpoint: ["dnsEntry", "securityGroupId", "vpcEndpointId"],
  EndpointLoadBalancer: ["dnsName", "loadBalancerArn", "securityGroupId", "targetGroupArn"],
  EndpointService: ["availabilityZones", "serviceId", "serviceName"],
  ExecuteApiEndpoint: ["dnsName", "securityGroupId", "subnetConfigurations", "vpcEndpointId"],
  Network: ["cidrBlock", "routeTableIds", "subnetIds", "vpcId", "zones"],
  ObjectStore: ["bucket", "prefix", "roleArn"],
  OnPremAccess: ["resolverAddresses", "vpnGatewayId"],
  PrivateApi: ["host", "restApiId", "stageName"],
  PrivateZone: ["recordNames", "zoneId"],
  Probe: ["functionArn", "securityGroupId"],
  ServiceRole: ["roleArn"],
};

/** Values as they are, also those that are marked as secret on the wire. */
const withoutSecrecy = (outputs: object): object =>
  Object.fromEntries(
    Object.entries(outputs).map(([key, value]: [string, unknown]) => [
      key,
      SECRETS.includes(key) ? (value as { value: unknown }).value : value,
    ]),
  );

/** Outputs of components that must not be read in a state. */
const SECRETS = ["values"];

describe("everything that both stacks register", () => {
  let recorded: Recording;
  let components: pulumi.ComponentResource[];
  let made: Registration[];

  before(async () => {
    ({ recorded, made: components } = await build(bothStacks, { twins: true }));
    made = recorded.all.filter(({ type, read }) => type.startsWith("aws") && !read);
  });

  it("holds every component class", () => {
    const types = new Set(components.map((component) => component.constructor.name));
    assert.deepEqual([...types].sort(), [
      ...["ApiFunction", "ApiGatewayAccount", "ApiKeys", "ClientInstance", "CustomerEndpoint"],
      ...["EndpointLoadBalancer", "EndpointService", "ExecuteApiEndpoint", "Network"],
      ...["ObjectStore", "OnPremAccess", "PrivateApi", "PrivateZone", "Probe", "ServiceRole"],
    ]);
    const registered = recorded.all.filter(({ type }) => type.startsWith("private-api:"));
    assert.deepEqual(
      new Set(registered.map(({ type }) => type)),
      new Set([...types].map((type) => `private-api:index:${type}`)),
    );
    assert.equal(registered.length, components.length);
  });

  it("has URNs of its own", () => {
    const urns = recorded.all.map(({ urn }) => urn);
    assert.ok(urns.length > 100, `only ${urns.length}`);
    assert.deepEqual(
      urns.filter((urn, i) => urns.indexOf(urn) !== i),
      [],
    );
  });

  it("asks for one version of the AWS provider, and for one of awsx", () => {
    const versions = (prefix: string) => [
      ...new Set(
        recorded.all.filter(({ type }) => type.startsWith(prefix)).map(({ version }) => version),
      ),
    ];
    // As package.json pins them: awsx makes its children with this very aws.
    assert.deepEqual(versions("aws:"), ["7.43.0"]);
    assert.deepEqual(versions("awsx:"), ["3.9.0"]);
  });

  it("lies in a component, which its URN's chain of types names", () => {
    for (const resource of made) {
      const component = componentOf(recorded, resource);
      assert.ok(component, `${resource.name} has no component`);
      assert.ok(
        resource.urn.startsWith(
          `urn:pulumi:test::private-api::${component.type}$${resource.type}::`,
        ),
        resource.urn,
      );
    }
  });

  it("begins its name with its component's", () => {
    for (const resource of made) {
      const component = componentOf(recorded, resource);
      assert.ok(resource.name.startsWith(`${component?.name}-`), resource.name);
    }
  });

  it("carries its logical name as the tag Name wherever AWS takes tags", () => {
    const tagged = made.filter(({ type }) => type.startsWith("aws:") && taggable(type));
    const kinds = new Set(tagged.map(({ type }) => type.slice(type.lastIndexOf(":") + 1)));
    assert.deepEqual([...kinds].sort(), [
      ...["ApiKey", "Bucket", "BucketObjectv2", "Function", "Instance", "InstanceProfile"],
      ...["Listener", "LoadBalancer", "LogGroup", "ResolverEndpoint", "RestApi", "Role"],
      ...["SecurityGroup", "SecurityGroupEgressRule", "SecurityGroupIngressRule", "Stage"],
      ...["TargetGroup", "UsagePlan", "VpcEndpoint", "VpcEndpointService", "VpnGateway", "Zone"],
    ]);
    for (const { name, inputs } of tagged) {
      assert.deepEqual(inputs["tags"], { Name: name });
    }
  });

  it("opens nothing to more than a /8, nor by IPv6, nor for every protocol", () => {
    let ranges = 0;
    for (const { name, inputs } of made) {
      const text = JSON.stringify(inputs);
      for (const [cidr, length] of text.matchAll(/\d+\.\d+\.\d+\.\d+\/(\d+)/g)) {
        ranges += 1;
        assert.ok(Number(length) >= 8, `${name} opens ${cidr}`);
      }
      assert.doesNotMatch(text, /"[0-9a-f:]*::[0-9a-f:]*\/\d+"|"-1"/, name);
    }
    assert.ok(ranges > 5, `only ${ranges} ranges were seen`);
  });

  it("rules HTTPS alone, and DNS at the resolver, each rule with one peer and a description", () => {
    const rules = made.filter(({ type }) => /SecurityGroup(In|E)gressRule$/.test(type));
    assert.ok(rules.length > 10);
    const dns = rules.filter(({ name }) => name.startsWith("on-prem-resolver-group-"));
    assert.equal(dns.length, 2);
    for (const { name, inputs } of rules) {
      const { ipProtocol, fromPort, toPort, description, ...rest } = inputs;
      const ports = [ipProtocol, fromPort, toPort];
      if (dns.some((rule) => rule.name === name)) {
        assert.deepEqual(ports, [/-(tcp|udp)-/.exec(name)?.[1], 53, 53]);
      } else {
        assert.deepEqual(ports, ["tcp", 443, 443], name);
      }
      assert.match(description as string, / (from|to) /, name);
      const peers = Object.keys(rest).filter((key) => !["tags", "securityGroupId"].includes(key));
      assert.equal(peers.length, 1, name);
      assert.match(peers[0] ?? "", /^(cidrIpv4|referencedSecurityGroupId)$/, name);
    }
  });

  it("shows as a component's outputs what others are wired with, with the values of its fields", async () => {
    for (const component of components) {
      const urn = await new Promise<string>((resolve) => component.urn.apply(resolve));
      const outputs = withoutSecrecy(recorded.componentOutputs.get(urn) ?? {});
      assert.deepEqual(Object.keys(outputs).sort(), OUTPUTS[component.constructor.name], urn);
      assert.deepEqual(outputs, await publicFields(component), urn);
    }
  });
});
