import * as assert from "node:assert/strict";
import { change, SAMPLE } from "../support/project";
import { problemsOf, settingsOf } from "../support/settings";

const ENTRY = '{ name: customer, account: "222222222222", clientCidrs: [10.1.0.0/16] }';
const ROUTE = "{ lambda: hello }";

/** The sample service with another list of customers, and keys below it. */
const service = (entry: string, ...keys: string[]): string =>
  [
    change(SAMPLE.service, ENTRY, entry).trimEnd(),
    ...keys.map((key) => `  private-api:${key}`),
    "",
  ].join("\n");

/** What is wrong with them: where, what and the value. */
function wrong(text: string): string[] {
  return problemsOf(() => settingsOf("service", { service: text })).map(
    ({ where, what }) => `${where.replace(/^\S+ private-api:/, "")}: ${what}`,
  );
}

describe("customers by their ways", () => {
  it("are told apart, and keep what is theirs", () => {
    const text = service(
      '{ name: partner, via: direct, account: "333333333333", apis: [hello] }',
      "onPrem: { vpnGateway: true }",
    ).replace(
      "  private-api:onPrem",
      "    - { name: office, via: onprem, cidrs: [192.168.0.0/16] }\n  private-api:onPrem",
    );
    const settings = settingsOf("service", { service: text });
    assert.ok(settings.role === "service");
    assert.deepEqual(settings.customers, []);
    assert.deepEqual(settings.direct, [
      { name: "partner", account: "333333333333", apis: ["hello"] },
    ]);
    assert.deepEqual(settings.onprem, [
      { name: "office", cidrs: ["192.168.0.0/16"], ownNames: false },
    ]);
    assert.deepEqual(settings.onPrem, { vpnGateway: true, resolver: false });
  });

  const REFUSED: [name: string, text: string, problems: string[]][] = [
    [
      "a direct customer with names, which is a cycle",
      service('{ name: a, via: direct, account: "333333333333", names: [{ kind: execute-api }] }'),
      [
        "customers[0].names: makes a cycle: its endpoint is made before the APIs, whose ids the names would need; its endpoint's private DNS names them all",
      ],
    ],
    [
      "a direct customer of an API that is not there",
      service('{ name: a, via: direct, account: "333333333333", apis: [helo] }'),
      ["customers[0].apis[0]: names an API that the service does not have"],
    ],
    [
      "APIs of a customer that shares the load balancer's endpoint with all others",
      service('{ name: a, account: "333333333333", clientCidrs: [10.1.0.0/16], apis: [hello] }'),
      [
        "customers[0].apis: limits nothing: behind the load balancer all customers arrive through one endpoint",
      ],
    ],
    [
      "a network without ranges",
      service("{ name: office, via: onprem }"),
      ["customers[0].cidrs: is missing"],
    ],
    [
      "a network with an account",
      service('{ name: office, via: onprem, cidrs: [192.168.0.0/16], account: "333333333333" }'),
      ["customers[0].account: is of no use: a network outside AWS has none"],
    ],
    [
      "a network that overlaps the VPC",
      service("{ name: office, via: onprem, cidrs: [10.0.0.0/8] }"),
      ["customers[0].cidrs[0]: overlaps the service's VPC: answers would never leave it"],
    ],
    [
      "a network whose names need a resolver that nobody makes",
      service(
        "{ name: office, via: onprem, cidrs: [192.168.0.0/16], names: [{ kind: execute-api }] }",
      ),
      [
        "customers[0].names: names the APIs by their own names, which resolve on the other side by a resolver endpoint and the endpoint's private DNS alone",
      ],
    ],
    [
      "a network whose names need the private DNS that is off",
      service(
        "{ name: office, via: onprem, cidrs: [192.168.0.0/16], names: [{ kind: execute-api }] }",
        "onPrem: { resolver: true }",
        "endpoint: { privateDns: false }",
      ),
      [
        "customers[0].names: names the APIs by their own names, which resolve on the other side by a resolver endpoint and the endpoint's private DNS alone",
      ],
    ],
    [
      "what a network needs where there is none",
      service(ENTRY, "onPrem: { vpnGateway: true }"),
      ["onPrem: is given, and no customer is via onprem"],
    ],
    [
      "private DNS of an endpoint that is adopted",
      service(ENTRY, "endpoint: { id: vpce-1, securityGroupId: sg-1, privateDns: false }").replace(
        "{ cidr: 10.0.0.0/16, zones: 2 }",
        "{ vpcId: vpc-1, subnetIds: [subnet-1] }",
      ),
      ["endpoint.privateDns: is given for an endpoint to adopt, which has it on or off already"],
    ],
    [
      "half an endpoint to adopt",
      service(ENTRY, "endpoint: { id: vpce-1 }").replace(
        "{ cidr: 10.0.0.0/16, zones: 2 }",
        "{ vpcId: vpc-1, subnetIds: [subnet-1] }",
      ),
      ["endpoint.securityGroupId: is missing"],
    ],
    [
      "more direct customers than a policy can name",
      service(
        Array.from(
          { length: 400 },
          (_, i) =>
            `{ name: c${i}, via: direct, account: "333333333333", vpcEndpointId: vpce-${i} }`,
        ).join("\n    - "),
      ),
      [
        "apis[0].name: has a policy of 10252 characters, which names the endpoints of 400 direct customers",
      ],
    ],
    [
      "a resolver in one zone",
      service(
        "{ name: office, via: onprem, cidrs: [192.168.0.0/16] }",
        "onPrem: { resolver: true }",
      ).replace("zones: 2", "zones: 1"),
      [
        "onPrem.resolver: makes a resolver endpoint, which AWS takes with two addresses or more, in one zone",
      ],
    ],
    [
      "more ranges than the endpoint's group has rules for",
      service(
        `{ name: office, via: onprem, cidrs: [${Array.from({ length: 59 }, (_, i) => `172.16.${i}.0/24`).join(", ")}] }`,
      ),
      ["customers: needs 61 rules in a group, for 59 ranges of networks outside AWS"],
    ],
    [
      "keys of nobody",
      change(SAMPLE.service, "{ lambda: hello }", "{ lambda: hello, auth: api-key }").replace(
        / {2}private-api:customers:[^]*$/,
        "",
      ),
      ['apis[0].routes["GET /"].auth: asks for the key of a customer, and there is no customer'],
    ],
    [
      "two counts of zones",
      change(SAMPLE.service, "zones: 2 }", "zones: 2, subnets: all }"),
      ["network.subnets: means every zone, and zones says how many"],
    ],
  ];
  for (const [name, text, problems] of REFUSED) {
    it(`do not have ${name}`, () => assert.deepEqual(wrong(text), problems));
  }
});

