import { testBadSettings } from "../support/settings";

const CIDR = "an aligned IPv4 range from /16 to /24";
const CLIENT_CIDR = "an aligned IPv4 range such as 10.1.0.0/16";
const EITHER = "{ cidr, zones } to make a VPC, or { vpcId, subnetIds } to adopt one";
const ZONES = "a whole number from 1 to 6";
const NETWORK = "Pulumi.service.yaml:7:24 private-api:network";
const AT_CIDR = "Pulumi.service.yaml:7:32 private-api:network.cidr";
const AT_ZONES = "Pulumi.service.yaml:7:52 private-api:network.zones";
const AT_CLIENTS = "private-api:customers[0].clientCidrs";
const SAMPLE_NETWORK = "{ cidr: 10.0.0.0/16, zones: 2 }";

function badCidr(name: string, value: string, what: string, fix: string) {
  return {
    name: `a range of the network that is ${name}`,
    change: ["10.0.0.0/16", value] as [string, string],
    problems: [{ where: AT_CIDR, what, value, allowed: CIDR, fix }],
  };
}

function badZones(value: string, what: string) {
  return {
    name: `${value} zones`,
    change: ["zones: 2", `zones: ${value}`] as [string, string],
    problems: [{ where: AT_ZONES, what, value, allowed: ZONES, fix: "zones: 2" }],
  };
}

function badNetwork(name: string, yaml: string, what: string, value: string, fix: string) {
  return {
    name,
    change: [SAMPLE_NETWORK, yaml] as [string, string],
    problems: [{ where: NETWORK, what, value, allowed: EITHER, fix }],
  };
}

