import * as assert from "node:assert/strict";
import * as path from "path";
import { loadProject } from "../../automation/project";
import { runProgram, type Monitor } from "../../simulator/sdk";
import type { Settings } from "../../stacks/parseSettings";
import { stackSettings } from "../../stacks/settings";
import { readSettingsFile } from "../../stacks/settingsFile";
import { change, makeProject, SAMPLE } from "../support/project";
import { problemsOf, settingsOf } from "../support/settings";

/** The sample settings of the service with every default filled in. */
const SERVICE = {
  role: "service",
  network: { cidr: "10.0.0.0/16", zones: 2 },
  apis: [{ name: "hello", stage: "prod", routes: { "GET /": { lambda: "hello", auth: "none" } } }],
  customers: [{ name: "customer", account: "222222222222", clientCidrs: ["10.1.0.0/16"] }],
  direct: [],
  onprem: [],
  client: false,
  probe: false,
  apiGatewayAccount: "manage",
  loadBalancer: { healthCheck: { interval: 30 }, rulesPerGroup: 60 },
  lambda: { inVpc: false },
};

const CUSTOMER = {
  role: "customer",
  via: "privatelink",
  serviceStack: "service",
  network: { cidr: "10.1.0.0/16" },
  names: [{ kind: "execute-api" }, { kind: "vanity", zone: "hoge.co.jp", record: "vpce" }],
  client: false,
  probe: false,
};

const OWN_RANGE = ", clientCidrs: [10.1.0.0/16]";

describe("good settings", () => {
  it("of the samples are complete, with defaults filled in", () => {
    assert.deepEqual(settingsOf("service"), SERVICE);
    assert.deepEqual(settingsOf("customer"), CUSTOMER);
  });

  it("of a customer without names have the API's own name", () => {
    const customer = SAMPLE.customer.slice(0, SAMPLE.customer.indexOf("  private-api:names:"));
    const settings = settingsOf("customer", { customer });
    assert.deepEqual(settings, { ...CUSTOMER, names: [{ kind: "execute-api" }] });
  });

  it("of a service without customers have none", () => {
    const service = SAMPLE.service.slice(0, SAMPLE.service.indexOf("  private-api:customers:"));
    assert.deepEqual(settingsOf("service", { service }), { ...SERVICE, customers: [] });
  });

  it("keep every option as it was given", () => {
    const adopted = "{ vpcId: vpc-1, subnetIds: [subnet-1] }";
    const service = change(
      change(SAMPLE.service, "{ cidr: 10.0.0.0/16, zones: 2 }", adopted),
      "config:\n",
      `config:
  private-api:endpoint: { id: vpce-1, securityGroupId: sg-1 }
  private-api:client: true
  private-api:probe: true
  private-api:apiGatewayAccount: existing
  private-api:loadBalancer: { healthCheck: { interval: 10 }, rulesPerGroup: 120 }
  private-api:lambda: { inVpc: true }
`,
    );
    assert.deepEqual(settingsOf("service", { service }), {
      ...SERVICE,
      network: { vpcId: "vpc-1", subnetIds: ["subnet-1"] },
      endpoint: { id: "vpce-1", securityGroupId: "sg-1" },
      client: true,
      probe: true,
      apiGatewayAccount: "existing",
      loadBalancer: { healthCheck: { interval: 10 }, rulesPerGroup: 120 },
      lambda: { inVpc: true },
    });
  });

  it("may adopt a VPC", () => {
    const adopted = "{ vpcId: vpc-1, subnetIds: [subnet-1, subnet-2] }";
    const customer = change(SAMPLE.customer, "{ cidr: 10.1.0.0/16 }", adopted);
    const network = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };
    assert.deepEqual(settingsOf("customer", { customer }), { ...CUSTOMER, network });
  });

  it("accept the bounds: 1 and 6 zones, a /16 and a /24", () => {
    const networks = ["{ cidr: 10.0.0.0/24, zones: 1 }", "{ cidr: 10.0.0.0/16, zones: 6 }"];
    const parsed = networks.map((network) => {
      const service = change(SAMPLE.service, "{ cidr: 10.0.0.0/16, zones: 2 }", network);
      return settingsOf("service", { service }).network;
    });
    assert.deepEqual(parsed, [
      { cidr: "10.0.0.0/24", zones: 1 },
      { cidr: "10.0.0.0/16", zones: 6 },
    ]);
  });

  it("take the default of clientCidrs from the network of the file beside", () => {
    const service = change(SAMPLE.service, OWN_RANGE, "");
    assert.deepEqual(settingsOf("service", { service }), SERVICE);
    const customer = change(SAMPLE.customer, "10.1.0.0/16", "10.9.0.0/16");
    assert.deepEqual(settingsOf("service", { service, customer }), {
      ...SERVICE,
      customers: [{ name: "customer", account: "222222222222", clientCidrs: ["10.9.0.0/16"] }],
    });
  });

  it("take clientCidrs before the network of the file beside", () => {
    const customer = change(SAMPLE.customer, "10.1.0.0/16", "10.9.0.0/16");
    assert.deepEqual(settingsOf("service", { customer }), SERVICE);
  });

  it("need clientCidrs for a customer whose file beside adopts its VPC", () => {
    const service = change(SAMPLE.service, OWN_RANGE, "");
    const adopted = "{ vpcId: vpc-1, subnetIds: [subnet-1] }";
    const customer = change(SAMPLE.customer, "{ cidr: 10.1.0.0/16 }", adopted);
    assert.deepEqual(
      problemsOf(() => settingsOf("service", { service, customer })),
      [
        {
          where: "Pulumi.service.yaml:11:7 private-api:customers[0]",
          what: "has no clientCidrs, and Pulumi.customer.yaml with a network.cidr is not beside it",
          value: "customer",
          allowed:
            "the ranges of the customer's clients; PrivateLink shows the client's own address",
          fix: "clientCidrs: [10.1.0.0/16], or create Pulumi.customer.yaml",
        },
      ],
    );
  });
});

