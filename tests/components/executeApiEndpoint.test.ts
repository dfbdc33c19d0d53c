import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ExecuteApiEndpoint } from "../../components/executeApiEndpoint";
import { build, REGION, valueOf } from "../support/componentHarness";

const args = {
  region: REGION,
  vpcId: pulumi.output("vpc-1"),
  subnetIds: pulumi.output(["subnet-a", "subnet-c"]),
  clientCidrs: ["10.0.0.0/16", "10.9.0.0/24"],
};
const adopt = { vpcEndpointId: "vpce-0there", securityGroupId: "sg-0there" };
const existing = {
  "vpce-0there": {
    subnetConfigurations: [{ subnetId: "subnet-c", ipv4: "10.0.16.7" }],
    dnsEntries: [
      { dnsName: "execute-api.amazonaws.com", hostedZoneId: "ZPRIVATE" },
      { dnsName: "vpce-0there-1a-ap-northeast-1a.example.com", hostedZoneId: "ZVPCE" },
      { dnsName: "vpce-0there-1a.example.com", hostedZoneId: "ZVPCE" },
    ],
  },
};

const rule = (cidr: string, securityGroupId: string) => ({
  ipProtocol: "tcp",
  fromPort: 443,
  toPort: 443,
  cidrIpv4: cidr,
  securityGroupId,
  description: `HTTPS of own clients from ${cidr}`,
  tags: { Name: `door-group-from-${cidr.replace("/", "-")}` },
});

describe("ExecuteApiEndpoint", () => {
  it("is an interface endpoint with private DNS, closed by a group of its own", async () => {
    const { recorded } = await build(() => new ExecuteApiEndpoint("door", args));
    assert.deepEqual(recorded.resources(), [
      "SecurityGroup door-group",
      "SecurityGroupIngressRule door-group-from-10.0.0.0-16",
      "SecurityGroupIngressRule door-group-from-10.9.0.0-24",
      "VpcEndpoint door-endpoint",
    ]);
    assert.deepEqual(recorded.get("door-endpoint").inputs, {
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.ap-northeast-1.execute-api",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: ["subnet-a", "subnet-c"],
      securityGroupIds: [recorded.get("door-group").id],
      tags: { Name: "door-endpoint" },
    });
    assert.deepEqual(recorded.get("door-group").inputs, {
      vpcId: "vpc-1",
      description: "Who may call API Gateway through the endpoint",
      tags: { Name: "door-group" },
    });
  });

  it("admits groups by their ids, also one that is made after it", async () => {
    const { recorded } = await build(() => {
      const clientGroups = { "sg-0app": "sg-0app" };
      const door = new ExecuteApiEndpoint("door", { ...args, clientCidrs: [], clientGroups });
      door.admitGroup("client", "sg-0client");
    });
    const { id } = recorded.get("door-group");
    for (const [name, referencedSecurityGroupId] of [
      ["sg-0app", "sg-0app"],
      ["client", "sg-0client"],
    ]) {
      assert.deepEqual(recorded.get(`door-group-from-${name}`).inputs, {
        ...{ ipProtocol: "tcp", fromPort: 443, toPort: 443, securityGroupId: id },
        referencedSecurityGroupId,
        description: `HTTPS of own clients from the ${name} group`,
        tags: { Name: `door-group-from-${name}` },
      });
    }
    assert.equal(recorded.resources().length, 4);
  });

  it("has no private DNS where that is off", async () => {
    const { recorded } = await build(
      () => new ExecuteApiEndpoint("door", { ...args, privateDns: false }),
    );
    assert.equal(recorded.get("door-endpoint").inputs["privateDnsEnabled"], false);
  });

  it("admits HTTPS from each range of own clients and from nowhere else", async () => {
    const { recorded } = await build(() => new ExecuteApiEndpoint("door", args));
    const { id } = recorded.get("door-group");
    for (const cidr of args.clientCidrs) {
      const name = `door-group-from-${cidr.replace("/", "-")}`;
      assert.deepEqual(recorded.get(name).inputs, rule(cidr, id));
    }
  });

  it("offers the addresses and the regional name that the endpoint itself puts out", async () => {
    const { made, recorded } = await build(() => new ExecuteApiEndpoint("door", args));
    const endpoint = recorded.get("door-endpoint");
    assert.equal(await valueOf(made.vpcEndpointId), endpoint.id);
    assert.equal(await valueOf(made.securityGroupId), recorded.get("door-group").id);
    assert.deepEqual(await valueOf(made.subnetConfigurations), [
      { ipv4: "10.0.16.11", subnetId: "subnet-c" },
      { ipv4: "10.0.0.10", subnetId: "subnet-a" },
    ]);
    assert.match(
      await valueOf(made.dnsName),
      /^vpce-0[0-9a-f]{16}-[0-9a-f]{8}\.execute-api\.ap-northeast-1\.vpce\.amazonaws\.com$/,
    );
  });

  it("reads an adopted endpoint, makes none, and leaves the adopted group to its owner", async () => {
    const { made, recorded } = await build(
      () => new ExecuteApiEndpoint("door", { ...args, clientCidrs: ["10.0.0.0/16"], adopt }),
      { existing },
    );
    assert.deepEqual(recorded.resources(), [
      // A rule for own clients is there already in most groups, and AWS refuses it twice.
      "VpcEndpoint door-endpoint",
    ]);
    assert.equal(recorded.get("door-endpoint").read, true);
    assert.equal(await valueOf(made.vpcEndpointId), "vpce-0there");
    assert.equal(await valueOf(made.securityGroupId), "sg-0there");
    assert.deepEqual(await valueOf(made.subnetConfigurations), [
      { subnetId: "subnet-c", ipv4: "10.0.16.7" },
    ]);
    assert.equal(await valueOf(made.dnsName), "vpce-0there-1a.example.com");
  });

  it("fails when the adopted endpoint does not exist", async () => {
    await assert.rejects(
      build(() => new ExecuteApiEndpoint("door", { ...args, adopt })),
      /VpcEndpoint vpce-0there is not there/,
    );
  });
});
