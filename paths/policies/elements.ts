/**
 * The elements of a statement, each read by itself: what cannot be read is `Malformed` with the reason.
 */

/** A part of a policy that cannot be read, and what is wrong with it. */
export interface Malformed {
  readonly malformed: string;
}

/** Action or Resource, or their opposites NotAction and NotResource. */
export interface Patterns {
  readonly negated: boolean;
  readonly values: readonly string[];
}

export type PrincipalType = "AWS" | "Service" | "Federated" | "CanonicalUser";

/** Principal or NotPrincipal. `"*"` reads as `{AWS: "*"}`, which means the same in a resource policy. */
export interface Principals {
  readonly negated: boolean;
  readonly named: readonly { readonly type: PrincipalType; readonly id: string }[];
}

/** One key under one operator of a Condition. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[] | Malformed;
}

export function isMalformed<T>(part: T | Malformed): part is Malformed {
  return typeof part === "object" && part !== null && "malformed" in part;
}

export type Fields = ReadonlyMap<string, unknown>;

const PRINCIPAL_TYPES: readonly PrincipalType[] = ["AWS", "Service", "Federated", "CanonicalUser"];

/** A value as an error message names it. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (value === null || value === undefined) return "missing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The fields of an object in the order written, or `undefined` for everything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : [value];

/** A text or a list of texts. */
function texts(value: unknown, where: string): readonly string[] | Malformed {
  const list = asList(value);
  const wrong = list.findIndex((item) => typeof item !== "string");
  return wrong < 0
    ? (list as readonly string[])
    : { malformed: `${where} is ${show(list[wrong])}; a text or a list of texts is allowed` };
}

/** Whichever of an element and its opposite a statement has; AWS takes exactly one. */
function oneOf(fields: Fields, name: string, where: string): [boolean, unknown] | Malformed {
  const [positive, negative] = [fields.has(name), fields.has(`Not${name}`)];
  if (positive && negative) return { malformed: `${where} has both ${name} and Not${name}` };
  if (!positive && !negative) return { malformed: `${where} has no ${name}` };
  return [negative, fields.get(negative ? `Not${name}` : name)];
}

export function patterns(fields: Fields, name: string, where: string): Patterns | Malformed {
  const chosen = oneOf(fields, name, where);
  if (isMalformed(chosen)) return chosen;
  const [negated, value] = chosen;
  const values = texts(value, `${where}.${negated ? "Not" : ""}${name}`);
  if (isMalformed(values)) return values;
  // An empty Action or Resource "does not affect the policy" (IAM User Guide, policy check reference);
  // what an empty opposite would do is written nowhere.
  return negated && values.length === 0
    ? { malformed: `${where}.Not${name} is an empty list` }
    : { negated, values };
}

export function principals(fields: Fields, where: string): Principals | Malformed {
  const chosen = oneOf(fields, "Principal", where);
  if (isMalformed(chosen)) return chosen;
  const [negated, value] = chosen;
  const name = `${where}.${negated ? "NotPrincipal" : "Principal"}`;
  if (value === "*") return { negated, named: [{ type: "AWS", id: "*" }] };
  const map = fieldsOf(value);
  if (map === undefined)
    return { malformed: `${name} is ${show(value)}; "*" or {AWS: …} is allowed` };
  const named: { type: PrincipalType; id: string }[] = [];
  for (const [key, ids] of map) {
    const type = PRINCIPAL_TYPES.find((known) => known === key);
    if (type === undefined) {
      return { malformed: `${name} has ${show(key)}; allowed are ${PRINCIPAL_TYPES.join(", ")}` };
    }
    const list = texts(ids, `${name}.${type}`);
    if (isMalformed(list)) return list;
    named.push(...list.map((id) => ({ type, id })));
  }
  return negated && named.length === 0 ? { malformed: `${name} is empty` } : { negated, named };
}

/** The values of a key: quotation marks are optional for numbers and booleans. */
function conditionValues(value: unknown, where: string): readonly string[] | Malformed {
  const list = asList(value);
  // The policy check reference contradicts itself on what an empty list does.
  if (list.length === 0) return { malformed: `${where} is an empty list` };
  const wrong = list.findIndex((item) => !["string", "number", "boolean"].includes(typeof item));
  return wrong < 0
    ? list.map(String)
    : { malformed: `${where} is ${show(list[wrong])}; texts, numbers and booleans are allowed` };
}

export function conditions(fields: Fields, where: string): readonly Condition[] | Malformed {
  if (!fields.has("Condition")) return [];
  const operators = fieldsOf(fields.get("Condition"));
  if (operators === undefined) {
    return { malformed: `${where}.Condition is ${show(fields.get("Condition"))}, not an object` };
  }
  const found: Condition[] = [];
  for (const [operator, block] of operators) {
    const keys = fieldsOf(block);
    const name = `${where}.Condition.${operator}`;
    if (keys === undefined || keys.size === 0) {
      return {
        malformed: `${name} is ${keys ? "empty" : show(block)}; a key and values are needed`,
      };
    }
    const seen = new Set<string>();
    for (const [key, value] of keys) {
      // AWS refuses this ("Duplicate keys with different case"), so nobody knows which one would count.
      if (seen.has(key.toLowerCase())) return { malformed: `${name} has ${key} twice` };
      seen.add(key.toLowerCase());
      found.push({ operator, key, values: conditionValues(value, `${name}.${key}`) });
    }
  }
  return found;
}
