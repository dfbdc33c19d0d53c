import * as assert from "node:assert/strict";
import * as awsx from "@pulumi/awsx/ec2";
import * as ec2 from "@pulumi/aws/ec2";
import { resourcesOf, toExport, type ResourceState } from "../../paths/snapshot";
import dependents from "../recordings/awsx-vpc-dependents.json";
import recording from "../recordings/awsx-vpc.json";
import { runTestProgram, stackOutputs } from "../support/engine";

/** A resource as the recordings show it. */
interface Recorded {
  urn: string;
  parent: string;
  inputs: Record<string, unknown>;
  dependencies: string[];
}

const layouts = recording.layouts as unknown as Record<
  string,
  { args: awsx.VpcArgs; outputs: Record<string, unknown>; resources: Recorded[] }
>;

/** The part of a URN that names no stack: qualified type and name. */
const short = (urn: string): string => {
  const [, , type = "", name = ""] = urn.split("::");
  return type === "pulumi:pulumi:Stack" ? `${type}::<stack>` : `${type}::${name}`;
};

/** Shows ids as the recordings do: `<Vpc:net>`. */
function showIds<T>(value: T, resources: ResourceState[]): T {
  let text = JSON.stringify(value);
  for (const { id, urn, type } of resources.filter(({ id }) => id)) {
    const name = `<${type.slice(type.lastIndexOf(":") + 1)}:${urn.split("::").pop()}>`;
    text = text.replaceAll(JSON.stringify(id), JSON.stringify(name));
  }
  return JSON.parse(text) as T;
}

/** What the provider's check adds, which the recordings' stand-in for AWS does not. */
function withoutTagsAll(inputs: Record<string, unknown> | undefined): Record<string, unknown> {
  const { tagsAll: _, ...rest } = inputs ?? {};
  return rest;
}

describe("the stand-in for awsx.ec2.Vpc", () => {
  for (const [layout, { args, outputs, resources: recorded }] of Object.entries(layouts)) {
    it(`registers in layout ${layout} what the real one registers`, async () => {
      const run = await runTestProgram(() => {
        const net = new awsx.Vpc("net", args);
        const { vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds, subnetLayout } = net;
        return { vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds, subnetLayout };
      });
      const made = resourcesOf(toExport(run.resources)).filter(
        ({ type }) => !/^pulumi:/.test(type),
      );
      const seen = made
        .map((resource) => ({
          urn: short(resource.urn),
          parent: short(resource.parent ?? ""),
          inputs: showIds(withoutTagsAll(resource.inputs), made),
          dependencies: (resource.dependencies ?? []).map(short).sort(),
        }))
        .map(withoutAllocation);
      const byUrn = (a: Recorded, b: Recorded) => (a.urn < b.urn ? -1 : 1);
      const expected = recorded.map((one) => ({
        ...one,
        dependencies: [...one.dependencies].sort(),
      }));
      assert.deepEqual(seen.sort(byUrn), expected.sort(byUrn));
      assert.deepEqual(showIds(stackOutputs(run), made), outputs);
    });
  }

  /** The recordings' stand-in for AWS gave addresses no allocation id, so NAT gateways show none. */
  function withoutAllocation(resource: Recorded): Recorded {
    if (!resource.urn.includes("natGateway")) {
      return resource;
    }
    const { allocationId, ...inputs } = resource.inputs;
    assert.match(String(allocationId), /^<Eip:net-\d>$/);
    const dependencies = resource.dependencies.filter((urn) => !urn.includes("eip:Eip"));
    return { ...resource, inputs, dependencies };
  }

  it("makes whoever uses an output wait for the VPC and all of its subnets", async () => {
    const { args } = layouts["isolated-slots-2"] ?? {};
    const run = await runTestProgram(() => {
      const net = new awsx.Vpc("net", args);
      const { vpcId, isolatedSubnetIds: ids } = net;
      const group = new ec2.SecurityGroup("group", { vpcId, description: "Managed by Pulumi" });
      const common = {
        vpcId,
        serviceName: "com.amazonaws.ap-northeast-1.execute-api",
        vpcEndpointType: "Interface",
      };
      const securityGroupIds = [group.id];
      new ec2.VpcEndpoint("whole-list", { ...common, securityGroupIds, subnetIds: ids });
      const elements = [0, 1].map((i) => ids.apply((all) => all[i] ?? ""));
      new ec2.VpcEndpoint("element-wise", { ...common, subnetIds: elements });
    });
    const names = ["group", "element-wise", "whole-list"];
    const made = run.resources.filter(({ urn }) => names.includes(urn.split("::").pop() ?? ""));
    const sorted = (map: Record<string, string[]> = {}) =>
      Object.fromEntries(Object.entries(map).map(([key, urns]) => [key, urns.map(trim).sort()]));
    const trim = (urn: string) => (urn.startsWith("urn:") ? short(urn) : urn);
    const seen = made.map(({ urn, dependencies = [], propertyDependencies }) => ({
      urn: short(urn),
      dependencies: dependencies.map(short).sort(),
      propertyDependencies: sorted(propertyDependencies),
    }));
    const expected = dependents.resources.map((one) => ({
      urn: one.urn,
      dependencies: [...one.dependencies].sort(),
      propertyDependencies: sorted(one.propertyDependencies as unknown as Record<string, string[]>),
    }));
    const byUrn = (a: { urn: string }, b: { urn: string }) => (a.urn < b.urn ? -1 : 1);
    assert.deepEqual(seen.sort(byUrn), expected.sort(byUrn));
  });

  it("refuses arguments that it does not know", () =>
    assert.rejects(
      runTestProgram(() => new awsx.Vpc("net", { subnetStrategy: "Auto", ipv4NetmaskLength: 16 })),
      /Vpc::net: the stand-in for awsx.ec2.Vpc does not know the argument ipv4NetmaskLength/,
    ));
});
