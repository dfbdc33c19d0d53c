import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EndpointService } from "../../components/endpointService";
import { build, valueOf } from "../support/componentHarness";

const loadBalancerArn = pulumi.output("arn:aws:elasticloadbalancing:::loadbalancer/net/nlb/1");

const service = async (allowedAccounts: string[]) =>
  await build(() => new EndpointService("shop", { loadBalancerArn, allowedAccounts }));

describe("EndpointService", () => {
  it("offers one load balancer to exactly the listed accounts, without acceptance", async () => {
    const { recorded } = await service(["222222222222"]);
    assert.deepEqual(recorded.resources(), ["VpcEndpointService shop-service"]);
    assert.deepEqual(recorded.get("shop-service").inputs, {
      acceptanceRequired: false,
      networkLoadBalancerArns: ["arn:aws:elasticloadbalancing:::loadbalancer/net/nlb/1"],
      allowedPrincipals: ["arn:aws:iam::222222222222:root"],
      tags: { Name: "shop-service" },
    });
  });

  it("names each account once and in one order, whatever order the settings have", async () => {
    const { recorded } = await service(["333333333333", "222222222222", "333333333333"]);
    assert.deepEqual(recorded.get("shop-service").inputs["allowedPrincipals"], [
      "arn:aws:iam::222222222222:root",
      "arn:aws:iam::333333333333:root",
    ]);
  });

  it("admits nobody when no account is listed", async () => {
    const { recorded } = await service([]);
    assert.deepEqual(recorded.get("shop-service").inputs["allowedPrincipals"], []);
  });

  it("offers the name to connect to and the zones it is in", async () => {
    const { made, recorded } = await service([]);
    const { id } = recorded.get("shop-service");
    assert.match(id, /^vpce-svc-0[0-9a-f]{16}$/);
    assert.equal(await valueOf(made.serviceId), id);
    assert.equal(await valueOf(made.serviceName), `com.amazonaws.vpce.ap-northeast-1.${id}`);
    assert.deepEqual(await valueOf(made.availabilityZones), ["ap-northeast-1a", "ap-northeast-1c"]);
  });
});
