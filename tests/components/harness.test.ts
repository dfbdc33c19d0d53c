import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import * as sns from "@pulumi/aws/sns";
import { EndpointService } from "../../components/endpointService";
import { build, valueOf } from "../support/componentHarness";

const args = { loadBalancerArn: "arn:balancer", allowedAccounts: [] };

describe("the component harness", () => {
  it("refuses a resource type that nobody stubbed", async () => {
    await assert.rejects(
      build(() => new sns.Topic("topic")),
      /nobody stubbed the resource type aws:sns\/topic:Topic/,
    );
  });

  it("refuses an invoke that nobody stubbed", async () => {
    await assert.rejects(
      build(() => ec2.getVpc({ id: "vpc-1" })),
      /nobody stubbed the invoke aws:ec2\/getVpc:getVpc/,
    );
  });

  it("refuses to read what is not there", async () => {
    await assert.rejects(
      build(() => ec2.VpcEndpoint.get("endpoint", "vpce-1")),
      /aws:ec2\/vpcEndpoint:VpcEndpoint vpce-1 is not there/,
    );
  });

  it("refuses a second resource of the same URN, as the engine does", async () => {
    await assert.rejects(
      build(() => [new EndpointService("one", args), new EndpointService("one", args)]),
      /duplicate URN of one/,
    );
  });

  it("records it like any other where a test counts them itself", async () => {
    const twice = () => [new EndpointService("one", args), new EndpointService("one", args)];
    const { recorded } = await build(twice, { twins: true });
    const names = recorded.all.map(({ name }) => name).sort();
    assert.deepEqual(names, ["one", "one", "one-service", "one-service"]);
  });

  it("reports a rejection inside an apply that nobody awaits", async () => {
    await assert.rejects(
      build(() => {
        pulumi.output(1).apply(() => {
          throw new Error("unheard");
        });
      }),
      /^Error: unheard$/,
    );
  });

  it("reports an error that a constructor throws", async () => {
    await assert.rejects(
      build(() => {
        throw new Error("constructor");
      }),
      /^Error: constructor$/,
    );
  });

  it("starts every build with nothing registered", async () => {
    const first = await build(() => new EndpointService("one", args));
    const second = await build(() => new EndpointService("one", args));
    assert.equal(first.recorded.all.length, 2);
    assert.deepEqual(second.recorded.all, first.recorded.all);
  });

  it("writes the types of all ancestors into a URN", async () => {
    const { recorded } = await build(() => new EndpointService("one", args));
    assert.equal(
      recorded.get("one-service").urn,
      "urn:pulumi:test::private-api::private-api:index:EndpointService$" +
        "aws:ec2/vpcEndpointService:VpcEndpointService::one-service",
    );
  });

  it("does not take an unknown output for a value", async () => {
    const { made } = await build(
      () => pulumi.output(pulumi.unknown as unknown as string).apply((text) => text),
      { preview: true },
    );
    await assert.rejects(valueOf(made), /the output is unknown/);
  });
});
