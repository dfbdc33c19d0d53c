import { z } from "zod";
import { helpOf, keysOf, schemaAt } from "./help";
import { formatValue, nearest, type Problem } from "./problems";
import type { Locate } from "./settingsFile";

/** What all that is said of an issue is made from. */
interface Context {
  schema: z.core.$ZodType;
  /** What was checked. */
  given: unknown;
  locate: Locate;
  fullPath: FullPath;
}

/** The key path that users know, of a path below what was checked. */
type FullPath = (path: readonly PropertyKey[]) => PropertyKey[];

/**
 * What zod found, in the user's terms.
 *
 * @param given what was checked
 * @param schema what it was checked with; its help says what is allowed
 * @param locate says where a key path stands
 */
export function toProblems(
  issues: readonly z.core.$ZodIssue[],
  given: unknown,
  schema: z.core.$ZodType,
  locate: Locate,
  fullPath: FullPath = (path) => [...path],
): Problem[] {
  const context = { schema, given, locate, fullPath };
  const pathText = (path: readonly PropertyKey[]) => JSON.stringify(path.map(String));
  const unknown = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(issue, key, context))
      : [],
  );
  const meant = new Set(unknown.flatMap((one) => (one.meant ? [pathText(one.meant)] : [])));
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return unknown.filter((one) => one.issue === issue).map((one) => one.problem);
    }
    // A key that is there under a slip of its name is not missing besides.
    const value = valueAt(given, issue.path);
    return value === undefined && meant.has(pathText(issue.path))
      ? []
      : [wrongValue(issue, context)];
  });
}

function wrongValue(issue: z.core.$ZodIssue, context: Context): Problem {
  const { schema, given, locate, fullPath } = context;
  const value = valueAt(given, issue.path);
  const place = schemaAt(schema, issue.path, given);
  const help = helpOf(place);
  // A number is shown as it is written: 010000000007 is not 10000000007 to its writer.
  const written = typeof value === "number" ? locate.source?.(fullPath(issue.path)) : undefined;
  const shown = written ?? (value === undefined ? undefined : formatValue(value));
  const own = (issue.code === "custom" ? (issue.params ?? {}) : {}) as Partial<Problem>;
  return {
    where: locate(fullPath(issue.path)),
    what: issue.code === "custom" ? issue.message : whatOf(issue, value),
    value: own.value ?? shown,
    allowed: own.allowed ?? help?.allowed,
    fix: own.fix ?? fixOf(fullPath(issue.path), rightValue(place, value, shown) ?? help?.example),
  };
}

const NOT_ALLOWED = "is not allowed here";

/** What is wrong with a value of the wrong kind or size, as a phrase. */
function whatOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) {
    return "is missing";
  }
  switch (issue.code) {
    case "invalid_type":
      return typeof value === "number" && issue.expected === "number"
        ? "is not a whole number"
        : `is ${nounOf(value)}`;
    case "invalid_value":
      return typeof value === typeof issue.values[0] ? NOT_ALLOWED : `is ${nounOf(value)}`;
    case "too_small":
      return typeof value === "number" ? `is less than ${issue.minimum}` : "is empty";
    case "too_big":
      return typeof value === "number"
        ? `is more than ${issue.maximum}`
        : `has more than ${issue.maximum} ${Array.isArray(value) ? "entries" : "characters"}`;
    default:
      return NOT_ALLOWED;
  }
}

function nounOf(value: unknown): string {
  if (value === null) {
    return "empty";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
}

/** The value that was meant, as YAML, where what was given tells. */
function rightValue(
  schema: z.core.$ZodType | undefined,
  value: unknown,
  shown = "",
): string | undefined {
  if (typeof value === "number" && schema && z.safeParse(schema, shown).success) {
    return `"${shown}"`;
  }
  return typeof value === "string" ? nearest(value, helpOf(schema)?.values ?? []) : undefined;
}

/** The change that puts a value at a path. */
function fixOf(path: readonly PropertyKey[], value: string | undefined): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const key = path.at(-1);
  if (typeof key !== "string") {
    return `write ${value}`;
  }
  return `${/^[\w:-]+$/.test(key) ? key : `"${key}"`}: ${value}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key],
    given,
  );
}

/** A key that nothing knows, with the path of the one that was probably meant. */
function unknownKey(issue: z.core.$ZodIssue, key: string, context: Context) {
  const { schema, given, locate, fullPath } = context;
  const holder = valueAt(given, issue.path);
  const known = keysOf(schemaAt(schema, issue.path, given), holder);
  const near = nearest(key, known);
  const taken = near !== undefined && near in (holder as object);
  const problem: Problem = {
    where: locate(fullPath([...issue.path, key])),
    what: `is an unknown key${near ? `; did you mean ${near}?` : ""}`,
    value: key,
    allowed: known.join(", "),
    fix: near && !taken ? `rename ${key} to ${near}` : `remove ${key}`,
  };
  return { issue, problem, meant: near && [...issue.path, near] };
}