describe("a direct customer's own settings", () => {
  const direct = (keys: string): string =>
    `config:\n  private-api:role: customer\n  private-api:via: direct\n` +
    `  private-api:network: { cidr: 10.1.0.0/16 }\n${keys}`;
  const problems = (keys: string): string[] =>
    problemsOf(() => settingsOf("customer", { customer: direct(keys) })).map(
      ({ where, what }) => `${where.replace(/^\S+ private-api:/, "")}: ${what}`,
    );

  it("need neither a service nor names", () => {
    assert.deepEqual(settingsOf("customer", { customer: direct("") }), {
      role: "customer",
      via: "direct",
      network: { cidr: "10.1.0.0/16" },
      names: [],
      client: false,
      probe: false,
    });
  });

  for (const [key, value] of [
    ["serviceStack", "service"],
    ["serviceContract", "contract.json"],
    ["names", "[{ kind: execute-api }]"],
  ]) {
    it(`refuse ${key}, which is a cycle`, () => {
      assert.deepEqual(problems(`  private-api:${key}: ${value}\n`), [
        `${key}: makes a cycle: the APIs' policy names this customer's endpoint, so its stack is built before them`,
      ]);
    });
  }

  it("refuse the client's group where there is no client", () => {
    assert.deepEqual(problems("  private-api:clientSources: [client]\n"), [
      "clientSources[0]: means the client instance, which is not switched on",
    ]);
  });

  it("refuse the probe's group where there is no probe, and take it where there is one", () => {
    const sources = "  private-api:clientSources: [probe]\n";
    assert.deepEqual(problems(sources), [
      "clientSources[0]: means the probe, which is not switched on",
    ]);
    assert.deepEqual(problems(`${sources}  private-api:probe: true\n`), []);
  });

  it("refuse sources that are none", () => {
    assert.deepEqual(problems("  private-api:clientSources: [0.0.0.0/0, clients]\n"), [
      "clientSources[0]: opens the load balancer to every address",
      "clientSources[1]: is not an IPv4 range",
    ]);
  });

  it("are refused at a customer of the endpoint service", () => {
    const customer = `${SAMPLE.customer}  private-api:clientSources: [10.1.0.0/16]\n`;
    assert.deepEqual(
      problemsOf(() => settingsOf("customer", { customer })).map(({ what }) => what),
      ["is for customers with via: direct"],
    );
  });
});

