import { hasVariable } from "./document";
import { isMalformed, type Condition } from "./elements";
import { parseOperator, type Operator } from "./operators";
import { allOf, and, not, or, toTruth, type Judgement, type Truth } from "./truth";

/** What a request carries under a key: its values, nothing, or something that nobody knows. */
export type ContextValue = readonly string[] | "absent" | "unknown";

/** What is known of a request, by condition key in any case. A key that is not in it is `unknown`. */
export type RequestContext = Readonly<Record<string, ContextValue>>;

/** Answers what a request carries under a key, whatever the key's case. */
export type Lookup = (key: string) => ContextValue;

/** Context key names are not case-sensitive (IAM User Guide, reference_policies_elements_condition). */
export function lookupIn(context: RequestContext): Lookup {
  const values = new Map<string, ContextValue>();
  for (const [key, value] of Object.entries(context)) {
    const name = key.toLowerCase();
    // Two spellings of one key with two values: whoever made the context does not know either.
    values.set(name, values.has(name) ? "unknown" : value);
  }
  return (key) => values.get(key.toLowerCase()) ?? "unknown";
}

/** `Null` holds for "true" when the key is missing, and for "false" when it is there with a value. */
function judgeNull(given: readonly string[], listed: readonly string[]): Truth {
  const missing = given.length === 0;
  return or(
    listed.map((value) =>
      value === "true" ? toTruth(missing) : value === "false" ? toTruth(!missing) : "unknown",
    ),
  );
}

/**
 * Whether the values of a key meet an operator. None at all means that the key is missing.
 *
 * - Several listed values are OR-ed; of a negated operator none may match (NOR).
 * - A missing key meets negated operators and `IfExists`, and no others.
 * - `ForAnyValue`: at least one given value meets it; `ForAllValues`: every one, so also none at all.
 *
 * Source: IAM User Guide, reference_policies_condition-logic-multiple-context-keys-or-values and
 * reference_policies_condition-single-vs-multi-valued-context-keys.
 */
function judgeValues(
  operator: Operator,
  given: readonly string[],
  listed: readonly string[],
  version?: string,
): Truth {
  const { compare, negated, ifExists, set } = operator;
  if (compare === "Null") return judgeNull(given, listed);
  const meets = (value: string): Truth => {
    const matched = or(
      listed.map((item) => (hasVariable(item, version) ? "unknown" : compare(value, item))),
    );
    return negated ? not(matched) : matched;
  };
  if (set !== undefined) {
    // For the set operators an empty text is "a null data set".
    const values = given.filter((value) => value !== "");
    if (set === "ForAllValues") return and(values.map(meets));
    return values.length === 0 && ifExists ? "yes" : or(values.map(meets));
  }
  if (given.length === 0) return toTruth(ifExists || negated);
  // A key with several values needs a set operator; what IAM does without one is written nowhere.
  return given.length === 1 ? meets(given[0] ?? "") : "unknown";
}

/** Up to four values as a sentence names them. */
function enumerate(values: readonly string[]): string {
  const more = values.length > 4 ? ` or ${values.length - 4} more` : "";
  return values.slice(0, 4).join(" or ") + more;
}

/** Whether a request meets one key of a Condition. */
export function judgeCondition(condition: Condition, lookup: Lookup, version?: string): Judgement {
  const { operator: name, key, values: listed } = condition;
  const unclear = (why: string): Judgement => ({
    holds: "unknown",
    because: `${name} on ${key} cannot be judged: ${why}`,
  });
  if (isMalformed(listed)) return unclear(listed.malformed);
  const operator = parseOperator(name);
  if (operator === undefined) return unclear(`${name} is not an operator known here`);
  const value = lookup(key);
  if (value === "unknown") return unclear(`what the request carries as ${key} is not known`);
  const given = value === "absent" ? [] : value;
  const holds = judgeValues(operator, given, listed, version);
  if (holds === "unknown") {
    return unclear(`${enumerate(given) || "a missing key"} against ${enumerate(listed)}`);
  }
  const carries =
    given.length === 0 ? `the request carries no ${key}` : `${key} is ${enumerate(given)}`;
  const verb = holds === "yes" ? "meets" : "does not meet";
  return { holds, because: `${carries}, which ${verb} ${name} ${enumerate(listed)}` };
}

/** Whether a request meets a whole Condition: all its operators and all their keys, AND-ed. */
export function judgeConditions(
  conditions: readonly Condition[],
  lookup: Lookup,
  version?: string,
): Judgement {
  return allOf(conditions.map((condition) => judgeCondition(condition, lookup, version)));
}
