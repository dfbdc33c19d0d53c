import * as assert from "node:assert/strict";
import { Cloud } from "../../simulator/aws/cloud";
import { zonesOf } from "../../simulator/aws/zones";
import type { Properties } from "../../simulator/sdk";
import { World } from "../../simulator/world";

const REGION = "ap-northeast-1";
const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Makes things in one account, each by a URN of its name. */
function account(world: World, id: string) {
  const cloud = new Cloud(id, REGION, world);
  const make = (type: string, name: string, inputs: Properties) =>
    cloud.create(type, name, `urn:pulumi:s::p::${type}::${name}`, inputs);
  return { cloud, make };
}

/** A VPC with one subnet in each of the first zones. */
function network({ make }: ReturnType<typeof account>, id: string, zones = 2, dns = true) {
  const vpc = make(VPC, "net", {
    cidrBlock: "10.0.0.0/16",
    enableDnsSupport: true,
    enableDnsHostnames: dns,
  });
  const subnetIds = zonesOf(id, REGION)
    .slice(0, zones)
    .map(
      ({ name }, i) =>
        make(SUBNET, `net-${i}`, {
          vpcId: vpc.id,
          cidrBlock: `10.0.${i * 16}.0/20`,
          availabilityZone: name,
        }).id,
    );
  return { vpcId: vpc.id, subnetIds };
}

const interfaceTo = (service: string, net: { vpcId: string; subnetIds: string[] }) => ({
  ...net,
  vpcEndpointType: "Interface",
  serviceName: service,
});
const EXECUTE_API = `com.amazonaws.${REGION}.execute-api`;

/** A service account with an endpoint service in `zones` zones, for `principals`. */
function service(world: World, zones: number, principals: string[]) {
  const own = account(world, "111111111111");
  const { subnetIds } = network(own, "111111111111", zones);
  const balancer = own.make("aws:lb/loadBalancer:LoadBalancer", "nlb", {
    loadBalancerType: "network",
    internal: true,
    subnets: subnetIds,
  });
  return own.make("aws:ec2/vpcEndpointService:VpcEndpointService", "svc", {
    acceptanceRequired: false,
    networkLoadBalancerArns: [balancer.id],
    allowedPrincipals: principals,
  });
}

