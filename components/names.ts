import { fingerprint } from "./policies";

/**
 * Lengths of names that AWS limits and the provider's type files do not show. The provider appends a
 * dash and seven characters to a logical name to make a physical one.
 */
const SUFFIX_LENGTH = 8;

/** Longest logical name by what is named, so that the physical name still fits. */
export const LONGEST_NAME = {
  /** Load balancers and target groups: 32 characters. */
  loadBalancer: 32 - SUFFIX_LENGTH,
  /** IAM roles and Lambda functions: 64 characters. */
  role: 64 - SUFFIX_LENGTH,
} as const;

/** What EC2 accepts in the description of a security group rule. */
const RULE_DESCRIPTION = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/**
 * Returns the text when EC2 accepts it as the description of a security group rule.
 *
 * @throws when it is too long or holds a character EC2 refuses
 */
export function ruleDescription(text: string): string {
  if (!RULE_DESCRIPTION.test(text)) {
    throw new Error(
      `the rule description "${text}" is refused by EC2: 1-255 of a-z A-Z 0-9 . _-:/()#,@[]+=&;{}!$* and space`,
    );
  }
  return text;
}

/**
 * Returns the logical name when the physical name made from it fits.
 *
 * @throws when it is too long, or begins with `internal-`, which AWS keeps for itself
 */
export function limitedName(kind: keyof typeof LONGEST_NAME, name: string): string {
  const longest = LONGEST_NAME[kind];
  if (name.length > longest) {
    throw new Error(`the name "${name}" has ${name.length} characters; at most ${longest} fit`);
  }
  if (kind === "loadBalancer" && name.startsWith("internal-")) {
    throw new Error(`the name "${name}" begins with "internal-", which AWS does not allow`);
  }
  return name;
}

/** A CIDR as part of a resource's logical name: `10.1.0.0/16` becomes `10.1.0.0-16`. */
export function cidrName(cidr: string): string {
  return cidr.replace("/", "-");
}

/**
 * A path as part of a resource's logical name, without the names of its variables: renaming a variable
 * is then a change of the same resource. Otherwise the new variable would be made beside the old one,
 * which API Gateway refuses.
 */
export function pathName(path: string): string {
  return path.replace(/\{[^}+]*(\+?)\}/g, "{$1}");
}

/** Longest statement id that Lambda takes: 100 characters, of which the provider appends eight. */
const LONGEST_STATEMENT = 100 - SUFFIX_LENGTH;

/**
 * A logical name that may become the id of a statement in a function's policy: letters, digits, `-` and
 * `_` alone, so a path is written with dashes and told apart by a fingerprint.
 *
 * Source: Lambda's AddPermission, pattern `([a-zA-Z0-9-_]+)`.
 */
export function statementName(prefix: string, key: string): string {
  const words = key.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
  const ending = `-${fingerprint(key).slice(0, 6)}`;
  return `${`${prefix}-${words}`.slice(0, LONGEST_STATEMENT - ending.length)}${ending}`;
}

/** The service name of an AWS service's interface endpoint in a region. */
export function awsServiceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}

/** The default host name of an API. */
export function apiHost(apiId: string, region: string): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}
