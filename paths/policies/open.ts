/**
 * Statements that let everybody in: judged by asking the policy itself about a stranger, who has no
 * identity and comes from an endpoint that nobody listed, or from no endpoint at all.
 */
import { expandResource } from "./arn";
import { lookupIn, type ContextValue, type RequestContext } from "./conditions";
import { type PolicyDocument, type Statement } from "./document";
import { isMalformed, type Condition } from "./elements";
import { judgeStatement, nameOf, type PolicyRequest, type StatementReference } from "./evaluate";
import { parseOperator } from "./operators";

/** A statement that lets everybody in. */
export interface OpenStatement extends StatementReference {
  /** One sentence. */
  readonly reason: string;
}

/** Ids and an address that no policy lists; 240.0.0.0/4 is in no VPC. */
const FROM_AN_ENDPOINT: RequestContext = {
  "aws:sourcevpce": ["vpce-of-a-stranger"],
  "aws:sourcevpc": ["vpc-of-a-stranger"],
  "aws:vpcsourceip": ["240.0.0.1"],
};
const FROM_NO_ENDPOINT: RequestContext = {
  "aws:sourcevpce": "absent",
  "aws:sourcevpc": "absent",
  "aws:vpcsourceip": "absent",
};

/** What every unsigned call over HTTPS carries. */
const UNSIGNED: RequestContext = {
  "aws:principalaccount": ["anonymous"],
  "aws:principalisawsservice": ["false"],
  "aws:securetransport": ["true"],
  "aws:viaawsservice": ["false"],
};

/** Headers that the caller writes: "should not be used to prevent unauthorized parties". */
const CHOSEN_BY_THE_CALLER = ["aws:referer", "aws:useragent"];

const isChosen = ({ key }: Condition): boolean => CHOSEN_BY_THE_CALLER.includes(key.toLowerCase());

/** Everything that the keys of a policy ask of a stranger; of an identity there is nothing to know. */
function strangerContext(document: PolicyDocument, network: RequestContext): RequestContext {
  const context: Record<string, ContextValue> = { ...UNSIGNED, ...network };
  for (const { conditions } of document.statements) {
    for (const { key } of isMalformed(conditions) ? [] : conditions) {
      const name = key.toLowerCase();
      if (/^aws:(principal|user(id|name)$)/.test(name)) context[name] ??= "absent";
    }
  }
  return context;
}

const ANY_API = "arn:aws:execute-api:region:account:api";

/**
 * A method's ARN that a Resource covers and that no pattern covers by chance: each wildcard becomes letters
 * of its own, and an open end is filled up to `{api}/{stage}/{METHOD}/{path}`.
 */
function sampleOf(resource: string, resourcePrefix = ANY_API): string {
  const pattern = resource === "*" ? `${resourcePrefix}/*` : resource;
  const full = expandResource(pattern, resourcePrefix) ?? pattern;
  const parts = full.replace(/\*/g, "zz").replace(/\?/g, "z").split(":");
  while (parts.length < 6) parts.push("zz");
  const path = parts.slice(5).join(":").split("/");
  while (full.endsWith("*") && path.length < 4) path.push("zz");
  return [...parts.slice(0, 5), path.join("/")].join(":");
}

function samplesOf({ resources }: Statement, resourcePrefix?: string): string[] {
  if (isMalformed(resources)) return [];
  const samples = (resources.negated ? ["*"] : resources.values).map((resource) =>
    sampleOf(resource, resourcePrefix),
  );
  // With the API known, the question is about it alone, whatever else a wildcard covers.
  return resourcePrefix === undefined
    ? samples
    : samples.map((sample) => resourcePrefix + sample.replace(/^[^/]*/, ""));
}

/** The statement without what any caller can meet by writing a header. */
function withoutChosen(statement: Statement): Statement {
  if (isMalformed(statement.conditions)) return statement;
  return { ...statement, conditions: statement.conditions.filter((one) => !isChosen(one)) };
}

/** Whether a caller can write a header that a Deny does not mean. */
const isEscaped = ({ conditions }: Statement): boolean =>
  !isMalformed(conditions) && conditions.some(isChosen);

