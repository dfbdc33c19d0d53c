import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CustomerEndpoint } from "../../components/customerEndpoint";
import { PrivateZone } from "../../components/privateZone";
import { build, valueOf } from "../support/componentHarness";

const args = {
  vpcId: pulumi.output("vpc-2"),
  zoneName: "example.com",
  recordNames: ["example.com", "api.example.com"],
  target: pulumi.output({ dnsName: "vpce-1.example.net", hostedZoneId: "ZVPCE" }),
};

const zone = async (recordNames = args.recordNames) =>
  await build(() => new PrivateZone("names", { ...args, recordNames }));

describe("PrivateZone", () => {
  it("is a hosted zone that one VPC alone sees", async () => {
    const { recorded } = await zone();
    assert.deepEqual(recorded.resources(), [
      "Record names-record-1",
      "Record names-record-2",
      "Zone names-zone",
    ]);
    assert.deepEqual(recorded.get("names-zone").inputs, {
      name: "example.com",
      comment: "Names of a private API",
      vpcs: [{ vpcId: "vpc-2" }],
      tags: { Name: "names-zone" },
    });
  });

  it("leads each name to the endpoint, with no health check to empty the answer", async () => {
    const { recorded } = await zone();
    for (const [i, name] of args.recordNames.entries()) {
      assert.deepEqual(recorded.get(`names-record-${i + 1}`).inputs, {
        zoneId: recorded.get("names-zone").id,
        name,
        type: "A",
        aliases: [{ name: "vpce-1.example.net", zoneId: "ZVPCE", evaluateTargetHealth: false }],
      });
    }
  });

  it("takes the alias's name and zone from one entry of the endpoint, the regional one", async () => {
    const { recorded } = await build(() => {
      const endpoint = new CustomerEndpoint("service", {
        vpcId: "vpc-2",
        subnetIds: ["subnet-x", "subnet-y"],
        serviceName: "com.amazonaws.vpce.ap-northeast-1.vpce-svc-1",
        clientCidrs: [],
      });
      new PrivateZone("names", { ...args, target: endpoint.dnsEntry });
    });
    const entries = recorded.get("service-endpoint").outputs["dnsEntries"] as {
      dnsName: string;
      hostedZoneId: string;
    }[];
    const [regional, ...others] = entries.filter(({ dnsName }) =>
      /^vpce-[0-9a-f]+-[0-9a-f]+\./.test(dnsName),
    );
    assert.ok(regional);
    assert.equal(others.length, 0);
    assert.deepEqual(recorded.get("names-record-1").inputs["aliases"], [
      { name: regional.dnsName, zoneId: regional.hostedZoneId, evaluateTargetHealth: false },
    ]);
  });

  it("keeps a record's logical name when the record is renamed", async () => {
    const { recorded } = await zone(["example.com", "orders.example.com"]);
    assert.equal(recorded.get("names-record-2").inputs["name"], "orders.example.com");
  });

  it("offers the zone's id and the names that it answers", async () => {
    const { made, recorded } = await zone();
    assert.equal(await valueOf(made.zoneId), recorded.get("names-zone").id);
    assert.deepEqual(made.recordNames, ["example.com", "api.example.com"]);
  });
});
