import { testBadInput } from "../support/badInput";
import { contractOf } from "../support/contract";
import { SAMPLE, change, changed } from "../support/project";

const AT_STACK = "Pulumi.customer.yaml:7:29 private-api:serviceStack";

const BY_CONTRACT = changed("customer", "serviceStack: service", "serviceContract: contract.json");

const STACK_NAME =
  "1-100 letters, digits, dots, dashes and underscores, first a letter or a digit; not world";

/** The zones of account 222222222222, which calls them by names of its own. */
const CUSTOMERS_ZONES =
  "apne1-az2 (ap-northeast-1a), apne1-az4 (ap-northeast-1c), apne1-az1 (ap-northeast-1d)";

const contract = JSON.stringify(contractOf(["apne1-az1"]));

const AT_CONTRACT = "Pulumi.customer.yaml:7:32 private-api:serviceContract";

testBadInput("stacks that do not fit together", [
  {
    name: "a missing file: no settings of the service",
    files: { service: null },
    message: [
      `${AT_STACK}: names a stack that does not exist`,
      "  value:   service",
      "  allowed: no stack here is a service",
      "  fix:     create Pulumi.service.yaml, or give private-api:serviceContract in place of it",
    ],
  },
  {
    name: "a missing file: no contract",
    files: BY_CONTRACT,
    message: [
      `${AT_CONTRACT}: names a file that cannot be read`,
      "  value:   contract.json",
      "  allowed: a file that private-api contract has printed",
      "  fix:     npx private-api contract > contract.json, in the service's project",
    ],
  },
  {
    name: "a customer account that the service's file does not list",
    files: changed("service", 'account: "222222222222"', 'account: "333333333333"'),
    message: [
      "Pulumi.customer.yaml:5:26 aws:allowedAccountIds: is an account that the customers of service do not list",
      "  value:   222222222222",
      "  allowed: 333333333333",
      '  fix:     in Pulumi.service.yaml under private-api:customers: - { name: customer, account: "222222222222" }',
    ],
  },
  {
    name: "a service stack that does not exist",
    files: changed("customer", "serviceStack: service", "serviceStack: backend"),
    message: [
      `${AT_STACK}: names a stack that does not exist`,
      "  value:   backend",
      "  allowed: service",
      "  fix:     private-api:serviceStack: service, or give private-api:serviceContract in place of it",
    ],
  },
  {
    name: "a service stack of another project",
    files: changed("customer", "serviceStack: service", "serviceStack: acme/other/service"),
    message: [
      `${AT_STACK}: names a stack of another project, which a simulated run cannot read`,
      "  value:   acme/other/service",
      "  allowed: service",
      "  fix:     private-api:serviceContract: contract.json",
    ],
  },
  {
    name: "a service stack that is a customer",
    files: changed("customer", "serviceStack: service", "serviceStack: customer"),
    message: [
      `${AT_STACK}: names a stack that is not a service`,
      "  value:   customer",
      "  allowed: service",
      "  fix:     private-api:serviceStack: service",
    ],
  },
  {
    name: "a service stack that is not built yet and not part of this run",
    args: ["--stacks", "customer"],
    message: [
      `${AT_STACK}: names a stack that is not built yet and not part of this run`,
      "  value:   service",
      "  allowed: a service that is built or part of the run",
      "  fix:     --stacks service,customer",
    ],
  },
  {
    name: "both serviceStack and serviceContract",
    files: changed(
      "customer",
      "serviceStack: service\n",
      "serviceStack: service\n  private-api:serviceContract: contract.json\n",
    ),
    message: [
      "Pulumi.customer.yaml:8:32 private-api:serviceContract: is given beside serviceStack",
      "  value:   contract.json",
      "  allowed: one of them: the stack where its backend can be read, else the contract file",
      "  fix:     remove one of the two",
    ],
  },
  {
    name: "a contract of a newer version",
    files: { ...BY_CONTRACT, extra: { "contract.json": '{ "version": 2 }' } },
    message: [
      `${AT_CONTRACT} (contract.json) version: is a contract of a newer version`,
      "  value:   2",
      "  allowed: 1",
      "  fix:     use the version of this program that the service stack was built with",
    ],
  },
  {
    name: "a file that names the stack as the state folder names its world",
    files: { extra: { "Pulumi.world.yaml": SAMPLE.customer } },
    message: [
      "Pulumi.world.yaml: gives the stack a name that the state folder has a use for",
      "  value:   world",
      `  allowed: ${STACK_NAME}`,
      "  fix:     rename the file to Pulumi.world-1.yaml",
    ],
  },
  ...[
    ["a b", "a-b"],
    ["a::b", "a-b"],
    ["-x", "x"],
    ["c".repeat(101), "c".repeat(90)],
  ].map(([name = "", near]) => ({
    name: `a file that gives the stack the name ${name.slice(0, 10)}`,
    files: { extra: { [`Pulumi.${name}.yaml`]: SAMPLE.customer } },
    message: [
      `Pulumi.${name}.yaml: gives the stack a name that Pulumi or the state folder does not take`,
      `  value:   ${name}`,
      `  allowed: ${STACK_NAME}`,
      `  fix:     rename the file to Pulumi.${near}-1.yaml`,
    ],
  })),
  {
    name: "a customer in another region than the service of the same run",
    files: changed("customer", "region: ap-northeast-1", "region: us-east-1"),
    message: [
      "Pulumi.customer.yaml:3:15 aws:region: is not the region of the service: it is offered there alone",
      "  value:   us-east-1",
      "  allowed: ap-northeast-1",
      "  fix:     aws:region: ap-northeast-1",
    ],
  },
  {
    name: "a customer with more zones than the service of the same run",
    files: changed("customer", "{ cidr: 10.1.0.0/16 }", "{ cidr: 10.1.0.0/16, zones: 3 }"),
    message: [
      "Pulumi.customer.yaml:8:52 private-api:network.zones: wants more of the service's zones than there are in this account",
      "  value:   3",
      `  allowed: at most 2: the service spans 2; this account has ${CUSTOMERS_ZONES}`,
      "  fix:     zones: 2, or have the service span more",
    ],
  },
  {
    name: "a service with more zones than its account has",
    files: changed("service", "zones: 2", "zones: 4"),
    message: [
      "Pulumi.service.yaml:7:52 private-api:network.zones: wants more zones than ap-northeast-1 offers execute-api endpoints in",
      "  value:   4",
      "  allowed: at most 3: apne1-az4 (ap-northeast-1a), apne1-az1 (ap-northeast-1c), apne1-az2 (ap-northeast-1d)",
      "  fix:     zones: 3",
    ],
  },
  {
    name: "a contract of another region",
    files: {
      ...BY_CONTRACT,
      extra: { "contract.json": contract.replaceAll("ap-northeast-1", "us-east-1") },
    },
    message: [
      "Pulumi.customer.yaml:3:15 aws:region: is not the region of the service: it is offered there alone",
      "  value:   ap-northeast-1",
      "  allowed: us-east-1",
      "  fix:     aws:region: us-east-1",
    ],
  },
  {
    name: "a contract of zones that the account does not have",
    files: { ...BY_CONTRACT, extra: { "contract.json": contract.replace("apne1", "use1") } },
    message: [
      "Pulumi.customer.yaml:8:24 private-api:network: wants more of the service's zones than there are in this account",
      "  value:   1",
      `  allowed: at most 0: the service spans use1-az1; this account has ${CUSTOMERS_ZONES}`,
      "  fix:     have the service span a zone of this account",
    ],
  },
  {
    name: "a customer's file that is read for the service too, which is said once",
    files: {
      service: change(SAMPLE.service, ", clientCidrs: [10.1.0.0/16]", ""),
      customer: change(SAMPLE.customer, "{ cidr: 10.1.0.0/16 }", "{ cidr: 10.1.0.0/16"),
    },
    message: [
      "Pulumi.customer.yaml:9:3: is not YAML: flow map in block collection must be sufficiently indented and end with a }",
      "  value:   private-api:names:",
      "  allowed: YAML 1.2, indented by spaces",
      "  fix:     mend this line, or what is open before it",
    ],
  },
]);
