import { testBadSettings } from "../support/settings";

const ONCE = "remove or rename one of the two";
const LAST = "record: vpce }\n";

describe("settings of a customer", () => {
  testBadSettings("customer", [
    {
      name: "both serviceStack and serviceContract",
      change: [
        "serviceStack: service\n",
        "serviceStack: service\n  private-api:serviceContract: contract.json\n",
      ],
      problems: [
        {
          where: "Pulumi.customer.yaml:8:32 private-api:serviceContract",
          what: "is given beside serviceStack",
          value: "contract.json",
          allowed: "one of them: the stack where its backend can be read, else the contract file",
          fix: "remove one of the two",
        },
      ],
    },
    {
      name: "neither serviceStack nor serviceContract",
      change: ["  private-api:serviceStack: service\n", ""],
      problems: [
        {
          where: "Pulumi.customer.yaml:2:1 private-api:serviceStack",
          what: "is missing",
          allowed: "serviceStack, or serviceContract",
          fix: "private-api:serviceStack: service",
        },
      ],
    },
    {
      name: "a reference to a stack with too few parts",
      change: ["serviceStack: service", "serviceStack: private-api/service"],
      problems: [
        {
          where: "Pulumi.customer.yaml:7:29 private-api:serviceStack",
          what: "is not the name of a stack",
          value: "private-api/service",
          allowed: "a stack of this project, or organization/project/stack",
          fix: "private-api:serviceStack: service",
        },
      ],
    },
    {
      name: "a key of the service's role",
      change: ["config:\n", "config:\n  private-api:apis: []\n"],
      problems: [
        {
          where: "Pulumi.customer.yaml:3:21 private-api:apis",
          what: "is an unknown key",
          value: "apis",
          allowed:
            "role, via, serviceStack, serviceContract, network, names, client, probe, clientSources",
          fix: "remove apis",
        },
      ],
    },
    {
      name: "an unknown key of a name, and a key that the other kind knows",
      change: ["kind: execute-api", "kind: execute-api, zone: hoge.co.jp"],
      problems: [
        {
          where: "Pulumi.customer.yaml:10:34 private-api:names[0].zone",
          what: "is an unknown key",
          value: "zone",
          allowed: "kind",
          fix: "remove zone",
        },
      ],
    },
    {
      name: "a slip of a name's key",
      change: ["record: vpce", "recrod: vpce"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:49 private-api:names[1].recrod",
          what: "is an unknown key; did you mean record?",
          value: "recrod",
          allowed: "kind, zone, record",
          fix: "rename recrod to record",
        },
      ],
    },
    {
      name: "an unknown kind of name, and names the nearest",
      change: ["kind: vanity", "kind: vanty"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:15 private-api:names[1].kind",
          what: "is not allowed here",
          value: "vanty",
          allowed: "execute-api, vanity",
          fix: "kind: vanity",
        },
      ],
    },
    {
      name: "a name without a kind",
      change: ["kind: vanity, ", ""],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:7 private-api:names[1].kind",
          what: "is missing",
          allowed: "execute-api, vanity",
          fix: "kind: execute-api",
        },
      ],
    },
    {
      name: "a record outside its zone",
      change: ["record: vpce", "record: vpce.example.com"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:49 private-api:names[1].record",
          what: "lies outside its zone hoge.co.jp",
          value: "vpce.example.com",
          allowed: "one label, or a full name that ends in the zone's",
          fix: "record: vpce  or  record: vpce.hoge.co.jp",
        },
      ],
    },
    {
      name: "a record that is its zone's own name",
      change: ["record: vpce", "record: hoge.co.jp"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:49 private-api:names[1].record",
          what: "is its zone's own name; the record would take the whole domain",
          value: "hoge.co.jp",
          allowed: "one label, or a full name that ends in the zone's",
          fix: "record: api  or  record: api.hoge.co.jp",
        },
      ],
    },
    {
      // 63, and four times a dot and 60 characters, but for the last's dot: 63 + 1 + 243.
      name: "a record whose name is too long with its zone's",
      change: [
        "zone: hoge.co.jp, record: vpce",
        `zone: ${Array<string>(4).fill("b".repeat(60)).join(".")}, record: ${"a".repeat(63)}`,
      ],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:282 private-api:names[1].record",
          what: "makes a name of 307 characters with its zone",
          value: "a".repeat(63),
          allowed: "up to 253 characters together with the zone's",
          fix: "shorten the record, or move it into a zone with a shorter name",
        },
      ],
    },
    {
      name: "a record in a zone whose name merely ends alike",
      change: ["record: vpce", "record: vpce.xhoge.co.jp"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:49 private-api:names[1].record",
          what: "lies outside its zone hoge.co.jp",
          value: "vpce.xhoge.co.jp",
          allowed: "one label, or a full name that ends in the zone's",
          fix: "record: vpce  or  record: vpce.hoge.co.jp",
        },
      ],
    },
    ...["vp ce", "VPCE", "vpce..hoge.co.jp", "-vpce", "*"].map((record) => ({
      name: `the record ${record}`,
      change: ["record: vpce", `record: "${record}"`] as [string, string],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:49 private-api:names[1].record",
          what: "is not a name for a record",
          value: record,
          allowed: "labels of lower-case letters, digits, dashes and underscores",
          fix: "record: vpce",
        },
      ],
    })),
    {
      name: "a record given twice",
      change: [LAST, `${LAST}    - { kind: vanity, zone: hoge.co.jp, record: vpce }\n`],
      problems: [
        {
          where: "Pulumi.customer.yaml:12:7 private-api:names[2]",
          what: "repeats the name vpce.hoge.co.jp",
          value: "vpce.hoge.co.jp",
          allowed: "each name once",
          fix: ONCE,
        },
      ],
    },
    {
      name: "a record given twice in two ways",
      change: [LAST, `${LAST}    - { kind: vanity, zone: hoge.co.jp, record: vpce.hoge.co.jp }\n`],
      problems: [
        {
          where: "Pulumi.customer.yaml:12:7 private-api:names[2]",
          what: "repeats the name vpce.hoge.co.jp",
          value: "vpce.hoge.co.jp",
          allowed: "each name once",
          fix: ONCE,
        },
      ],
    },
    {
      name: "a zone with an underscore",
      change: ["zone: hoge.co.jp", "zone: ho_ge.co.jp"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:29 private-api:names[1].zone",
          what: "is not a domain name",
          value: "ho_ge.co.jp",
          allowed: "at least two lower-case labels, such as hoge.co.jp",
          fix: "zone: hoge.co.jp",
        },
      ],
    },
    {
      name: "a zone that hides names of AWS",
      change: ["zone: hoge.co.jp", "zone: ap-northeast-1.amazonaws.com"],
      problems: [
        {
          where: "Pulumi.customer.yaml:11:29 private-api:names[1].zone",
          what: "hides names of AWS itself in the whole VPC",
          value: "ap-northeast-1.amazonaws.com",
          allowed: "a domain of your own",
          fix: "for the API's own host name use { kind: execute-api }",
        },
      ],
    },
    {
      name: "a switch that is a word",
      change: ["config:\n", "config:\n  private-api:client: yes\n"],
      problems: [
        {
          where: "Pulumi.customer.yaml:3:23 private-api:client",
          what: "is a string",
          value: "yes",
          allowed: "true, false",
          fix: "private-api:client: true",
        },
      ],
    },
  ]);
});