describe("settings of others", () => {
  const OTHERS = `encryptionsalt: v1:c2FsdA==
secretsprovider: passphrase
environment: [shared]
config:
  aws:defaultTags: { tags: { team: network } }
  pulumi:disable-default-providers: [random]
  other:token: { secure: v1:Y2lwaGVy }
`;

  it("pass through, at the top of the file and beside private-api:", () => {
    const service = change(SAMPLE.service, "config:\n", OTHERS);
    assert.deepEqual(settingsOf("service", { service }), SERVICE);
    const { config } = readSettingsFile(
      path.join(makeProject({ service }), "Pulumi.service.yaml"),
      "private-api",
    );
    const foreign = Object.entries(config).filter(([key]) => !key.startsWith("private-api:"));
    assert.deepEqual(Object.fromEntries(foreign), {
      "aws:defaultTags": { tags: { team: "network" } },
      "pulumi:disable-default-providers": ["random"],
      "other:token": { secure: "v1:Y2lwaGVy" },
      "aws:region": "ap-northeast-1",
      "aws:profile": "service",
      "aws:allowedAccountIds": ["111111111111"],
    });
  });

  it("without a namespace belong to the project, which may have any name", () => {
    const service = `${SAMPLE.service}  zones: 3\n`;
    assert.deepEqual(settingsOf("service", { service }, "renamed"), SERVICE);
    assert.deepEqual(
      problemsOf(() => settingsOf("service", { service }, "private-api")),
      [
        {
          where: "Pulumi.service.yaml:12:10 zones",
          what: "is an unknown key",
          value: "zones",
          allowed:
            "role, network, apis, customers, endpoint, onPrem, client, probe, apiGatewayAccount, loadBalancer, lambda",
          fix: "remove zones",
        },
      ],
    );
  });

  it("without a namespace are ours in a project of our name", () => {
    const customer = SAMPLE.customer.replaceAll("private-api:", "");
    assert.deepEqual(settingsOf("customer", { customer }, "private-api"), CUSTOMER);
  });
});

describe("settings from a stack's config, which is text", () => {
  const silent: Monitor = {
    register: ({ name }) => Promise.resolve({ urn: name, id: "", outputs: {} }),
    registerOutputs: () => Promise.resolve(),
    read: () => Promise.reject(new Error("the settings read nothing")),
    invoke: () => Promise.reject(new Error("the settings ask for nothing")),
    log: () => {},
  };

  async function insideProgram(
    stack: string,
    folder: string,
    config: Record<string, string>,
  ): Promise<Settings | undefined> {
    let settings: Settings | undefined;
    const identity = { project: "renamed", organization: "organization", rootDirectory: folder };
    await runProgram({ ...identity, stack, config }, silent, () => {
      settings = stackSettings();
      return Promise.resolve();
    });
    return settings;
  }

  it("are those of the file", async () => {
    const service = change(SAMPLE.service, OWN_RANGE, "");
    const folder = makeProject({ service: `${service}  private-api:client: true\n` });
    const { stacks } = loadProject(folder);
    const seen = await Promise.all(
      stacks.map(({ name, config }) => insideProgram(name, folder, config)),
    );
    assert.deepEqual(seen, [{ ...SERVICE, client: true }, CUSTOMER]);
    assert.deepEqual(
      stacks.map(({ settings }) => settings),
      seen,
    );
  });

  it("may stand in quotes in the file, as pulumi leaves them when it rewrites it", () => {
    const customer = `${SAMPLE.customer}  private-api:client: "true"\n`;
    assert.deepEqual(settingsOf("customer", { customer }), { ...CUSTOMER, client: true });
  });

  it("name file and key path when they are wrong", async () => {
    const folder = makeProject();
    const config = {
      "private-api:role": "customer",
      "private-api:serviceStack": "service",
      "private-api:network": '{"cidr":"10.1.0.0/16","zones":7}',
    };
    await assert.rejects(insideProgram("customer", folder, config), {
      name: "SettingsError",
      message: [
        "Pulumi.customer.yaml private-api:network.zones: is more than 6",
        "  value:   7",
        "  allowed: a whole number from 1 to 6",
        "  fix:     zones: 2",
      ].join("\n"),
    });
  });
});
