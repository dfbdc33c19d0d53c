import * as assert from "node:assert/strict";
import { cloudAccount } from "../support/cloudAccount";

const FUNCTION = "lambda/function:Function";
const GROUP = "ec2/securityGroup:SecurityGroup";
const SUBNET = "ec2/subnet:Subnet";

/** A function in two subnets of a VPC, in a group of its own. */
function functionInVpc() {
  const own = cloudAccount();
  const { make } = own;
  const vpcId = make("ec2/vpc:Vpc", "net", { cidrBlock: "10.0.0.0/16" }).id;
  const subnets = ["a", "c"].map(
    (zone, i) =>
      make(SUBNET, `net-${zone}`, {
        ...{ vpcId, cidrBlock: `10.0.${i * 16}.0/20`, availabilityZone: `ap-northeast-1${zone}` },
      }).id,
  );
  const group = make(GROUP, "group", { vpcId, description: "what it may reach" }).id;
  const role = make("iam/role:Role", "role", { assumeRolePolicy: "{}" });
  const handler = make(FUNCTION, "function", {
    ...{ role: role.outputs["arn"], runtime: "nodejs24.x", handler: "index.handler" },
    vpcConfig: { subnetIds: subnets, securityGroupIds: [group] },
  });
  return { cloud: own.cloud, subnets, group, handler: handler.id };
}

describe("the simulated AWS of functions in a VPC", () => {
  it("keeps their group and each of their subnets for as long as they are there", () => {
    const { cloud, subnets, group, handler } = functionInVpc();
    assert.throws(
      () => cloud.delete(`aws:${GROUP}`, group),
      /DependencyViolation: resource sg-0\w+ has a dependent object$/,
    );
    for (const subnet of subnets) {
      assert.throws(
        () => cloud.delete(`aws:${SUBNET}`, subnet),
        /DependencyViolation: The subnet 'subnet-0\w+' has dependencies and cannot be deleted\.$/,
      );
    }
    cloud.delete(`aws:${FUNCTION}`, handler);
    cloud.delete(`aws:${GROUP}`, group);
    subnets.forEach((subnet) => cloud.delete(`aws:${SUBNET}`, subnet));
  });
});
