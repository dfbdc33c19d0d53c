import { addressesIn, subnetAddress } from "./addresses";
import { AwsError, refuseWhileUsed, text, type Model } from "./model";
import { zonesOf } from "./zones";

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const EIP = "aws:ec2/eip:Eip";

const violation = (noun: string, id: string, detail: string): AwsError =>
  new AwsError(`deleting ${noun} (${id})`, "DependencyViolation", detail);

const vpc: Model = {
  type: VPC,
  seconds: 12, // est.
  create(_, place) {
    const id = `vpc-0${place.hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `vpc/${id}`),
        defaultNetworkAclId: `acl-0${place.hex(16, "acl")}`,
        defaultRouteTableId: `rtb-0${place.hex(16, "route table")}`,
        defaultSecurityGroupId: `sg-0${place.hex(16, "group")}`,
        dhcpOptionsId: `dopt-0${place.hex(16, "dhcp")}`,
        enableNetworkAddressUsageMetrics: false,
        instanceTenancy: "default",
        mainRouteTableId: `rtb-0${place.hex(16, "route table")}`,
        ownerId: place.account,
      },
    };
  },
  refuseDelete: refuseWhileUsed(
    [
      [SUBNET, "vpcId"],
      [INTERNET_GATEWAY, "vpcId"],
      [ROUTE_TABLE, "vpcId"],
      ["aws:ec2/securityGroup:SecurityGroup", "vpcId"],
      ["aws:ec2/vpcEndpoint:VpcEndpoint", "vpcId"],
      ["aws:ec2/vpnGateway:VpnGateway", "vpcId"],
    ],
    (id) => violation("EC2 VPC", id, `The vpc '${id}' has dependencies and cannot be deleted.`),
  ),
};

const subnet: Model = {
  type: SUBNET,
  seconds: 11,
  create(inputs, place) {
    const doing = "creating EC2 Subnet";
    const parent = place.require(VPC, inputs["vpcId"], doing);
    const block = text(inputs["cidrBlock"]);
    if (!addressesIn(text(parent.inputs["cidrBlock"])).holds(block)) {
      throw new AwsError(doing, "InvalidSubnet.Range", `The CIDR '${block}' is invalid.`);
    }
    const clash = place
      .list(SUBNET)
      .filter((other) => other.inputs["vpcId"] === inputs["vpcId"])
      .some((other) => addressesIn(block).overlaps(text(other.inputs["cidrBlock"])));
    if (clash) {
      const detail = `The CIDR '${block}' conflicts with another subnet`;
      throw new AwsError(doing, "InvalidSubnet.Conflict", detail);
    }
    const name = text(inputs["availabilityZone"]);
    const zones = zonesOf(place.account, place.region);
    const zone = zones.find((known) => known.name === name);
    if (!zone) {
      throw new AwsError(
        doing,
        "InvalidParameterValue",
        `Value (${name}) for parameter availabilityZone is invalid. Subnets can currently only be ` +
          `created in the following availability zones: ${zones.map((known) => known.name).join(", ")}.`,
      );
    }
    const id = `subnet-0${place.hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `subnet/${id}`),
        availabilityZoneId: zone.id,
        enableDns64: false,
        enableLniAtDeviceIndex: 0,
        enableResourceNameDnsARecordOnLaunch: false,
        enableResourceNameDnsAaaaRecordOnLaunch: false,
        ipv6Native: false,
        ownerId: place.account,
        privateDnsHostnameTypeOnLaunch: "ip-name",
      },
    };
  },
  refuseDelete: refuseWhileUsed(
    [
      ["aws:route53/resolverEndpoint:ResolverEndpoint", "ipAddresses.subnetId"],
      ["aws:ec2/vpcEndpoint:VpcEndpoint", "subnetIds"],
      ["aws:lambda/function:Function", "vpcConfig.subnetIds"],
      ["aws:lb/loadBalancer:LoadBalancer", "subnets"],
      ["aws:ec2/instance:Instance", "subnetId"],
      [NAT_GATEWAY, "subnetId"],
    ],
    (id) =>
      violation("EC2 Subnet", id, `The subnet '${id}' has dependencies and cannot be deleted.`),
  ),
};

const internetGateway: Model = {
  type: INTERNET_GATEWAY,
  seconds: 2, // est.
  create(inputs, place) {
    place.require(VPC, inputs["vpcId"], "creating EC2 Internet Gateway");
    const id = `igw-0${place.hex(16)}`;
    const arn = place.arn("ec2", `internet-gateway/${id}`);
    return { id, outputs: { arn, ownerId: place.account } };
  },
};

const routeTable: Model = {
  type: ROUTE_TABLE,
  seconds: 2, // est.
  create(inputs, place) {
    place.require(VPC, inputs["vpcId"], "creating EC2 Route Table");
    const id = `rtb-0${place.hex(16)}`;
    const arn = place.arn("ec2", `route-table/${id}`);
    return { id, outputs: { arn, ownerId: place.account, propagatingVgws: [], routes: [] } };
  },
  refuseDelete: refuseWhileUsed(
    [["aws:ec2/routeTableAssociation:RouteTableAssociation", "routeTableId"]],
    (id) =>
      violation(
        "Route Table",
        id,
        `The routeTable '${id}' has dependencies and cannot be deleted.`,
      ),
  ),
};

const routeTableAssociation: Model = {
  type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  seconds: 1, // est.
  create(inputs, place) {
    const doing = "creating EC2 Route Table Association";
    place.require(ROUTE_TABLE, inputs["routeTableId"], doing);
    place.require(SUBNET, inputs["subnetId"], doing);
    return { id: `rtbassoc-0${place.hex(16)}`, outputs: {} };
  },
};

const route: Model = {
  type: "aws:ec2/route:Route",
  seconds: 1, // est.
  create(inputs, place) {
    const doing = "creating Route";
    place.require(ROUTE_TABLE, inputs["routeTableId"], doing);
    if (inputs["gatewayId"] !== undefined) {
      place.require(INTERNET_GATEWAY, inputs["gatewayId"], doing);
    }
    if (inputs["natGatewayId"] !== undefined) {
      place.require(NAT_GATEWAY, inputs["natGatewayId"], doing);
    }
    const id = `r-${text(inputs["routeTableId"])}${place.number(4_294_967_295, "route")}`;
    return { id, outputs: { origin: "CreateRoute", state: "active" } };
  },
};

const eip: Model = {
  type: EIP,
  seconds: 2, // est.
  create(_, place) {
    const id = `eipalloc-0${place.hex(16)}`;
    // 203.0.113.0/24 is set aside for documentation: never a real address.
    const publicIp = `203.0.113.${1 + place.number(254, "address")}`;
    const arn = place.arn("ec2", `elastic-ip/${id}`);
    return { id, outputs: { allocationId: id, arn, domain: "vpc", publicIp } };
  },
};

const natGateway: Model = {
  type: NAT_GATEWAY,
  seconds: 110, // est.
  create(inputs, place) {
    const doing = "creating EC2 NAT Gateway";
    const home = place.require(SUBNET, inputs["subnetId"], doing);
    const elastic = place.require(EIP, inputs["allocationId"], doing);
    return {
      id: `nat-0${place.hex(16)}`,
      outputs: {
        connectivityType: "public",
        privateIp: subnetAddress(place, home, "nat"),
        publicIp: elastic.attributes["publicIp"],
      },
    };
  },
};

export const networkModels = [
  vpc,
  subnet,
  internetGateway,
  routeTable,
  routeTableAssociation,
  route,
  eip,
  natGateway,
];
