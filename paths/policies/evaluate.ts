import { matchResource } from "./arn";
import { judgeConditions, lookupIn, type Lookup, type RequestContext } from "./conditions";
import { hasVariable, type PolicyDocument, type Statement } from "./document";
import { isMalformed, type Malformed } from "./elements";
import { judgePrincipals, type Caller } from "./principals";
import { allOf, not, or, toTruth, type Judgement } from "./truth";
import { fits } from "./wildcard";

/** One call, as the policy of an API or of an endpoint sees it. */
export interface PolicyRequest {
  readonly principal: Caller;
  /** `execute-api:Invoke` for a call of an API. */
  readonly action: string;
  /** Full ARN: `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{METHOD}/{path}`. */
  readonly resource: string;
  /**
   * The ARN of the API that the policy belongs to (`executionArn`), with which its short forms are
   * expanded; leave it out for the policy of an endpoint, which has no short forms.
   */
  readonly resourcePrefix?: string;
  /**
   * What is known of the request. A key that is left out is unknown; write `absent` for one that the
   * request is known not to carry. `aws:PrincipalAccount` of an unsigned call is `anonymous`.
   */
  readonly context: RequestContext;
}

/** A statement, as an answer names it. */
export interface StatementReference {
  readonly index: number;
  readonly sid?: string;
}

export interface Decision {
  readonly effect: "allow" | "explicitDeny" | "implicitDeny" | "unknown";
  /** Those that decided; for `unknown` those that could not be judged; none for `implicitDeny`. */
  readonly statements: readonly StatementReference[];
  /** One sentence. */
  readonly reason: string;
}

type Judged = { readonly statement: Statement; readonly judgement: Judgement };

/** `Statement[1] (OnlyOurEndpoint)`. */
export function nameOf({ index, sid }: StatementReference): string {
  return `Statement[${index}]${sid ? ` (${sid})` : ""}`;
}

function judgePart<T>(part: T | Malformed, judge: (part: T) => Judgement): Judgement {
  return isMalformed(part) ? { holds: "unknown", because: part.malformed } : judge(part);
}

/** Action names are case-insensitive and may hold wildcards (IAM User Guide, Action element). */
function matchAction(pattern: string, action: string): Judgement["holds"] {
  if (pattern !== "*" && !pattern.includes(":")) return "unknown";
  return toTruth(fits(pattern.toLowerCase(), action.toLowerCase()));
}

/**
 * Whether a statement is about a request, whatever its effect.
 *
 * @param lookup what the request carries, from `lookupIn(request.context)`
 */
export function judgeStatement(
  statement: Statement,
  request: PolicyRequest,
  lookup: Lookup,
  version?: string,
): Judgement {
  const { action, resource, resourcePrefix, principal } = request;
  return allOf([
    {
      holds: statement.problem === undefined ? "yes" : "unknown",
      because: statement.problem ?? "",
    },
    judgePart(statement.principals, (principals) => judgePrincipals(principals, principal)),
    judgePart(statement.actions, ({ negated, values }) => {
      const matched = or(values.map((pattern) => matchAction(pattern, action)));
      const holds = negated ? not(matched) : matched;
      const because = `its ${negated ? "NotAction" : "Action"} is ${values.join(", ")}`;
      return { holds, because: holds === "yes" ? "" : because };
    }),
    judgePart(statement.resources, ({ negated, values }) => {
      const matched = or(
        values.map((pattern) =>
          hasVariable(pattern, version)
            ? "unknown"
            : matchResource(pattern, resource, resourcePrefix),
        ),
      );
      const holds = negated ? not(matched) : matched;
      const because = `the call is for ${resource} and its ${negated ? "NotResource" : "Resource"} is `;
      return { holds, because: holds === "yes" ? "" : because + values.join(", ") };
    }),
    judgePart(statement.conditions, (all) => judgeConditions(all, lookup, version)),
  ]);
}

function decide(
  effect: Decision["effect"],
  judged: readonly Judged[],
  verb: string,
  otherwise = "it covers this call",
): Decision {
  const reasons = judged.map(
    ({ statement, judgement }) => `${nameOf(statement)} ${verb}: ${judgement.because || otherwise}`,
  );
  return {
    effect,
    statements: judged.map(({ statement: { index, sid } }) => ({
      index,
      ...(sid === undefined ? {} : { sid }),
    })),
    reason: `${reasons.join("; ")}.`,
  };
}

/** Why nothing allows a call: what kept each statement that might have. */
function implicitDeny(allows: readonly Judged[]): Decision {
  const misses = allows
    .slice(0, 3)
    .map(
      ({ statement, judgement }) => `${nameOf(statement)} does not apply, as ${judgement.because}`,
    );
  const why =
    misses.length === 0 ? "the policy has no statement that allows anything" : misses.join("; ");
  return { effect: "implicitDeny", statements: [], reason: `Nothing allows it: ${why}.` };
}

/**
 * What a policy says to a request: an explicit Deny decides, then an Allow, else it is denied.
 *
 * What cannot be judged counts both ways: a Deny that may apply makes an allowed request `unknown`, and so
 * does an Allow that may apply a denied one. A request that nothing may allow is `implicitDeny`, also when
 * a Deny could not be judged: for an unsigned call that is the same answer.
 *
 * Source: IAM User Guide, reference_policies_evaluation-logic.
 */
export function evaluatePolicy(document: PolicyDocument, request: PolicyRequest): Decision {
  if (document.problem !== undefined) {
    const reason = `The policy cannot be read: ${document.problem}.`;
    return { effect: "unknown", statements: [], reason };
  }
  const lookup = lookupIn(request.context);
  const judged = document.statements.map((statement): Judged => {
    const judgement = judgeStatement(statement, request, lookup, document.version);
    if (!isMalformed(statement.effect) || judgement.holds === "no") return { statement, judgement };
    return { statement, judgement: { holds: "unknown", because: statement.effect.malformed } };
  });
  const may = (effect: "Allow" | "Deny", holds: Judgement["holds"]): Judged[] =>
    judged.filter(
      ({ statement, judgement }) =>
        judgement.holds === holds && (statement.effect === effect || isMalformed(statement.effect)),
    );

  const [denied] = may("Deny", "yes");
  if (denied !== undefined) return decide("explicitDeny", [denied], "denies it");
  const [allowed] = may("Allow", "yes");
  const unclearDenies = may("Deny", "unknown");
  if (allowed !== undefined) {
    return unclearDenies.length > 0
      ? decide("unknown", unclearDenies, "may deny it")
      : decide("allow", [allowed], "allows it");
  }
  const unclearAllows = may("Allow", "unknown");
  if (unclearAllows.length > 0) return decide("unknown", unclearAllows, "may allow it");
  return implicitDeny(may("Allow", "no"));
}
