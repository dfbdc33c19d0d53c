import { create, remove, replace, update, type Changes } from "./expectedSteps";

/** What must come of a folder of `examples/`. */
export interface Example {
  /** How many calls each stack lists of its own, and the published ones, by their numbers. */
  calls: { own: number; published: string[] };
  /** A change of a file, and all that it does. */
  change: { file: string; from: string; to: string; does: Changes };
  /** What comes of one call after the change: its name and the differences from what must come. */
  after?: { name: string; differences: string[] };
}

/** A new deployment of an API, because one of its triggers changed. */
const redeployed = (api: string) => [
  ...replace("triggers", `Deployment api-${api}-deployment`),
  ...update("deployment", `Stage api-${api}-stage`),
];

const S1 = ["C1", "C2", "C3", "C4", "C5", "C14", "C14 zonal", "C15", "C16", "C17"];
const CUSTOMER = ["C6", "C7", "C8", "C9", "C10"];
const PETS = ["C11", "C13", "C14", "C15", "C16", "C17", "C25"];
const ON_PREM = ["C20", "C21", "C22", "C23", "C24"];

/** All examples. */
export const EXAMPLES: Record<string, Example> = {
  "s0-petstore": {
    calls: { own: 6, published: [...S1, ...PETS] },
    change: {
      file: "Pulumi.service.yaml",
      from: `          mock:
            body: <html><body><h1>Welcome to your Pet Store API</h1></body></html>
            headers: { Content-Type: text/html }
        "GET /pets"`,
      to: `          lambda: petstore
        "GET /pets"`,
      does: {
        service: [
          [
            "replace",
            "Integration api-petstore-integration-GET/",
            ["integrationHttpMethod", "requestTemplates", "type", "uri"],
            ["integrationHttpMethod", "type"],
          ],
          ...create("Permission api-petstore-permission-GET-47333c"),
          ...remove("IntegrationResponse api-petstore-answer-GET/-default"),
          ...remove("MethodResponse api-petstore-response-GET/-200"),
          ...redeployed("petstore"),
        ],
      },
    },
  },
  "s1-privatelink": {
    calls: { own: 5, published: [...S1, ...CUSTOMER] },
    change: {
      file: "Pulumi.customer.yaml",
      from: "record: vpce",
      to: "record: api",
      does: { customer: replace("name", "Record zone-hoge.co.jp-record-1") },
    },
  },
  "s2-direct": {
    calls: { own: 8, published: [...S1, ...PETS, "C11", "C12"] },
    change: {
      file: "Pulumi.service.yaml",
      from: 'account: "333333333333", apis: [hello]',
      to: 'account: "333333333333", apis: [hello, petstore]',
      does: {
        service: [
          ...update("policy", "RestApiPolicy api-petstore-policy"),
          ...redeployed("petstore"),
        ],
      },
    },
  },
  "s3-s3-proxy": {
    calls: { own: 4, published: ["C18", "C18", "C19", "C19"] },
    change: {
      file: "site/index.html",
      from: "<title>Private</title>",
      to: "<title>Still private</title>",
      does: { service: update("content", "BucketObjectv2 api-site-objects-file-index.html") },
    },
  },
  "s4-onprem": {
    calls: { own: 3, published: ON_PREM },
    change: {
      file: "Pulumi.service.yaml",
      from: "192.168.0.0/16",
      to: "172.16.0.0/12",
      does: {
        service: [
          ...create("SecurityGroupIngressRule execute-api-group-from-172.16.0.0-12"),
          ...remove("SecurityGroupIngressRule execute-api-group-from-192.168.0.0-16"),
        ],
      },
    },
  },
  "all-together": {
    calls: {
      own: 22,
      published: [
        ...[...S1, ...CUSTOMER, "C7", "C10", ...PETS, "C11", "C13", "C18", "C19"],
        ...[...ON_PREM, ...ON_PREM, ...ON_PREM],
      ],
    },
    change: {
      file: "Pulumi.service.yaml",
      from: `    - { name: partner, via: direct, account: "444444444444", apis: [petstore] }\n`,
      to: "",
      does: {
        service: [
          ...update("policy", "RestApiPolicy api-petstore-policy"),
          ...redeployed("petstore"),
          ...remove("ApiKey api-keys-partner-key", "UsagePlanKey api-keys-partner-member"),
        ],
      },
    },
  },
};
