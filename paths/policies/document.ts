/**
 * Policy documents as text or as objects → a typed `PolicyDocument`.
 *
 * Nothing here throws: a document that AWS would refuse is still a document that somebody may hand us.
 * What cannot be read is kept as a `Malformed` in the place where it stood, so that the evaluator can say
 * `unknown` with the reason, and only where that place matters.
 *
 * Source of the grammar: IAM User Guide, reference_policies_grammar.
 */
import {
  asList,
  conditions,
  fieldsOf,
  patterns,
  principals,
  show,
  type Condition,
  type Malformed,
  type Patterns,
  type Principals,
} from "./elements";

export interface Statement {
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny" | Malformed;
  readonly principals: Principals | Malformed;
  readonly actions: Patterns | Malformed;
  readonly resources: Patterns | Malformed;
  readonly conditions: readonly Condition[] | Malformed;
  /** What is wrong with the statement as a whole: no object, or an element that no policy has. */
  readonly problem?: string;
}

export interface PolicyDocument {
  readonly version?: string;
  readonly statements: readonly Statement[];
  /** What is wrong with the document as a whole; then nothing it says can be relied on. */
  readonly problem?: string;
}

/** The version of the policy language that has variables; elsewhere `${…}` is plain text. */
const WITH_VARIABLES = "2012-10-17";
const VERSIONS = ["2008-10-17", WITH_VARIABLES];
const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"],
  ...["Resource", "NotResource", "Condition"],
];

/** Whether a text of a policy holds a variable, which stands for something the request carries. */
export function hasVariable(text: string, version?: string): boolean {
  return version === WITH_VARIABLES && text.includes("${");
}

function statement(value: unknown, index: number): Statement {
  const where = `Statement[${index}]`;
  const fields = fieldsOf(value) ?? new Map<string, unknown>();
  const [sid, effect] = [fields.get("Sid"), fields.get("Effect")];
  const strange = [...fields.keys()].find((name) => !STATEMENT_ELEMENTS.includes(name));
  const problem =
    fieldsOf(value) === undefined
      ? `${where} is ${show(value)}, not an object`
      : strange !== undefined
        ? `${where} has ${show(strange)}, which no policy has`
        : undefined;
  return {
    index,
    ...(typeof sid === "string" ? { sid } : {}),
    effect:
      effect === "Allow" || effect === "Deny"
        ? effect
        : { malformed: `${where}.Effect is ${show(effect)}; Allow and Deny are allowed` },
    principals: principals(fields, where),
    actions: patterns(fields, "Action", where),
    resources: patterns(fields, "Resource", where),
    conditions: conditions(fields, where),
    ...(problem === undefined ? {} : { problem }),
  };
}

/**
 * Reads a policy document.
 *
 * @param policy its JSON text, as `@pulumi/aws` resources export it, or the object itself
 * @returns always a document; `problem` and `Malformed` parts say what could not be read
 */
export function parsePolicy(policy: unknown): PolicyDocument {
  let value = policy;
  if (typeof policy === "string") {
    try {
      value = JSON.parse(policy) as unknown;
    } catch {
      return { statements: [], problem: `it is ${show(policy)}, which is not JSON` };
    }
  }
  const fields = fieldsOf(value);
  if (fields === undefined)
    return { statements: [], problem: `it is ${show(value)}, not an object` };
  const version = fields.get("Version");
  const strange = [...fields.keys()].find((name) => !DOCUMENT_ELEMENTS.includes(name));
  const statements = fields.has("Statement") ? asList(fields.get("Statement")).map(statement) : [];
  const problem = !fields.has("Statement")
    ? "it has no Statement"
    : strange !== undefined
      ? `it has ${show(strange)}, which no policy has`
      : version !== undefined && !VERSIONS.includes(version as string)
        ? `its Version is ${show(version)}; allowed are ${VERSIONS.join(" and ")}`
        : undefined;
  return {
    ...(typeof version === "string" ? { version } : {}),
    statements,
    ...(problem === undefined ? {} : { problem }),
  };
}
