import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CustomerEndpoint } from "../../components/customerEndpoint";
import { build, valueOf } from "../support/componentHarness";

const args = {
  vpcId: pulumi.output("vpc-2"),
  subnetIds: pulumi.output(["subnet-x", "subnet-y"]),
  serviceName: "com.amazonaws.vpce.ap-northeast-1.vpce-svc-1",
  clientCidrs: ["10.1.0.0/16", "10.2.0.0/24"],
};

const customer = async () => await build(() => new CustomerEndpoint("service", args));

describe("CustomerEndpoint", () => {
  it("is an interface endpoint to the service without private DNS", async () => {
    const { recorded } = await customer();
    assert.deepEqual(recorded.resources(), [
      "SecurityGroup service-group",
      "SecurityGroupIngressRule service-group-from-10.1.0.0-16",
      "SecurityGroupIngressRule service-group-from-10.2.0.0-24",
      "VpcEndpoint service-endpoint",
    ]);
    assert.deepEqual(recorded.get("service-endpoint").inputs, {
      vpcId: "vpc-2",
      serviceName: "com.amazonaws.vpce.ap-northeast-1.vpce-svc-1",
      vpcEndpointType: "Interface",
      privateDnsEnabled: false,
      subnetIds: ["subnet-x", "subnet-y"],
      securityGroupIds: [recorded.get("service-group").id],
      tags: { Name: "service-endpoint" },
    });
  });

  it("admits HTTPS from each range of clients and lets nothing out", async () => {
    const { recorded } = await customer();
    assert.deepEqual(recorded.get("service-group").inputs, {
      vpcId: "vpc-2",
      description: "Who may call the service through the endpoint",
      tags: { Name: "service-group" },
    });
    for (const cidr of args.clientCidrs) {
      const name = `service-group-from-${cidr.replace("/", "-")}`;
      assert.deepEqual(recorded.get(name).inputs, {
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: cidr,
        securityGroupId: recorded.get("service-group").id,
        description: `HTTPS of clients from ${cidr}`,
        tags: { Name: name },
      });
    }
  });

  it("offers its regional name and that name's own zone, not those of one zone", async () => {
    const { made, recorded } = await customer();
    const endpoint = recorded.get("service-endpoint");
    const entry = await valueOf(made.dnsEntry);
    assert.deepEqual(Object.keys(entry).sort(), ["dnsName", "hostedZoneId"]);
    assert.match(
      entry.dnsName,
      /^vpce-0[0-9a-f]{16}-[0-9a-f]{8}\.vpce-svc-1\.ap-northeast-1\.vpce\.amazonaws\.com$/,
    );
    assert.equal(entry.hostedZoneId, "ZVPCE00000000");
    const entries = endpoint.outputs["dnsEntries"] as unknown[];
    // The stub does not offer it first, or this test would show nothing.
    assert.notDeepEqual(entries[0], entry);
    assert.equal(await valueOf(made.vpcEndpointId), endpoint.id);
    assert.equal(await valueOf(made.securityGroupId), recorded.get("service-group").id);
  });
});
