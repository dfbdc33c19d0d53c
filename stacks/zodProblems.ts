import type { z } from "zod";
import { formatValue, nearest, type Problem } from "./problems";
import type { Locate } from "./settingsFile";

/**
 * What zod found, in the user's terms.
 *
 * @param own the `private-api:` keys as given
 * @param topKeys the keys that the role knows
 */
export function toProblems(
  issue: z.core.$ZodIssue,
  own: Record<string, unknown>,
  topKeys: readonly string[],
  locate: Locate,
): Problem[] {
  const [first, ...rest] = issue.path;
  const keyPath = first === undefined ? [] : [`private-api:${String(first)}`, ...rest];
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    own,
  );
  const base = {
    where: locate(keyPath),
    value: value === undefined ? undefined : formatValue(value),
  };
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(key, issue.path, value, topKeys, locate));
  }
  if (issue.code === "custom") {
    const { allowed, fix, value: given } = (issue.params ?? {}) as Record<string, string>;
    return [{ ...base, ...(given ? { value: given } : {}), what: issue.message, allowed, fix }];
  }
  if (
    value === undefined &&
    ["invalid_type", "invalid_union", "invalid_value"].includes(issue.code)
  ) {
    const what = issue.message.startsWith("Invalid") ? "is missing" : issue.message;
    return [{ ...base, what, allowed: allowedValues(issue) }];
  }
  const what = /^[A-Z]/.test(issue.message)
    ? issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
    : issue.message;
  return [{ ...base, what, allowed: allowedValues(issue) }];
}

function allowedValues(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected;
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "too_small":
      return `at least ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    case "invalid_union":
      return issue.path.at(-1) === "kind" ? "execute-api, vanity" : undefined;
    default:
      return undefined;
  }
}

/** A key that nothing knows, with the one that was probably meant. */
function unknownKey(
  key: string,
  parents: readonly PropertyKey[],
  holder: unknown,
  topKeys: readonly string[],
  locate: Locate,
): Problem {
  const known = parents.length === 0 ? topKeys : knownKeys(parents, holder);
  const near = nearest(key, known);
  const [first, ...rest] = [...parents, key];
  return {
    where: locate([`private-api:${String(first)}`, ...rest]),
    what: `is an unknown key${near ? `; did you mean ${near}?` : ""}`,
    value: key,
    allowed: known.length ? known.join(", ") : undefined,
    fix: near ? `rename ${key} to ${near}` : `remove ${key}`,
  };
}

/** The keys that the object at a path may have. */
function knownKeys(parents: readonly PropertyKey[], holder: unknown): string[] {
  const names = parents.filter((key) => typeof key === "string").join(".");
  const kind = (holder as { kind?: unknown } | undefined)?.kind;
  const keys: Record<string, string[]> = {
    network: ["cidr", "zones", "vpcId", "subnetIds"],
    apis: ["name", "description", "stage", "routes"],
    customers: ["name", "account", "clientCidrs"],
    endpoint: ["id", "securityGroupId"],
    loadBalancer: ["healthCheck", "rulesPerGroup"],
    "loadBalancer.healthCheck": ["interval"],
    lambda: ["inVpc"],
    names: kind === "vanity" ? ["kind", "zone", "record"] : ["kind"],
  };
  return keys[names] ?? (names.startsWith("apis.routes") ? ["lambda"] : []);
}
