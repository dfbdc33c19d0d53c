import { testBadInput } from "../support/badInput";
import { SAMPLE, change, changed } from "../support/project";

const AT_STACK = "Pulumi.customer.yaml:7:29 private-api:serviceStack";

const BY_CONTRACT = changed("customer", "serviceStack: service", "serviceContract: contract.json");

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
      "  fix:     private-api contract > contract.json, in the service's project",
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
      "Pulumi.world.yaml:3:3: gives the stack a name that the state folder cannot keep",
      "  value:   world",
      "  allowed: a name that begins with a letter or a digit and is not world",
      "  fix:     rename the file to Pulumi.world-1.yaml",
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