/** Ids that are of the other kind than the key, and that no request carries under it. */
const MISTAKEN: Readonly<Record<string, readonly [prefix: string, what: string]>> = {
  "aws:sourcevpc": ["vpce-", "an endpoint's id and no VPC's"],
  "aws:sourcevpce": ["vpc-", "a VPC's id and no endpoint's"],
};

/** Whether a condition is written so that a missing key meets it. */
function holdsWithout({ operator }: Condition): boolean {
  const { ifExists = false, set } = parseOperator(operator) ?? {};
  return ifExists || set === "ForAllValues";
}

/** Why a stranger meets a condition, in the words of the policy. */
function explain(condition: Condition, network: RequestContext): string {
  const { operator: name, key } = condition;
  const values = isMalformed(condition.values) ? [] : condition.values;
  if (isChosen(condition)) return `${key} is a header that every caller can write`;
  const [prefix, what] = MISTAKEN[key.toLowerCase()] ?? [];
  const mistaken = values.find((value) => prefix !== undefined && value.startsWith(prefix));
  const negated = parseOperator(name)?.negated === true;
  if (negated && mistaken !== undefined) {
    return `${name} compares ${key} with ${mistaken}, which is ${what}, so every caller meets it`;
  }
  if (negated) return `${name} lets in every ${key} except ${values.join(", ")}`;
  return network === FROM_NO_ENDPOINT && holdsWithout(condition)
    ? `${name} also holds for a call without ${key}`
    : `every caller meets ${name} ${key} ${values.join(", ")}`;
}

/**
 * The statements that let everybody in who reaches the API: Allow, for everybody, with no condition that
 * keeps a stranger out, and no Deny that does. Only what is certain: a statement with an operator or key
 * that is not known here, or that cannot be read, is never in the list.
 *
 * A range of addresses counts as keeping strangers out, although anybody can make a VPC with that range.
 *
 * @param resourcePrefix the ARN of the API that the policy belongs to, where it has short forms
 */
export function findOpenStatements(
  document: PolicyDocument,
  resourcePrefix?: string,
): OpenStatement[] {
  if (document.problem !== undefined) return [];
  return document.statements.flatMap((statement): OpenStatement[] => {
    const { index, sid, effect, conditions } = statement;
    if (effect !== "Allow" || isMalformed(conditions)) return [];
    // A private API gets no call without an endpoint, so only a condition that is written for one counts.
    const origins = conditions.some(holdsWithout)
      ? [FROM_AN_ENDPOINT, FROM_NO_ENDPOINT]
      : [FROM_AN_ENDPOINT];
    const network = origins.find((candidate) =>
      samplesOf(statement, resourcePrefix).some((resource) =>
        letsIn(document, statement, {
          principal: "anonymous",
          action: "execute-api:Invoke",
          resource,
          // Without the API's own prefix a short form is about whatever API the sample is of.
          resourcePrefix: resourcePrefix ?? resource.replace(/\/.*$/s, ""),
          context: strangerContext(document, candidate),
        }),
      ),
    );
    if (network === undefined) return [];
    const why =
      conditions.length === 0
        ? "it has no condition"
        : conditions.map((condition) => explain(condition, network)).join(", and ");
    const reference = { index, ...(sid === undefined ? {} : { sid }) };
    return [{ ...reference, reason: `${nameOf(reference)} lets everybody in: ${why}.` }];
  });
}

/** Whether a statement surely allows a request that no Deny may apply to. */
function letsIn(document: PolicyDocument, statement: Statement, request: PolicyRequest): boolean {
  if (!/^arn:[^:]*:execute-api:/.test(request.resource)) return false;
  const lookup = lookupIn(request.context);
  const holds = (one: Statement): string =>
    judgeStatement(one, request, lookup, document.version).holds;
  if (holds(withoutChosen(statement)) !== "yes") return false;
  return document.statements.every(
    (other) => other.effect === "Allow" || isEscaped(other) || holds(other) === "no",
  );
}
