import { z } from "zod";
import { account, awsId, clientCidr, flag, issue, text } from "../stacks/fields";
import { withHelp } from "../stacks/help";
import { formatKeyPath, SettingsError } from "../stacks/problems";
import type { Locate } from "../stacks/settingsFile";
import { readYaml } from "../stacks/yamlFile";
import { toProblems } from "../stacks/zodProblems";

/** The range of a VPC or a subnet that AWS has made. */
const cidr = withHelp(
  clientCidr.superRefine((value, ctx) => {
    const prefix = Number(value.split("/")[1]);
    if (prefix < 16 || prefix > 28) {
      issue(ctx, [], `is ${prefix < 16 ? "larger" : "smaller"} than AWS allows`);
    }
  }),
  "an aligned IPv4 range from /16 to /28",
  "10.8.0.0/16",
);

const subnetId = awsId("subnet", "a subnet");
const groupId = awsId("sg", "a security group");

const subnet = withHelp(
  z.strictObject({
    id: subnetId,
    cidr,
    zone: text(
      /^[a-z][a-z0-9-]+$/,
      "is not a zone",
      "the id of a zone such as apne1-az4, or this account's name for it",
      "apne1-az4",
    ),
  }),
  "{ id, cidr, zone }",
  "{ id: subnet-0123456789abcdef0, cidr: 10.8.0.0/20, zone: apne1-az4 }",
);

const securityGroup = withHelp(
  z.strictObject({
    id: groupId,
    name: withHelp(z.string().min(1).max(255), "a string of up to 255 characters").optional(),
  }),
  "{ id }, and a name",
  "{ id: sg-0123456789abcdef0 }",
);

const endpoint = withHelp(
  z.strictObject({
    id: awsId("vpce", "an endpoint"),
    service: text(
      /^[a-z0-9][a-z0-9.-]*$/,
      "is not the name of a service",
      "a service of AWS such as execute-api, or a whole service name",
      "execute-api",
    ),
    subnetIds: withHelp(
      z.array(subnetId).min(1),
      "a list of ids of subnets, one per zone",
      "[subnet-0123456789abcdef0]",
    ),
    securityGroupIds: withHelp(
      z.array(groupId).min(1),
      "a list of ids of security groups",
      "[sg-0123456789abcdef0]",
    ),
    privateDns: flag().default(true),
  }),
  "{ id, service, subnetIds, securityGroupIds }, and privateDns",
);

const vpc = withHelp(
  z.strictObject({
    id: awsId("vpc", "a VPC"),
    cidr,
    dns: flag().default(true),
    subnets: withHelp(z.array(subnet), "a list of subnets").default([]),
    securityGroups: withHelp(z.array(securityGroup), "a list of security groups").default([]),
    endpoints: withHelp(z.array(endpoint), "a list of interface endpoints").default([]),
  }),
  "{ id, cidr }, and dns, subnets, securityGroups, endpoints",
  "{ id: vpc-0123456789abcdef0, cidr: 10.8.0.0/16 }",
);

const place = withHelp(
  z.strictObject({
    account,
    region: text(
      /^[a-z]{2}(-gov)?-[a-z]+-\d$/,
      "is not a region",
      "a region such as ap-northeast-1",
      "ap-northeast-1",
    ),
    vpcs: withHelp(z.array(vpc), "a list of VPCs").default([]),
    apiGatewayLogRole: text(
      /^[\w+=,.@-]{1,64}$/,
      "is not the name of a role",
      "1-64 letters, digits and +=,.@_-",
      "api-gateway-logs",
    ).optional(),
    throttle: withHelp(
      z.number().int().min(1).max(1000),
      "how often AWS refuses to make something, 1-1000",
      "5",
    ).optional(),
  }),
  "{ account, region }, and vpcs, apiGatewayLogRole, throttle",
);

const schema = withHelp(
  z.strictObject({
    accounts: withHelp(
      z.array(place).min(1),
      "a list of accounts and regions, at least one",
      '[{ account: "222222222222", region: ap-northeast-1 }]',
    ),
  }),
  "a map with accounts",
);

/**
 * Things that are in accounts before any stack is. `accounts[]` is a place: an account and a region.
 *
 * - `vpcs[]`: with their subnets, groups and interface endpoints; `dns` is DNS support and host names.
 * - `apiGatewayLogRole`: the account's log role for API Gateway, for `apiGatewayAccount: existing`.
 * - `throttle`: how often the account is refused next for asking too much.
 */
export type SeedFile = z.output<typeof schema>;
export type SeedPlace = SeedFile["accounts"][number];
export type SeedVpc = SeedPlace["vpcs"][number];

/**
 * Reads a file of seeds, YAML or JSON.
 *
 * @throws SettingsError with every problem found
 */
export function readSeedFile(file: string): { seed: SeedFile; locate: Locate } {
  const { value, place: at } = readYaml(file, file);
  const locate: Locate = (keyPath) => `${at(keyPath)} ${formatKeyPath(keyPath)}`.trim();
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    throw new SettingsError(toProblems(parsed.error.issues, value, schema, locate));
  }
  return { seed: parsed.data, locate };
}
