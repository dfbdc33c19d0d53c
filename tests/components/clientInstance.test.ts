import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ClientInstance } from "../../components/clientInstance";
import { build, REGION, valueOf } from "../support/componentHarness";

const args = {
  region: REGION,
  vpcId: pulumi.output("vpc-1"),
  subnetIds: pulumi.output(["subnet-a", "subnet-c"]),
  targets: { endpoint: "sg-endpoint", "load-balancer": pulumi.output("sg-balancer") },
};
const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
const SERVICES = ["ssm", "ssmmessages", "ec2messages"];

const client = async () => await build(() => new ClientInstance("client", args));

describe("ClientInstance", () => {
  it("brings what Session Manager needs in a subnet without a way out, and nothing else", async () => {
    const { recorded } = await client();
    assert.deepEqual(recorded.resources(), [
      "Instance client-instance",
      "InstanceProfile client-profile",
      "Role client-role",
      "RolePolicyAttachment client-role-session-manager",
      "SecurityGroup client-group",
      "SecurityGroup client-session-group",
      "SecurityGroupEgressRule client-group-to-endpoint",
      "SecurityGroupEgressRule client-group-to-load-balancer",
      "SecurityGroupEgressRule client-group-to-session-manager",
      "SecurityGroupIngressRule client-session-group-from-client",
      "VpcEndpoint client-ec2messages",
      "VpcEndpoint client-ssm",
      "VpcEndpoint client-ssmmessages",
    ]);
    for (const service of SERVICES) {
      assert.deepEqual(recorded.get(`client-${service}`).inputs, {
        vpcId: "vpc-1",
        serviceName: `com.amazonaws.ap-northeast-1.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: ["subnet-a"],
        securityGroupIds: [recorded.get("client-session-group").id],
        tags: { Name: `client-${service}` },
      });
    }
  });

  it("has no key and no public address, and takes metadata requests by token only", async () => {
    const { recorded } = await client();
    assert.deepEqual(recorded.get("client-instance").inputs, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.micro",
      subnetId: "subnet-a",
      vpcSecurityGroupIds: [recorded.get("client-group").id],
      iamInstanceProfile: recorded.get("client-profile").outputs["name"],
      associatePublicIpAddress: false,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      rootBlockDevice: { encrypted: true },
      tags: { Name: "client-instance" },
    });
  });

  it("runs the newest Amazon Linux 2023 of Amazon's own and is not replaced by a newer one", async () => {
    const { recorded } = await client();
    assert.deepEqual(recorded.invokes, [
      {
        token: "aws:ec2/getAmi:getAmi",
        inputs: {
          owners: ["amazon"],
          mostRecent: true,
          filters: [{ name: "name", values: ["al2023-ami-2023.*-x86_64"] }],
        },
      },
    ]);
    assert.deepEqual(recorded.get("client-instance").ignoreChanges, ["ami"]);
  });

  it("starts once its endpoints are there, so that its first registration succeeds", async () => {
    const { recorded } = await client();
    const { dependsOn } = recorded.get("client-instance");
    assert.deepEqual(
      SERVICES.filter((service) => !dependsOn.includes(`client-${service}`)),
      [],
    );
    assert.ok(recorded.get("client-profile").dependsOn.includes("client-role-session-manager"));
  });

  it("reaches its targets and Session Manager, and is reached by nobody", async () => {
    const { recorded } = await client();
    const own = recorded.get("client-group");
    const session = recorded.get("client-session-group");
    assert.deepEqual(own.inputs, {
      vpcId: "vpc-1",
      description: "What the client may reach",
      tags: { Name: "client-group" },
    });
    assert.deepEqual(session.inputs, {
      vpcId: "vpc-1",
      description: "Who may reach Session Manager",
      tags: { Name: "client-session-group" },
    });
    const targets = {
      endpoint: "sg-endpoint",
      "load-balancer": "sg-balancer",
      "session-manager": session.id,
    };
    for (const [target, referencedSecurityGroupId] of Object.entries(targets)) {
      assert.deepEqual(recorded.get(`client-group-to-${target}`).inputs, {
        ...HTTPS,
        securityGroupId: own.id,
        referencedSecurityGroupId,
        description: `HTTPS of the client to the ${target} group`,
        tags: { Name: `client-group-to-${target}` },
      });
    }
    assert.deepEqual(recorded.get("client-session-group-from-client").inputs, {
      ...HTTPS,
      securityGroupId: session.id,
      referencedSecurityGroupId: own.id,
      description: "Session Manager from the client group",
      tags: { Name: "client-session-group-from-client" },
    });
  });

  it("lets Session Manager in and may do no more than that", async () => {
    const { recorded } = await client();
    const role = recorded.get("client-role");
    const { assumeRolePolicy, ...rest } = role.inputs;
    assert.deepEqual(JSON.parse(assumeRolePolicy as string), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    });
    assert.deepEqual(rest, {
      description: "Lets Session Manager reach the client",
      tags: { Name: "client-role" },
    });
    assert.deepEqual(recorded.get("client-role-session-manager").inputs, {
      role: role.outputs["name"],
      policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
    assert.deepEqual(recorded.get("client-profile").inputs, {
      role: role.outputs["name"],
      tags: { Name: "client-profile" },
    });
  });

  it("offers the machine's id and address and the group to admit", async () => {
    const { made, recorded } = await client();
    assert.equal(await valueOf(made.instanceId), recorded.get("client-instance").id);
    assert.equal(await valueOf(made.privateIp), "10.0.0.20");
    assert.equal(await valueOf(made.securityGroupId), recorded.get("client-group").id);
  });
});