describe("settings of a network", () => {
  testBadSettings("service", [
    badCidr("short of a number", "10.0.0/16", "is not an IPv4 range", "cidr: 10.0.0.0/16"),
    badCidr("without a prefix", "10.0.0.0", "is not an IPv4 range", "cidr: 10.0.0.0/16"),
    badCidr("beyond 255", "10.0.0.256/16", "is not an IPv4 range", "cidr: 10.0.0.0/16"),
    badCidr("beyond /32", "10.0.0.0/33", "is not an IPv4 range", "cidr: 10.0.0.0/16"),
    badCidr("of IPv6", "fd00::/56", "is not an IPv4 range", "cidr: 10.0.0.0/16"),
    badCidr("a number", "10", "is a number", "cidr: 10.0.0.0/16"),
    badCidr(
      "not aligned",
      "10.0.3.0/16",
      "is not aligned: the range that holds it is 10.0.0.0/16",
      "write 10.0.0.0/16",
    ),
    badCidr(
      "too small for its slots",
      "10.0.0.128/25",
      "is too small to be cut into 16 subnets",
      "write 10.0.0.0/24",
    ),
    badCidr("larger than a VPC", "10.0.0.0/15", "is larger than a VPC can be", "write 10.0.0.0/16"),
    badZones("0", "is less than 1"),
    badZones("-1", "is less than 1"),
    badZones("7", "is more than 6"),
    badZones("1.5", "is not a whole number"),
    badZones("two", "is a string"),
    badNetwork(
      "a network that is a range alone",
      "10.0.0.0/16",
      "is a string",
      "10.0.0.0/16",
      "private-api:network: { cidr: 10.0.0.0/16 }",
    ),
    badNetwork(
      "a network with zones alone",
      "{ zones: 2 }",
      "lacks cidr",
      '{"zones":2}',
      "add cidr: 10.0.0.0/16",
    ),
    badNetwork(
      "an adopted VPC without subnets",
      "{ vpcId: vpc-1 }",
      "lacks subnetIds",
      '{"vpcId":"vpc-1"}',
      "add subnetIds: [subnet-0123456789abcdef0]",
    ),
    badNetwork(
      "adopted subnets without their VPC",
      "{ subnetIds: [subnet-1] }",
      "lacks vpcId",
      '{"subnetIds":["subnet-1"]}',
      "add vpcId: vpc-0123456789abcdef0",
    ),
    badNetwork(
      "a network that is both made and adopted",
      "{ cidr: 10.0.0.0/16, vpcId: vpc-1, subnetIds: [subnet-1] }",
      "both makes a VPC and adopts one",
      '{"cidr":"10.0.0.0/16","vpcId":"vpc-1","subnetIds":["subnet-1"]}',
      "remove cidr, zones and subnets, or vpcId and subnetIds",
    ),
    ...(
      [
        ["0.0.0.0/16", "0.0.0.0/8, which means this network"],
        ["0.255.0.0/16", "0.0.0.0/8, which means this network"],
        ["127.3.0.0/16", "127.0.0.0/8, which means the machine itself"],
        ["169.254.4.0/24", "169.254.0.0/16, which means the link, where EC2's own services answer"],
        ["239.1.0.0/16", "224.0.0.0/4, which means multicast"],
      ] as const
    ).map(([cidr, range]) => ({
      name: `the reserved range ${cidr}`,
      change: ["10.0.0.0/16", cidr] as [string, string],
      problems: [
        {
          where: "Pulumi.service.yaml:7:32 private-api:network.cidr",
          what: `lies in ${range}`,
          value: cidr,
          allowed: "a range of your own, best of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
          fix: "cidr: 10.0.0.0/16",
        },
      ],
    })),
    ...(
      [
        [".inf", "is not a whole number"],
        [".nan", "is not a whole number"],
        ["1.5", "is not a whole number"],
        ["1e24", "is more than 6"],
        ["-0x7", "is a string"],
      ] as const
    ).map(([zones, what]) => ({
      name: `${zones} zones, shown as they are written`,
      change: ["zones: 2", `zones: ${zones}`] as [string, string],
      problems: [
        {
          where: "Pulumi.service.yaml:7:52 private-api:network.zones",
          what,
          value: zones,
          allowed: "a whole number from 1 to 6",
          fix: "zones: 2",
        },
      ],
    })),
    {
      name: "an endpoint to adopt in a VPC to make",
      change: [
        "config:\n",
        "config:\n  private-api:endpoint: { id: vpce-1, securityGroupId: sg-1 }\n",
      ],
      problems: [
        {
          where: "Pulumi.service.yaml:3:25 private-api:endpoint",
          what: "is an endpoint to adopt, in a VPC that this stack is to make",
          value: '{"id":"vpce-1","securityGroupId":"sg-1"}',
          allowed: "beside network: { vpcId, subnetIds }, the VPC that the endpoint is in",
          fix: "adopt the endpoint's VPC and subnets under network, or remove endpoint",
        },
      ],
    },
    {
      name: "no network",
      change: [`  private-api:network: ${SAMPLE_NETWORK}\n`, ""],
      problems: [
        {
          where: "Pulumi.service.yaml:2:1 private-api:network",
          what: "is missing",
          allowed: EITHER,
          fix: "private-api:network: { cidr: 10.0.0.0/16 }",
        },
      ],
    },
    {
      name: "ids that are not what they should be of",
      change: [SAMPLE_NETWORK, "{ vpcId: subnet-1, subnetIds: [subnet-1, vpc-1] }"],
      problems: [
        {
          where: "Pulumi.service.yaml:7:33 private-api:network.vpcId",
          what: "is not the id of a VPC",
          value: "subnet-1",
          allowed: "an id such as vpc-0123456789abcdef0",
          fix: "vpcId: vpc-0123456789abcdef0",
        },
        {
          where: "Pulumi.service.yaml:7:65 private-api:network.subnetIds[1]",
          what: "is not the id of a subnet",
          value: "vpc-1",
          allowed: "an id such as subnet-0123456789abcdef0",
          fix: "write subnet-0123456789abcdef0",
        },
      ],
    },
    {
      name: "a subnet named twice",
      change: [SAMPLE_NETWORK, "{ vpcId: vpc-1, subnetIds: [subnet-1, subnet-1] }"],
      problems: [
        {
          where: "Pulumi.service.yaml:7:62 private-api:network.subnetIds[1]",
          what: "repeats the subnet subnet-1",
          value: "subnet-1",
          allowed: "each subnet once",
          fix: "remove or rename one of the two",
        },
      ],
    },
  ]);
});

