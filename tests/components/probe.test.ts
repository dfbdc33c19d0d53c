import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { bundleProbe, Probe } from "../../components/probe";
import { functionFolders, FUNCTIONS_DIRECTORY } from "../../components/functionFolders";
import { build, valueOf } from "../support/componentHarness";

const code = "exports.handler = async () => ({ version: 1, results: [] });";
const args = {
  code,
  vpcId: pulumi.output("vpc-1"),
  subnetIds: pulumi.output(["subnet-a", "subnet-c"]),
  targets: { endpoint: "sg-endpoint", "load-balancer": pulumi.output("sg-balancer") },
};

const probe = async () => await build(() => new Probe("probe", args));

describe("Probe", () => {
  it("is a function in the VPC with a role, a log and a group of its own, and nothing else", async () => {
    const { recorded } = await probe();
    // No URL, no permission: whoever invokes it does so by a right of their own.
    assert.deepEqual(recorded.resources(), [
      "Function probe-function",
      "LogGroup probe-logs",
      "Role probe-role",
      "RolePolicy probe-role-logs",
      "RolePolicyAttachment probe-role-vpc",
      "SecurityGroup probe-group",
      "SecurityGroupEgressRule probe-group-to-endpoint",
      "SecurityGroupEgressRule probe-group-to-load-balancer",
    ]);
    const { code: archive, ...inputs } = recorded.get("probe-function").inputs;
    assert.deepEqual(inputs, {
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: recorded.get("probe-role").outputs["arn"],
      memorySize: 256,
      timeout: 60,
      loggingConfig: { logFormat: "JSON", logGroup: recorded.get("probe-logs").outputs["name"] },
      vpcConfig: {
        subnetIds: ["subnet-a", "subnet-c"],
        securityGroupIds: [recorded.get("probe-group").id],
      },
      tags: { Name: "probe-function" },
    });
    const files = await (archive as pulumi.asset.AssetArchive).assets;
    assert.deepEqual(Object.keys(files), ["index.js"]);
    assert.equal(await (files["index.js"] as pulumi.asset.StringAsset).text, code);
    assert.deepEqual(recorded.get("probe-logs").inputs, {
      retentionInDays: 30,
      tags: { Name: "probe-logs" },
    });
  });

  it("may write its log and have its interfaces, as Lambda and nobody else", async () => {
    const { recorded } = await probe();
    const role = recorded.get("probe-role");
    const { assumeRolePolicy, ...rest } = role.inputs;
    assert.deepEqual(JSON.parse(assumeRolePolicy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
    assert.deepEqual(rest, {
      description: "What the function probe may do",
      tags: { Name: "probe-role" },
    });
    const { policy, role: owner } = recorded.get("probe-role-logs").inputs;
    assert.equal(owner, role.outputs["name"]);
    assert.deepEqual(JSON.parse(policy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${String(recorded.get("probe-logs").outputs["arn"])}:*`,
        },
      ],
    });
    assert.deepEqual(recorded.get("probe-role-vpc").inputs, {
      role: role.outputs["name"],
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    });
  });

  it("reaches its targets by HTTPS and nothing else, and is reached by nobody", async () => {
    const { recorded } = await probe();
    const group = recorded.get("probe-group");
    assert.deepEqual(group.inputs, {
      vpcId: "vpc-1",
      description: "What the probe may reach",
      tags: { Name: "probe-group" },
    });
    const targets = { endpoint: "sg-endpoint", "load-balancer": "sg-balancer" };
    for (const [target, referencedSecurityGroupId] of Object.entries(targets)) {
      assert.deepEqual(recorded.get(`probe-group-to-${target}`).inputs, {
        ...{ ipProtocol: "tcp", fromPort: 443, toPort: 443 },
        securityGroupId: group.id,
        referencedSecurityGroupId,
        description: `HTTPS of the probe to the ${target} group`,
        tags: { Name: `probe-group-to-${target}` },
      });
    }
  });

  it("waits for its policies; they outlast function and group, by whose interfaces Lambda still needs them", async () => {
    const { recorded } = await probe();
    for (const name of ["probe-function", "probe-group"]) {
      const { dependsOn } = recorded.get(name);
      for (const policy of ["probe-role-logs", "probe-role-vpc"]) {
        assert.ok(dependsOn.includes(policy), `${name} does not wait for ${policy}`);
      }
    }
  });

  it("offers the ARN to invoke and the group to admit", async () => {
    const { made, recorded } = await probe();
    assert.equal(await valueOf(made.functionArn), recorded.get("probe-function").outputs["arn"]);
    assert.equal(await valueOf(made.securityGroupId), recorded.get("probe-group").id);
  });

  it("runs the function of functions/probe, which no route may name", async () => {
    const source = await bundleProbe();
    assert.match(source, /Could not resolve host/);
    // Nothing but Node's own modules: what else it needed would not be there.
    const needed = [...source.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(needed)].sort(), ["dns/promises", "http", "net", "tls"]);
    assert.ok(!functionFolders(FUNCTIONS_DIRECTORY).includes("probe"));
  });
});