describe("the simulated AWS", () => {
  it("gives zones other names in other accounts, and the same ids", () => {
    const [a, b] = ["111111111111", "222222222222"].map((id) => zonesOf(id, REGION));
    assert.notDeepEqual(a, b);
    const ids = (zones = a) => (zones ?? []).map(({ id }) => id).sort();
    assert.deepEqual(ids(a), ["apne1-az1", "apne1-az2", "apne1-az4"]);
    assert.deepEqual(ids(b), ids(a));
  });

  it("tells an endpoint's address in each of its subnets, inside the subnet", () => {
    const own = account(World.empty(), "111111111111");
    const net = network(own, "111111111111");
    const { outputs } = own.make(ENDPOINT, "e", interfaceTo(EXECUTE_API, net));
    const seen = outputs["subnetConfigurations"] as { subnetId: string; ipv4: string }[];
    const bySubnet = new Map(seen.map(({ subnetId, ipv4 }) => [subnetId, ipv4]));
    assert.deepEqual([...bySubnet.keys()].sort(), [...net.subnetIds].sort());
    const third = net.subnetIds.map((id) => Number(bySubnet.get(id)?.split(".")[2]));
    assert.ok((third[0] ?? 99) < 16 && (third[1] ?? 0) >= 16 && (third[1] ?? 99) < 32);
  });

  it("gives no address twice, even in the smallest subnet", () => {
    const own = account(World.empty(), "111111111111");
    const vpc = own.make(VPC, "net", { cidrBlock: "10.0.0.0/24" });
    const [zone] = zonesOf("111111111111", REGION);
    const subnet = own.make(SUBNET, "s", {
      ...{ vpcId: vpc.id, cidrBlock: "10.0.0.0/28", availabilityZone: zone?.name },
    });
    const net = { vpcId: vpc.id, subnetIds: [subnet.id] };
    const addresses = Array.from({ length: 11 }, (_, i) => {
      const { outputs } = own.make(ENDPOINT, `e${i}`, interfaceTo(EXECUTE_API, net));
      return (outputs["subnetConfigurations"] as { ipv4: string }[])[0]?.ipv4 ?? "";
    });
    const usable = Array.from({ length: 11 }, (_, i) => `10.0.0.${i + 4}`);
    assert.deepEqual([...addresses].sort(), usable.sort());
    assert.throws(
      () => own.make(ENDPOINT, "one-more", interfaceTo(EXECUTE_API, net)),
      /has no free address/,
    );
  });

  it("merges default tags into tagsAll, the resource's own winning", () => {
    const cloud = new Cloud("111111111111", REGION, World.empty(), { team: "a", Name: "default" });
    const made = cloud.create(VPC, "net", "urn", {
      cidrBlock: "10.0.0.0/16",
      tags: { Name: "own" },
    });
    assert.deepEqual(made.inputs["tagsAll"], { team: "a", Name: "own" });
    assert.deepEqual(made.outputs["tags"], { Name: "own" });
  });

  it("lets exactly the listed accounts connect to an endpoint service", () => {
    const world = World.empty();
    const { outputs } = service(world, 2, ["arn:aws:iam::222222222222:root"]);
    const name = String(outputs["serviceName"]);
    const listed = account(world, "222222222222");
    // Two zones of this account that the service is in: all three but the one it is not in.
    const zones = zonesOf("111111111111", REGION)
      .slice(0, 2)
      .map(({ id }) => id);
    const vpc = listed.make(VPC, "net", { cidrBlock: "10.0.0.0/16" });
    const own = zonesOf("222222222222", REGION).filter(({ id }) => zones.includes(id));
    const subnetIds = own.map(
      (zone, i) =>
        listed.make(SUBNET, `s${i}`, {
          ...{ vpcId: vpc.id, cidrBlock: `10.0.${i}.0/24`, availabilityZone: zone.name },
        }).id,
    );
    const made = listed.make(ENDPOINT, "e", interfaceTo(name, { vpcId: vpc.id, subnetIds }));
    assert.equal(made.outputs["state"], "available");
    const other = account(world, "333333333333");
    assert.throws(
      () => other.make(ENDPOINT, "e", interfaceTo(name, network(other, "333333333333"))),
      {
        message: `creating EC2 VPC Endpoint (${name}): InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`,
      },
    );
  });

  it("refuses an endpoint in a zone that the service does not offer", () => {
    const world = World.empty();
    const { outputs } = service(world, 1, ["arn:aws:iam::222222222222:root"]);
    const listed = account(world, "222222222222");
    const net = network(listed, "222222222222", 3);
    assert.throws(
      () => listed.make(ENDPOINT, "e", interfaceTo(String(outputs["serviceName"]), net)),
      /InvalidParameter: The VPC endpoint service com.amazonaws.vpce.*vpce-svc-\w+ does not support the availability zone of the subnet: subnet-\w+\.$/,
    );
  });

  const refusals: [string, (own: ReturnType<typeof account>) => unknown, RegExp][] = [
    [
      "a second private DNS name of a service in a VPC",
      (own) => {
        const net = network(own, "111111111111");
        const inputs = { ...interfaceTo(EXECUTE_API, net), privateDnsEnabled: true };
        own.make(ENDPOINT, "a", inputs);
        own.make(ENDPOINT, "b", inputs);
      },
      /InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for execute-api.ap-northeast-1.amazonaws.com in the VPC vpc-/,
    ],
    [
      "private DNS in a VPC without DNS host names",
      (own) => {
        const net = network(own, "111111111111", 2, false);
        own.make(ENDPOINT, "a", { ...interfaceTo(EXECUTE_API, net), privateDnsEnabled: true });
      },
      /InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames/,
    ],
    [
      "two subnets of an endpoint in one zone",
      (own) => {
        const net = network(own, "111111111111", 1);
        const [zone] = zonesOf("111111111111", REGION);
        const twin = own.make(SUBNET, "twin", {
          ...{ vpcId: net.vpcId, cidrBlock: "10.0.240.0/20", availabilityZone: zone?.name },
        });
        const subnetIds = [...net.subnetIds, twin.id];
        own.make(ENDPOINT, "e", interfaceTo(EXECUTE_API, { ...net, subnetIds }));
      },
      /DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of subnet-/,
    ],
    [
      "overlapping subnets",
      (own) => {
        const { vpcId } = network(own, "111111111111");
        const [zone] = zonesOf("111111111111", REGION);
        const cidrBlock = "10.0.8.0/24";
        own.make(SUBNET, "twin", { vpcId, cidrBlock, availabilityZone: zone?.name });
      },
      /InvalidSubnet.Conflict: The CIDR '10.0.8.0\/24' conflicts with another subnet/,
    ],
    [
      "a rule that is there already",
      (own) => {
        const { vpcId } = network(own, "111111111111");
        const group = own.make("aws:ec2/securityGroup:SecurityGroup", "g", { vpcId });
        const rule = {
          ...{ securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 },
          cidrIpv4: "10.1.0.0/16",
        };
        const type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
        own.make(type, "a", rule);
        own.make(type, "b", rule);
      },
      /InvalidPermission.Duplicate: the specified rule "peer: 10.1.0.0\/16, TCP, from port: 443, to port: 443, ALLOW" already exists/,
    ],
    [
      "a deployment of a private API without a policy",
      (own) => {
        const api = own.make("aws:apigateway/restApi:RestApi", "api", {
          endpointConfiguration: { types: "PRIVATE" },
        });
        own.make("aws:apigateway/deployment:Deployment", "d", { restApi: api.id });
      },
      /BadRequestException: Private REST API doesn't have a resource policy attached to it/,
    ],
    [
      "a load balancer's name of more than 32 characters",
      (own) => {
        const { subnetIds } = network(own, "111111111111");
        own.make("aws:lb/loadBalancer:LoadBalancer", "a-name-of-thirty-two-characters", {
          ...{ loadBalancerType: "network", subnets: subnetIds },
        });
      },
      /has 39 characters; at most 32 fit/,
    ],
    [
      "an alias to a name in another hosted zone",
      (own) => {
        const net = network(own, "111111111111");
        const { outputs } = own.make(ENDPOINT, "e", interfaceTo(EXECUTE_API, net));
        const [entry] = outputs["dnsEntries"] as { dnsName: string }[];
        const zone = own.make("aws:route53/zone:Zone", "z", {
          ...{ name: "hoge.co.jp", vpcs: [{ vpcId: net.vpcId }] },
        });
        own.make("aws:route53/record:Record", "r", {
          ...{ zoneId: zone.id, name: "vpce.hoge.co.jp", type: "A" },
          aliases: [{ name: entry?.dnsName, zoneId: "ZOTHER", evaluateTargetHealth: false }],
        });
      },
      /InvalidChangeBatch: \[Tried to create an alias that targets vpce-.*but the alias target name does not lie within the target zone\]/,
    ],
    [
      "two private zones of one name in a VPC",
      (own) => {
        const { vpcId } = network(own, "111111111111");
        const inputs = { name: "hoge.co.jp", vpcs: [{ vpcId }] };
        own.make("aws:route53/zone:Zone", "a", inputs);
        own.make("aws:route53/zone:Zone", "b", inputs);
      },
      /ConflictingDomainExists: The VPC vpc-\w+ in region ap-northeast-1 has already been associated/,
    ],
    [
      "an argument that the type does not have",
      (own) => own.make(VPC, "net", { cidr: "10.0.0.0/16" }),
      /aws:ec2\/vpc:Vpc has no argument cidr/,
    ],
    [
      "a missing argument",
      (own) => own.make(ENDPOINT, "e", { vpcEndpointType: "Interface" }),
      /aws:ec2\/vpcEndpoint:VpcEndpoint lacks the argument vpcId/,
    ],
  ];
  for (const [what, act, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(() => act(account(World.empty(), "111111111111")), message);
    });
  }

  it("refuses access logs until the account has a role for them", () => {
    const own = account(World.empty(), "111111111111");
    const { make } = own;
    const api = make("aws:apigateway/restApi:RestApi", "api", {});
    const key = { restApi: api.id, resourceId: api.outputs["rootResourceId"], httpMethod: "GET" };
    make("aws:apigateway/method:Method", "m", { ...key, authorization: "NONE" });
    make("aws:apigateway/integration:Integration", "i", { ...key, type: "MOCK" });
    const deployment = make("aws:apigateway/deployment:Deployment", "d", { restApi: api.id });
    const stage = {
      ...{ restApi: api.id, deployment: deployment.id, stageName: "prod" },
      accessLogSettings: { destinationArn: "arn:aws:logs:x", format: "{}" },
    };
    assert.throws(() => make("aws:apigateway/stage:Stage", "s", stage), {
      message:
        "creating API Gateway Stage: BadRequestException: CloudWatch Logs role ARN must be set in account settings to enable logging",
    });
    const role = make("aws:iam/role:Role", "role", { assumeRolePolicy: "{}" });
    const setting = { cloudwatchRoleArn: role.outputs["arn"] };
    assert.throws(
      () => make("aws:apigateway/account:Account", "account", setting),
      /The role ARN does not have required permissions configured/,
    );
    make("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "p", {
      ...{ role: role.id, policyArn: "arn:aws:iam::aws:policy/x" },
    });
    make("aws:apigateway/account:Account", "account", setting);
    assert.equal(make("aws:apigateway/stage:Stage", "s", stage).id, `ags-${api.id}-prod`);
  });
});
