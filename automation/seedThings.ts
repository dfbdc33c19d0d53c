import { zonesOf } from "../simulator/aws/zones";
import type { SeedFile, SeedVpc } from "./seedFile";

/** One thing to put into the simulated world. */
export interface SeedThing {
  account: string;
  region: string;
  type: string;
  /** The id that it has there. */
  id: string;
  inputs: Record<string, unknown>;
  /** Where the file says so. */
  keyPath: PropertyKey[];
}

/** What a thing is, before it is said where. */
type Thing = Omit<SeedThing, "account" | "region">;

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
});
const LOG_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";

/** The things of a file of seeds, each after what it names. A zone that is none stays as it is given. */
export function seedThings(seed: SeedFile): SeedThing[] {
  return seed.accounts.flatMap(({ account, region, vpcs, apiGatewayLogRole: role }, i) => {
    const at = ["accounts", i];
    const zones = zonesOf(account, region);
    const zoneName = (zone: string) => zones.find(({ id }) => id === zone)?.name ?? zone;
    const things = [
      ...vpcs.flatMap((vpc, j) => vpcThings(vpc, region, [...at, "vpcs", j], zoneName)),
      ...(role === undefined ? [] : logRoleThings(account, role, [...at, "apiGatewayLogRole"])),
    ];
    return things.map((thing) => ({ account, region, ...thing }));
  });
}

function vpcThings(
  vpc: SeedVpc,
  region: string,
  path: PropertyKey[],
  zoneName: (zone: string) => string,
): Thing[] {
  const vpcId = vpc.id;
  return [
    {
      ...{ type: "aws:ec2/vpc:Vpc", id: vpcId, keyPath: path },
      inputs: { cidrBlock: vpc.cidr, enableDnsHostnames: vpc.dns, enableDnsSupport: vpc.dns },
    },
    ...vpc.subnets.map(({ id, cidr, zone }, i) => ({
      ...{ type: "aws:ec2/subnet:Subnet", id, keyPath: [...path, "subnets", i] },
      inputs: { vpcId, cidrBlock: cidr, availabilityZone: zoneName(zone) },
    })),
    ...vpc.securityGroups.map(({ id, name }, i) => ({
      ...{ type: "aws:ec2/securityGroup:SecurityGroup", id },
      keyPath: [...path, "securityGroups", i],
      inputs: { vpcId, ...(name === undefined ? {} : { name }) },
    })),
    ...vpc.endpoints.map(({ id, service, subnetIds, securityGroupIds, privateDns }, i) => ({
      ...{ type: "aws:ec2/vpcEndpoint:VpcEndpoint", id, keyPath: [...path, "endpoints", i] },
      inputs: {
        ...{ vpcId, subnetIds, securityGroupIds, vpcEndpointType: "Interface" },
        serviceName: service.includes(".") ? service : `com.amazonaws.${region}.${service}`,
        privateDnsEnabled: privateDns,
      },
    })),
  ];
}

/** The account's log role for API Gateway: the role, its policy and the setting that names it. */
function logRoleThings(account: string, role: string, keyPath: PropertyKey[]): Thing[] {
  return [
    {
      ...{ type: "aws:iam/role:Role", id: role, keyPath },
      inputs: { name: role, assumeRolePolicy: TRUST },
    },
    {
      ...{ type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", keyPath },
      ...{ id: `${role}-logs`, inputs: { role, policyArn: LOG_POLICY } },
    },
    {
      ...{ type: "aws:apigateway/account:Account", id: "api-gateway-account", keyPath },
      inputs: { cloudwatchRoleArn: `arn:aws:iam::${account}:role/${role}` },
    },
  ];
}
