import { testBadInput } from "../support/badInput";
import { changed } from "../support/project";

const KEYS =
  "role, network, apis, customers, endpoint, onPrem, client, probe, apiGatewayAccount, loadBalancer, lambda";

const CIDR = "  allowed: an aligned IPv4 range from /16 to /24";

const API = '    - { name: hello, stage: prod, routes: { "GET /": { lambda: hello } } }\n';

const CUSTOMER = '    - { name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }\n';

const AT_CIDR = "Pulumi.service.yaml:7:32 private-api:network.cidr";

/** A value as messages show it, where that is not as YAML has it. */
const shownAs: Record<string, string> = {
  "{ team: edge }": '{"team":"edge"}',
  "{ tags: { team: 1 } }": '{"tags":{"team":1}}',
  "{ tags: [team] }": '{"tags":["team"]}',
};

const ONCE = "  fix:     remove or rename one of the two";

testBadInput("bad settings of one stack", [
  {
    name: "an unknown key under private-api:",
    files: changed("service", "private-api:network:", "private-api:netwrok:"),
    message: [
      "Pulumi.service.yaml:7:24 private-api:netwrok: is an unknown key; did you mean network?",
      "  value:   netwrok",
      `  allowed: ${KEYS}`,
      "  fix:     rename netwrok to network",
    ],
  },
  {
    name: "a wrong role",
    files: changed("service", "role: service", "role: servce"),
    message: [
      "Pulumi.service.yaml:6:21 private-api:role: is not a role",
      "  value:   servce",
      "  allowed: service, customer",
      "  fix:     private-api:role: service",
    ],
  },
  {
    name: "a missing role",
    files: changed("customer", "  private-api:role: customer\n", ""),
    message: [
      "Pulumi.customer.yaml:2:1 private-api:role: is missing",
      "  allowed: service, customer",
      "  fix:     private-api:role: customer",
    ],
  },
  {
    name: "YAML that does not parse, with line and column",
    files: changed("service", "zones: 2 }", "zones: 2"),
    message: [
      "Pulumi.service.yaml:8:3: is not YAML: flow map in block collection must be sufficiently indented and end with a }",
      "  value:   private-api:apis:",
      "  allowed: YAML 1.2, indented by spaces",
      "  fix:     mend this line, or what is open before it",
    ],
  },
  {
    name: "a customer's account that is a number",
    files: changed("service", 'account: "222222222222"', "account: 222222222222"),
    message: [
      "Pulumi.service.yaml:11:34 private-api:customers[0].account: is a number",
      "  value:   222222222222",
      "  allowed: a string of 12 digits, in quotes",
      '  fix:     account: "222222222222"',
    ],
  },
  {
    name: "a stack's own account that is a number",
    files: changed("service", '["111111111111"]', "[111111111119]"),
    message: [
      "Pulumi.service.yaml:5:26 aws:allowedAccountIds: is not one account id",
      "  value:   [111111111119]",
      "  allowed: one string of 12 digits, in quotes, in a list: one account per stack",
      '  fix:     aws:allowedAccountIds: ["111111111119"]',
    ],
  },
  {
    name: "a stack's own account that is a number and would lose its zero",
    files: changed("service", '["111111111111"]', "[010000000007]"),
    message: [
      "Pulumi.service.yaml:5:26 aws:allowedAccountIds: is not one account id",
      "  value:   [010000000007]",
      "  allowed: one string of 12 digits, in quotes, in a list: one account per stack",
      '  fix:     aws:allowedAccountIds: ["010000000007"]',
    ],
  },
  ...["hello", "[1]", "{ team: edge }", "{ tags: { team: 1 } }", "{ tags: [team] }"].map(
    (tags) => ({
      name: `default tags that are ${tags}`,
      files: changed("service", "config:\n", `config:\n  aws:defaultTags: ${tags}\n`),
      message: [
        "Pulumi.service.yaml:3:20 aws:defaultTags: is not a map of tags",
        `  value:   ${shownAs[tags] ?? tags}`,
        "  allowed: { tags: { <key>: <text> } }",
        "  fix:     aws:defaultTags: { tags: { team: edge } }",
      ],
    }),
  ),
  {
    name: "a stack without an account",
    files: changed("customer", '  aws:allowedAccountIds: ["222222222222"]\n', ""),
    message: [
      "Pulumi.customer.yaml:2:1 aws:allowedAccountIds: is missing",
      "  allowed: one string of 12 digits, in quotes, in a list: one account per stack",
      '  fix:     aws:allowedAccountIds: ["111111111111"]',
    ],
  },
  {
    name: "a malformed CIDR",
    files: changed("service", "10.0.0.0/16", "10.0.0/16"),
    message: [
      `${AT_CIDR}: is not an IPv4 range`,
      "  value:   10.0.0/16",
      CIDR,
      "  fix:     cidr: 10.0.0.0/16",
    ],
  },
  {
    name: "a CIDR that is not aligned",
    files: changed("service", "10.0.0.0/16", "10.0.3.0/16"),
    message: [
      `${AT_CIDR}: is not aligned: the range that holds it is 10.0.0.0/16`,
      "  value:   10.0.3.0/16",
      CIDR,
      "  fix:     write 10.0.0.0/16",
    ],
  },
  {
    name: "a CIDR too small for its slots",
    files: changed("service", "10.0.0.0/16", "10.0.0.0/25"),
    message: [
      `${AT_CIDR}: is too small to be cut into 16 subnets`,
      "  value:   10.0.0.0/25",
      CIDR,
      "  fix:     write 10.0.0.0/24",
    ],
  },
  ...(
    [
      ["0", "is less than 1"],
      ["7", "is more than 6"],
    ] as const
  ).map(([value, what]) => ({
    name: `${value} zones`,
    files: changed("service", "zones: 2", `zones: ${value}`),
    message: [
      `Pulumi.service.yaml:7:52 private-api:network.zones: ${what}`,
      `  value:   ${value}`,
      "  allowed: a whole number from 1 to 6",
      "  fix:     zones: 2",
    ],
  })),
  {
    name: "a duplicate API",
    files: changed("service", API, API + API),
    message: [
      "Pulumi.service.yaml:10:15 private-api:apis[1].name: repeats the API hello",
      "  value:   hello",
      "  allowed: each API once",
      ONCE,
    ],
  },
  {
    name: "a duplicate customer",
    files: changed("service", CUSTOMER, CUSTOMER + CUSTOMER),
    message: [
      "Pulumi.service.yaml:12:15 private-api:customers[1].name: repeats the customer customer",
      "  value:   customer",
      "  allowed: each customer once",
      ONCE,
    ],
  },
  {
    name: "a duplicate route",
    files: changed(
      "service",
      '"GET /": { lambda: hello }',
      '"GET /": { lambda: hello }, "GET /": { lambda: hello }',
    ),
    message: [
      'Pulumi.service.yaml:9:73 private-api:apis[0].routes["GET /"]: repeats the key GET /',
      "  value:   GET /",
      "  allowed: each key once",
      ONCE,
    ],
  },
  {
    name: "a duplicate record",
    files: changed(
      "customer",
      "record: vpce }\n",
      "record: vpce }\n    - { kind: vanity, zone: hoge.co.jp, record: vpce.hoge.co.jp }\n",
    ),
    message: [
      "Pulumi.customer.yaml:12:7 private-api:names[2]: repeats the name vpce.hoge.co.jp",
      "  value:   vpce.hoge.co.jp",
      "  allowed: each name once",
      ONCE,
    ],
  },
  {
    name: "forbidden characters in a stage",
    files: changed("service", "stage: prod", "stage: prod/v1"),
    message: [
      "Pulumi.service.yaml:9:29 private-api:apis[0].stage: is not a name for a stage",
      "  value:   prod/v1",
      "  allowed: 1-128 letters, digits, dashes and underscores",
      "  fix:     stage: prod",
    ],
  },
  {
    name: "forbidden characters in an API's name",
    files: changed("service", "name: hello", "name: Hello!"),
    message: [
      "Pulumi.service.yaml:9:15 private-api:apis[0].name: is not a name for an API",
      "  value:   Hello!",
      "  allowed: a lower-case letter, then up to 31 lower-case letters, digits and dashes",
      "  fix:     name: hello",
    ],
  },
  {
    name: "forbidden characters in a customer's name",
    files: changed("service", "name: customer", "name: cus/tomer"),
    message: [
      "Pulumi.service.yaml:11:15 private-api:customers[0].name: is not a name for a stack",
      "  value:   cus/tomer",
      "  allowed: 1-100 letters, digits, dots, dashes and underscores",
      "  fix:     name: customer",
    ],
  },
  {
    name: "forbidden characters in a record's name",
    files: changed("customer", "record: vpce", "record: vp ce"),
    message: [
      "Pulumi.customer.yaml:11:49 private-api:names[1].record: is not a name for a record",
      "  value:   vp ce",
      "  allowed: labels of lower-case letters, digits, dashes and underscores",
      "  fix:     record: vpce",
    ],
  },
  {
    name: "a customer without clientCidrs whose own file is not beside it",
    files: changed(
      "service",
      CUSTOMER,
      `${CUSTOMER}    - { name: partner, account: "333333333333" }\n`,
    ),
    message: [
      "Pulumi.service.yaml:12:7 private-api:customers[1]: has no clientCidrs, and Pulumi.partner.yaml with a network.cidr is not beside it",
      "  value:   partner",
      "  allowed: the ranges of the customer's clients; PrivateLink shows the client's own address",
      "  fix:     clientCidrs: [10.1.0.0/16], or create Pulumi.partner.yaml",
    ],
  },
  {
    name: "a record outside its zone",
    files: changed("customer", "record: vpce", "record: vpce.example.com"),
    message: [
      "Pulumi.customer.yaml:11:49 private-api:names[1].record: lies outside its zone hoge.co.jp",
      "  value:   vpce.example.com",
      "  allowed: one label, or a full name that ends in the zone's",
      "  fix:     record: vpce  or  record: vpce.hoge.co.jp",
    ],
  },
  {
    name: "a function folder that does not exist",
    files: changed("service", "lambda: hello", "lambda: helo"),
    message: [
      'Pulumi.service.yaml:9:64 private-api:apis[0].routes["GET /"].lambda: names a function whose folder functions/helo with an index.ts does not exist',
      "  value:   helo",
      "  allowed: hello, petstore",
      "  fix:     create functions/helo/index.ts, or write hello",
    ],
  },
]);
