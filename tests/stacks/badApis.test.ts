import { testBadSettings } from "../support/settings";

const AT_ROUTES = "private-api:apis[0].routes";
const METHODS = "ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
const ROUTE = `"METHOD /path", as in "GET /pets/{petId}", with one of ${METHODS}`;
const FOLDER = "a lower-case letter, then up to 37 lower-case letters, digits and dashes";
const API = '    - { name: hello, stage: prod, routes: { "GET /": { lambda: hello } } }\n';
const CUSTOMER = '    - { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }\n';

describe("settings of a service: APIs", () => {
  const badRoute = (name: string, key: string, what: string, fix: string) => ({
    name: `a route ${name}`,
    change: ['"GET /"', `"${key}"`] as [string, string],
    problems: [
      {
        where: `Pulumi.service.yaml:9:${49 + key.length} ${AT_ROUTES}["${key}"]`,
        what,
        value: key,
        allowed: ROUTE,
        fix,
      },
    ],
  });
  const badStage = (name: string, value: string, shown = value) => ({
    name: `a stage ${name}`,
    change: ["stage: prod", `stage: "${value}"`] as [string, string],
    problems: [
      {
        where: "Pulumi.service.yaml:9:29 private-api:apis[0].stage",
        what: "is not a name for a stage",
        value: shown,
        allowed: "1-128 letters, digits, dashes and underscores",
        fix: "stage: prod",
      },
    ],
  });
  testBadSettings("service", [
    badRoute("with an unknown method", "GTE /", "has the unknown method GTE", 'write "GET /"'),
    badRoute("in small letters", "get /a", "has the unknown method get", 'write "GET /a"'),
    badRoute("without a path", "GET a", "is not a method, one space and a path", 'write "GET /a"'),
    badRoute("with an empty part", "GET /a//b", "has an empty path segment", 'write "GET /a/b"'),
    badRoute(
      "without a method",
      "/a/{b}",
      "is not a method, one space and a path",
      'write "GET /a/{b}"',
    ),
    badRoute(
      "of many slips",
      "GTE  a/{b}//c/?d=1",
      "is not a method, one space and a path",
      'write "GET /a/{b}/c"',
    ),
    badRoute(
      "that cannot be guessed",
      "GET /{a+}/b",
      "has the greedy {a+} before the end of the path",
      'write a method and a path, as in "GET /pets/{petId}"',
    ),
    badStage("with a space", "pr od"),
    badStage("with a slash", "prod/1"),
    badStage("without a character", "", '""'),
    {
      name: "two APIs of one name",
      change: [API, API + API],
      problems: [
        {
          where: "Pulumi.service.yaml:10:15 private-api:apis[1].name",
          what: "repeats the API hello",
          value: "hello",
          allowed: "each API once",
          fix: "remove or rename one of the two",
        },
      ],
    },
    {
      name: "a route written twice",
      change: [
        '{ "GET /": { lambda: hello } }',
        '{ "GET /": { lambda: hello }, "GET /": { lambda: hello } }',
      ],
      problems: [
        {
          where: `Pulumi.service.yaml:9:73 ${AT_ROUTES}["GET /"]`,
          what: "repeats the key GET /",
          value: "GET /",
          allowed: "each key once",
          fix: "remove or rename one of the two",
        },
      ],
    },
    {
      name: "two variables at one place",
      change: [
        '"GET /": { lambda: hello }',
        '"GET /{a}": { lambda: hello }, "PUT /{b}": { lambda: hello }',
      ],
      problems: [
        {
          where: `Pulumi.service.yaml:9:88 ${AT_ROUTES}["PUT /{b}"]`,
          what: "has the variable {b} where another route has {a}: API Gateway allows one",
          value: "PUT /{b}",
          allowed: "one variable name at one place",
          fix: "call both {a}",
        },
      ],
    },
    {
      name: "an API without routes",
      change: ['{ "GET /": { lambda: hello } }', "{}"],
      problems: [
        {
          where: `Pulumi.service.yaml:9:43 ${AT_ROUTES}`,
          what: "is empty",
          value: "{}",
          allowed: '"METHOD /path": { lambda: <folder in functions/> }',
          fix: 'routes: { "GET /": { lambda: hello } }',
        },
      ],
    },
    {
      name: "a function whose folder does not exist",
      change: ["lambda: hello", "lambda: helo"],
      problems: [
        {
          where: `Pulumi.service.yaml:9:64 ${AT_ROUTES}["GET /"].lambda`,
          what: "names a function whose folder functions/helo with an index.ts does not exist",
          value: "helo",
          allowed: "hello, petstore",
          fix: "create functions/helo/index.ts, or write hello",
        },
      ],
    },
    {
      name: "a function outside functions/",
      change: ["lambda: hello", "lambda: ../hello"],
      problems: [
        {
          where: `Pulumi.service.yaml:9:64 ${AT_ROUTES}["GET /"].lambda`,
          what: "is not the name of a function folder",
          value: "../hello",
          allowed: FOLDER,
          fix: "lambda: hello",
        },
      ],
    },
    {
      // function-<39 characters>-function and Pulumi's 8 are the 65 that Lambda does not take.
      name: "a function's folder whose function would have too long a name",
      change: ["lambda: hello", `lambda: ${"f".repeat(39)}`],
      problems: [
        {
          where: `Pulumi.service.yaml:9:64 ${AT_ROUTES}["GET /"].lambda`,
          what: "is not the name of a function folder",
          value: "f".repeat(39),
          allowed: FOLDER,
          fix: "lambda: hello",
        },
      ],
    },
    {
      name: "a function's folder of the longest name, which does not exist",
      change: ["lambda: hello", `lambda: ${"f".repeat(38)}`],
      problems: [
        {
          where: `Pulumi.service.yaml:9:64 ${AT_ROUTES}["GET /"].lambda`,
          what: `names a function whose folder functions/${"f".repeat(38)} with an index.ts does not exist`,
          value: "f".repeat(38),
          allowed: "hello, petstore",
          fix: `create functions/${"f".repeat(38)}/index.ts`,
        },
      ],
    },
    {
      name: "an API's name with a capital and an underscore",
      change: ["name: hello", "name: Hello_1"],
      problems: [
        {
          where: "Pulumi.service.yaml:9:15 private-api:apis[0].name",
          what: "is not a name for an API",
          value: "Hello_1",
          allowed: "a lower-case letter, then up to 31 lower-case letters, digits and dashes",
          fix: "name: hello",
        },
      ],
    },
    {
      name: "a word that an option does not know",
      change: ["config:\n", "config:\n  private-api:apiGatewayAccount: existng\n"],
      problems: [
        {
          where: "Pulumi.service.yaml:3:34 private-api:apiGatewayAccount",
          what: "is not allowed here",
          value: "existng",
          allowed: "manage, existing",
          fix: "private-api:apiGatewayAccount: existing",
        },
      ],
    },
    {
      name: "every option that is out of its bounds",
      change: [
        "config:\n",
        "config:\n  private-api:loadBalancer: { healthCheck: { interval: 4 }, rulesPerGroup: 1001 }\n",
      ],
      problems: [
        {
          where: "Pulumi.service.yaml:3:56 private-api:loadBalancer.healthCheck.interval",
          what: "is less than 5",
          value: "4",
          allowed: "a whole number from 5 to 300",
          fix: "interval: 30",
        },
        {
          where: "Pulumi.service.yaml:3:76 private-api:loadBalancer.rulesPerGroup",
          what: "is more than 1000",
          value: "1001",
          allowed: "a whole number from 1 to 1000",
          fix: "rulesPerGroup: 60",
        },
      ],
    },
    {
      name: "a key without a value",
      change: [CUSTOMER, ""],
      problems: [
        {
          where: "Pulumi.service.yaml:10:25 private-api:customers",
          what: "is empty",
          value: "null",
          allowed: "a list of the accounts that call the APIs",
          fix: 'private-api:customers: [{ name: customer, account: "222222222222" }]',
        },
      ],
    },
  ]);
});