describe("settings of clients' ranges", () => {
  testBadSettings("service", [
    {
      name: "every range of a list that is wrong",
      change: ["[10.1.0.0/16]", "[10.1.0.0/16, 10.1.0.1/16, 300.1.1.1/8, 0.0.0.0/0]"],
      problems: [
        {
          where: `Pulumi.service.yaml:11:77 ${AT_CLIENTS}[1]`,
          what: "is not aligned: the range that holds it is 10.1.0.0/16",
          value: "10.1.0.1/16",
          allowed: CLIENT_CIDR,
          fix: "write 10.1.0.0/16",
        },
        {
          where: `Pulumi.service.yaml:11:90 ${AT_CLIENTS}[2]`,
          what: "is not an IPv4 range",
          value: "300.1.1.1/8",
          allowed: CLIENT_CIDR,
          fix: "write 10.1.0.0/16",
        },
        {
          where: `Pulumi.service.yaml:11:103 ${AT_CLIENTS}[3]`,
          what: "opens the load balancer to every address",
          value: "0.0.0.0/0",
          allowed: "the ranges the clients' machines have their addresses from, /8 at most",
          fix: "write 10.1.0.0/16",
        },
      ],
    },
    {
      name: "two halves of the whole internet",
      change: ["[10.1.0.0/16]", "[0.0.0.0/1, 128.0.0.0/1, 10.0.0.0/8]"],
      problems: [
        [64, "0.0.0.0/1"],
        [75, "128.0.0.0/1"],
      ].map(([column, value], i) => ({
        where: `Pulumi.service.yaml:11:${column} ${AT_CLIENTS}[${i}]`,
        what: "opens the load balancer to a large part of all addresses",
        value: String(value),
        allowed: "the ranges the clients' machines have their addresses from, /8 at most",
        fix: "write 10.1.0.0/16",
      })),
    },
    {
      name: "one range that is no list",
      change: ["[10.1.0.0/16]", "10.1.0.0/16"],
      problems: [
        {
          where: `Pulumi.service.yaml:11:63 ${AT_CLIENTS}`,
          what: "is a string",
          value: "10.1.0.0/16",
          allowed: "a list of aligned IPv4 ranges",
          fix: "clientCidrs: [10.1.0.0/16]",
        },
      ],
    },
    {
      name: "an empty list of ranges",
      change: ["[10.1.0.0/16]", "[]"],
      problems: [
        {
          where: `Pulumi.service.yaml:11:63 ${AT_CLIENTS}`,
          what: "is empty",
          value: "[]",
          allowed: "a list of aligned IPv4 ranges",
          fix: "clientCidrs: [10.1.0.0/16]",
        },
      ],
    },
    {
      name: "more ranges than a group holds rules for",
      change: [
        "private-api:network:",
        "private-api:loadBalancer: { rulesPerGroup: 1 }\n  private-api:network:",
      ],
      problems: [
        {
          where: "Pulumi.service.yaml:12:5 private-api:customers",
          what: "needs 2 rules in the load balancer's group, one per distinct range",
          value: "2",
          allowed: '1, the quota "inbound rules per security group"',
          fix: "have the quota raised and set private-api:loadBalancer: { rulesPerGroup: 2 }, or summarise ranges",
        },
      ],
    },
    {
      // The adopted VPC's own range has a rule besides the customer's.
      name: "more ranges than a group holds rules for, in an adopted VPC",
      change: [
        SAMPLE_NETWORK,
        "{ vpcId: vpc-1, subnetIds: [subnet-1] }\n  private-api:loadBalancer: { rulesPerGroup: 1 }",
      ],
      problems: [
        {
          where: "Pulumi.service.yaml:12:5 private-api:customers",
          what: "needs 2 rules in the load balancer's group, one per distinct range",
          value: "2",
          allowed: '1, the quota "inbound rules per security group"',
          fix: "have the quota raised and set private-api:loadBalancer: { rulesPerGroup: 2 }, or summarise ranges",
        },
      ],
    },
  ]);
});