describe("what answers a route", () => {
  const route = (text: string): string => change(SAMPLE.service, ROUTE, text);

  it("may be a fixed answer or another service, with or without credentials", () => {
    const text = change(
      SAMPLE.service,
      `"GET /": ${ROUTE}`,
      '"GET /": { mock: { status: 204 } }, "GET /a/{b}": { http: "https://x.example.com/{b}", auth: iam }',
    );
    const settings = settingsOf("service", { service: text });
    assert.ok(settings.role === "service");
    assert.deepEqual(settings.apis[0]?.routes, {
      "GET /": { mock: { status: 204, body: "", headers: {} }, auth: "none" },
      "GET /a/{b}": { http: "https://x.example.com/{b}", auth: "iam" },
    });
  });

  const REFUSED: [name: string, text: string, problems: string[]][] = [
    ["nothing", "{ auth: none }", ['apis[0].routes["GET /"]: names nothing that answers']],
    [
      "two things",
      "{ lambda: hello, mock: {} }",
      ['apis[0].routes["GET /"]: names lambda and mock'],
    ],
    [
      "a header that cannot be fixed",
      '{ mock: { headers: { X-A: "it\'s" } } }',
      [
        'apis[0].routes["GET /"].mock.headers.X-A: holds a single quote or a line break, which a fixed header cannot',
      ],
    ],
    [
      "a service that is no address",
      "{ http: pets.example.com }",
      ['apis[0].routes["GET /"].http: is not the address of a service'],
    ],
    [
      "a variable that the route does not have",
      '{ http: "https://x.example.com/{id}" }',
      ['apis[0].routes["GET /"].http: names the variable {id}, which the route does not have'],
    ],
    [
      "an authorizer that the API does not have",
      "{ lambda: hello, auth: authorizer }",
      ['apis[0].routes["GET /"].auth: asks for an authorizer, and the API names none'],
    ],
  ];
  const API = "stage: prod,";
  const objects = (text: string, to: string): string => change(text, API, `${API} objects: ${to},`);
  const S3: [name: string, text: string, problems: string[]][] = [
    [
      "objects of no bucket",
      route("{ s3: { key: a } }"),
      ['apis[0].routes["GET /"].s3: asks for objects, and the API names none'],
    ],
    [
      "a bucket that no route asks",
      objects(SAMPLE.service, "{}"),
      ["apis[0].objects: are asked for by no route"],
    ],
    [
      "an object that nothing names",
      objects(route("{ s3: {} }"), "{}"),
      ['apis[0].routes["GET /"].s3: leaves open which object is meant: the path has 0 variables'],
    ],
    [
      "every verb at once",
      objects(change(SAMPLE.service, `"GET /": ${ROUTE}`, '"ANY /{proxy+}": { s3: {} }'), "{}"),
      ['apis[0].routes["ANY /{proxy+}"].s3: hands on ANY, and an integration calls S3 by one verb'],
    ],
    [
      "a prefix that leads up",
      objects(route("{ s3: { key: a } }"), "{ prefix: site/../ }"),
      [
        "apis[0].objects.prefix: holds . or .., which are parts of a key like any other and lead nowhere",
      ],
    ],
    [
      "files of a bucket of others, or of nowhere",
      objects(route("{ s3: { key: a } }"), "{ bucket: my-bucket, files: site }"),
      ["apis[0].objects.files: are for a bucket that is made here"],
    ],
    [
      "files of nowhere",
      objects(route("{ s3: { key: a } }"), "{ files: site }"),
      ["apis[0].objects.files: names no folder that there is"],
    ],
    [
      "a template beside objects",
      objects(
        change(
          SAMPLE.service,
          `"GET /": ${ROUTE}`,
          '"GET /": { s3: { key: a } }, "GET /b": { mock: {} }',
        ),
        "{}",
      ),
      [
        'apis[0].routes["GET /b"]: is made by a template, and an API with objects passes bytes alone',
      ],
    ],
    [
      "an action by a role that may do all",
      route(
        '{ aws: { service: dynamodb, action: GetItem, role: [{ actions: ["dynamodb:*"], resources: ["*"] }], responses: [{ status: 200 }] } }',
      ),
      [
        'apis[0].routes["GET /"].aws.role[0].actions[0]: is not one action of a service',
        'apis[0].routes["GET /"].aws.role[0].resources[0]: is not the ARN of something',
      ],
    ],
    [
      "two answers of one status",
      route(
        "{ aws: { service: sqs, path: a, responses: [{ status: 400, pattern: 4.. }, { status: 400 }] } }",
      ),
      ['apis[0].routes["GET /"].aws.responses[1].status: repeats the status 400'],
    ],
    [
      "mappings from nowhere",
      route(
        "{ aws: { service: sqs, path: 'a/{b}', parameters: { integration.request.header.X: foo }, responses: [{ status: 200, headers: { A: plain } }, { status: 400, pattern: '[' }] } }",
      ),
      [
        'apis[0].routes["GET /"].aws.parameters["integration.request.header.X"]: is not where a part of a request can come from',
        'apis[0].routes["GET /"].aws.responses[0].headers.A: is not where a header\'s value can come from',
        'apis[0].routes["GET /"].aws.responses[1].pattern: is not a regular expression',
        'apis[0].routes["GET /"].aws.path: holds the variable {b}, which nothing gives a value',
      ],
    ],
    [
      "every bucket by another wildcard",
      route(
        "{ aws: { service: s3, path: a, role: [{ actions: [s3:GetObject], resources: ['arn:aws:s3:::?*'] }], responses: [{ status: 200 }] } }",
      ),
      ['apis[0].routes["GET /"].aws.role[0].resources[0]: is not the ARN of something'],
    ],
    [
      "a sign-in without a body",
      route(`{ cognito: { clientId: ${"a".repeat(26)} } }`),
      [
        'apis[0].routes["GET /"].cognito: signs in with a name and a password, which a body carries',
      ],
    ],
    [
      "an action and a path",
      route(
        "{ aws: { service: sqs, action: SendMessage, path: a, responses: [{ status: 200 }] } }",
      ),
      ['apis[0].routes["GET /"].aws: names action and path'],
    ],
    [
      "an action without an answer for the rest",
      route('{ aws: { service: sqs, path: a, responses: [{ status: 200, pattern: "200" }] } }'),
      ['apis[0].routes["GET /"].aws.responses: has 0 answers without a pattern'],
    ],
  ];

  for (const [name, text, problems] of S3) {
    it(`is not ${name}`, () => assert.deepEqual(wrong(text), problems));
  }

  for (const [name, text, problems] of REFUSED) {
    it(`is not ${name}`, () => assert.deepEqual(wrong(route(text)), problems));
  }

  it("is asked by the API's authorizer, where it has one", () => {
    const text = change(SAMPLE.service, "stage: prod,", "stage: prod, authorizer: hello,");
    assert.deepEqual(wrong(text), ["apis[0].authorizer: is asked by no route"]);
  });
});
