import { createHash } from "crypto";

export const ACCOUNT = "111111111111";
export const REGION = "ap-northeast-1";
export const ZONES = [
  { name: `${REGION}a`, id: "apne1-az4" },
  { name: `${REGION}c`, id: "apne1-az1" },
  { name: `${REGION}d`, id: "apne1-az2" },
];

export type Properties = Record<string, unknown>;

const hex = (seed: string, length = 16) =>
  createHash("sha256").update(seed).digest("hex").slice(0, length);
const physicalName = (name: string) => `${name}-${hex(name, 7)}`;
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** What AWS adds to the inputs of a resource. */
export type Stub = (name: string, inputs: Properties) => Properties & { id: string };

const plain: Stub = (name) => ({ id: physicalName(name) });

const iam =
  (kind: string): Stub =>
  (name) => {
    const id = physicalName(name);
    return { id, name: id, arn: `arn:aws:iam::${ACCOUNT}:${kind}/${id}` };
  };

const balancing =
  (kind: string): Stub =>
  (name) => {
    const id = arn("elasticloadbalancing", `${kind}/${physicalName(name)}/${hex(kind + name)}`);
    return { id, arn: id, dnsName: `${physicalName(name)}.elb.${REGION}.amazonaws.com` };
  };

const ec2 =
  (prefix: string): Stub =>
  (name) => ({ id: `${prefix}-0${hex(prefix + name)}` });

/** Addresses by subnet, and names, both in an order that tells nothing. */
const endpoint: Stub = (name, inputs) => {
  const subnets = inputs["subnetIds"] as string[];
  const id = `vpce-0${hex(name)}`;
  const service = String(inputs["serviceName"]).replace(
    new RegExp(`^com\\.amazonaws\\.(vpce\\.)?${REGION}\\.`),
    "",
  );
  const zonal = subnets.map((_, i) => `${id}-${hex(name, 8)}-${ZONES[i]?.name}`);
  const own = [...zonal.reverse(), `${id}-${hex(name, 8)}`].map((label) => ({
    dnsName: `${label}.${service}.${REGION}.vpce.amazonaws.com`,
    hostedZoneId: "ZVPCE00000000",
  }));
  const names = inputs["privateDnsEnabled"] ? [`*.${service}`, service] : [];
  const given = names.map((label) => ({
    dnsName: `${label}.${REGION}.amazonaws.com`,
    hostedZoneId: "ZPRIVATE00000",
  }));
  return {
    id,
    subnetConfigurations: subnets
      .map((subnetId, i) => ({ ipv4: `10.0.${16 * i}.${10 + i}`, subnetId }))
      .reverse(),
    dnsEntries: [...own.slice(0, 1), ...given.slice(0, 1), ...own.slice(1), ...given.slice(1)],
  };
};

/** What each type answers a registration with. */
export const STUBS: Record<string, Stub> = {
  "awsx:ec2:Vpc": (name, inputs) => ({
    id: "",
    vpcId: `vpc-0${hex(name)}`,
    isolatedSubnetIds: (inputs["availabilityZoneNames"] as string[]).map(
      (zone) => `subnet-0${hex(name + zone)}`,
    ),
    routeTables: (inputs["availabilityZoneNames"] as string[]).map((zone) => ({
      id: `rtb-0${hex(name + zone)}`,
    })),
  }),
  "aws:apigateway/account:Account": plain,
  "aws:apigateway/apiKey:ApiKey": (name) => ({ id: hex(name, 10), value: `value of ${name}` }),
  "aws:apigateway/authorizer:Authorizer": (name) => ({ id: hex(name, 6) }),
  "aws:apigateway/deployment:Deployment": (name) => ({ id: hex(name, 6) }),
  "aws:apigateway/integration:Integration": plain,
  "aws:apigateway/integrationResponse:IntegrationResponse": plain,
  "aws:apigateway/method:Method": plain,
  "aws:apigateway/methodResponse:MethodResponse": plain,
  "aws:apigateway/resource:Resource": (name) => ({ id: hex(name, 6) }),
  "aws:apigateway/restApi:RestApi": (name) => ({
    id: hex(name, 10),
    executionArn: arn("execute-api", hex(name, 10)),
    rootResourceId: hex(`${name}/`, 10),
  }),
  "aws:apigateway/restApiPolicy:RestApiPolicy": plain,
  "aws:apigateway/stage:Stage": plain,
  "aws:apigateway/usagePlan:UsagePlan": (name) => ({ id: hex(name, 6) }),
  "aws:apigateway/usagePlanKey:UsagePlanKey": (_, inputs) => ({ id: String(inputs["keyId"]) }),
  "aws:cloudwatch/logGroup:LogGroup": (name) => {
    const id = physicalName(name);
    return { id, name: id, arn: arn("logs", `log-group:${id}`) };
  },
  "aws:ec2/instance:Instance": (name) => ({ ...ec2("i")(name, {}), privateIp: "10.0.0.20" }),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:ec2/vpcEndpointService:VpcEndpointService": (name) => ({
    id: `vpce-svc-0${hex(name)}`,
    serviceName: `com.amazonaws.vpce.${REGION}.vpce-svc-0${hex(name)}`,
    availabilityZones: ZONES.slice(0, 2).map((zone) => zone.name),
  }),
  "aws:ec2/vpnGateway:VpnGateway": ec2("vgw"),
  "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation": plain,
  "aws:iam/instanceProfile:InstanceProfile": iam("instance-profile"),
  "aws:iam/role:Role": iam("role"),
  "aws:iam/rolePolicy:RolePolicy": plain,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": plain,
  "aws:lambda/function:Function": (name) => {
    const id = physicalName(name);
    const own = arn("lambda", `function:${id}`);
    const path = `path/2015-03-31/functions/${own}/invocations`;
    return { id, name: id, arn: own, invokeArn: `arn:aws:apigateway:${REGION}:lambda:${path}` };
  },
  "aws:lambda/permission:Permission": plain,
  "aws:lb/listener:Listener": balancing("listener"),
  "aws:lb/loadBalancer:LoadBalancer": balancing("loadbalancer/net"),
  "aws:lb/targetGroup:TargetGroup": balancing("targetgroup"),
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": plain,
  "aws:route53/record:Record": plain,
  "aws:route53/resolverEndpoint:ResolverEndpoint": (name, inputs) => ({
    id: `rslvr-in-${hex(name, 17)}`,
    // In an order that tells nothing, as the provider's set is.
    ipAddresses: (inputs["ipAddresses"] as { subnetId: string }[])
      .map(({ subnetId }, i) => ({ ip: `10.0.${16 * i}.${20 + i}`, subnetId }))
      .reverse(),
  }),
  "aws:route53/zone:Zone": (name) => {
    const id = `Z${hex(name, 12).toUpperCase()}`;
    return { id, zoneId: id };
  },
  "aws:s3/bucket:Bucket": (name) => {
    const id = physicalName(name);
    return { id, bucket: id, arn: `arn:aws:s3:::${id}` };
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": plain,
  "aws:s3/bucketPolicy:BucketPolicy": plain,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": plain,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": plain,
  "aws:s3/bucketVersioning:BucketVersioning": plain,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr-e"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr-i"),
};

/** What each function answers. */
export const INVOKES: Record<string, Properties> = {
  "aws:ec2/getAmi:getAmi": { id: "ami-0123456789abcdef0" },
};
