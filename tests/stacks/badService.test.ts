import { testBadSettings } from "../support/settings";

const KEYS =
  "role, network, apis, customers, endpoint, onPrem, client, probe, apiGatewayAccount, loadBalancer, lambda";
const ACCOUNT = "a string of 12 digits, in quotes";
const AT_ACCOUNT = "Pulumi.service.yaml:11:34 private-api:customers[0].account";
const AT_ROUTES = "private-api:apis[0].routes";
const CUSTOMER = '    - { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }\n';

describe("settings of a service: keys and role", () => {
  testBadSettings("service", [
    {
      name: "an unknown key, and names the nearest",
      change: ["private-api:apis", "private-api:apiz"],
      problems: [
        {
          where: "Pulumi.service.yaml:9:5 private-api:apiz",
          what: "is an unknown key; did you mean apis?",
          value: "apiz",
          allowed: KEYS,
          fix: "rename apiz to apis",
        },
      ],
    },
    {
      name: "an unknown key that resembles none",
      change: ["config:\n", "config:\n  private-api:certificate: 1\n"],
      problems: [
        {
          where: "Pulumi.service.yaml:3:28 private-api:certificate",
          what: "is an unknown key",
          value: "certificate",
          allowed: KEYS,
          fix: "remove certificate",
        },
      ],
    },
    {
      name: "an unknown key inside another",
      change: ["zones: 2", "zonse: 2"],
      problems: [
        {
          where: "Pulumi.service.yaml:7:52 private-api:network.zonse",
          what: "is an unknown key; did you mean zones?",
          value: "zonse",
          allowed: "cidr, zones, subnets, vpcId, subnetIds",
          fix: "rename zonse to zones",
        },
      ],
    },
    {
      name: "a slip of a key that is there besides",
      change: ["stage: prod,", "stage: prod, stge: prod,"],
      problems: [
        {
          where: "Pulumi.service.yaml:9:41 private-api:apis[0].stge",
          what: "is an unknown key; did you mean stage?",
          value: "stge",
          allowed: "name, description, stage, authorizer, objects, routes",
          fix: "remove stge",
        },
      ],
    },
    {
      name: "an unknown key of a route",
      change: ["{ lambda: hello }", "{ lamda: hello }"],
      problems: [
        {
          where: `Pulumi.service.yaml:9:63 ${AT_ROUTES}["GET /"].lamda`,
          what: "is an unknown key; did you mean lambda?",
          value: "lamda",
          allowed: "lambda, mock, http, s3, aws, cognito, auth",
          fix: "rename lamda to lambda",
        },
      ],
    },
    {
      name: "a missing role",
      change: ["  private-api:role: service\n", ""],
      problems: [
        {
          where: "Pulumi.service.yaml:2:1 private-api:role",
          what: "is missing",
          allowed: "service, customer",
          fix: "private-api:role: service",
        },
      ],
    },
    {
      name: "a wrong role, and names the nearest",
      change: ["role: service", "role: custommer"],
      problems: [
        {
          where: "Pulumi.service.yaml:6:21 private-api:role",
          what: "is not a role",
          value: "custommer",
          allowed: "service, customer",
          fix: "private-api:role: customer",
        },
      ],
    },
  ]);
});

describe("settings of a service: accounts", () => {
  const bad = (name: string, yaml: string, what: string, value: string, fix: string) => ({
    name: `an account that is ${name}`,
    change: ['account: "222222222222"', `account: ${yaml}`] as [string, string],
    problems: [{ where: AT_ACCOUNT, what, value, allowed: ACCOUNT, fix }],
  });
  const example = 'account: "111111111111"';
  testBadSettings("service", [
    bad("a number", "222222222222", "is a number", "222222222222", 'account: "222222222222"'),
    bad(
      "a number that loses its zero",
      "010000000007",
      "is a number",
      "010000000007",
      'account: "010000000007"',
    ),
    bad("short", '"2222"', "is not an AWS account id", "2222", example),
    bad("long", '"2222222222223"', "is not an AWS account id", "2222222222223", example),
    bad("not of digits", '"22222222222x"', "is not an AWS account id", "22222222222x", example),
    bad("empty", '""', "is not an AWS account id", '""', example),
    {
      name: "a customer without an account",
      change: ['account: "222222222222", ', ""],
      problems: [
        {
          where: "Pulumi.service.yaml:11:7 private-api:customers[0].account",
          what: "is missing",
          allowed: ACCOUNT,
          fix: example,
        },
      ],
    },
    {
      name: "two customers of one name",
      change: [CUSTOMER, CUSTOMER + CUSTOMER],
      problems: [
        {
          where: "Pulumi.service.yaml:12:15 private-api:customers[1].name",
          what: "repeats the customer customer",
          value: "customer",
          allowed: "each customer once",
          fix: "remove or rename one of the two",
        },
      ],
    },
    {
      name: "a customer's name that no stack can have",
      change: ["name: customer", 'name: "cus tomer/1"'],
      problems: [
        {
          where: "Pulumi.service.yaml:11:15 private-api:customers[0].name",
          what: "is not a name for a stack",
          value: "cus tomer/1",
          allowed: "1-100 letters, digits, dots, dashes and underscores",
          fix: "name: customer",
        },
      ],
    },
    {
      name: "a customer without clientCidrs whose file is not beside",
      change: [CUSTOMER, '    - { name: other, account: "222222222222" }\n'],
      problems: [
        {
          where: "Pulumi.service.yaml:11:7 private-api:customers[0]",
          what: "has no clientCidrs, and Pulumi.other.yaml with a network.cidr is not beside it",
          value: "other",
          allowed:
            "the ranges of the customer's clients; PrivateLink shows the client's own address",
          fix: "clientCidrs: [10.1.0.0/16], or create Pulumi.other.yaml",
        },
      ],
    },
  ]);
});
