import type { Principals } from "./elements";
import { not, or, toTruth, type Judgement, type Truth } from "./truth";
import { hasWildcard } from "./wildcard";

/**
 * Who calls: nobody in particular (an unsigned request), or a signed identity of an account, of which
 * account or ARN are left out where nobody can tell them.
 */
export type Caller = "anonymous" | { readonly account?: string; readonly arn?: string };

/** A caller as a sentence names it. */
export function nameOfCaller(caller: Caller): string {
  if (caller === "anonymous") return caller;
  const { account, arn } = caller;
  return arn ?? (account === undefined ? "whoever signed it" : `an identity of ${account}`);
}

/** The account that `123456789012` or `arn:aws:iam::123456789012:root` names as a whole. */
function accountNamed(id: string): string | undefined {
  const [, short, full] = /^(?:(\d{12})|arn:[^:]+:iam::(\d{12}):root)$/.exec(id) ?? [];
  return short ?? full;
}

/** Whether an ARN in a policy is the caller's own, or that of the role whose session the caller is. */
function isIdentity(id: string, arn: string): boolean {
  if (id === arn) return true;
  const session = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  const role = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(id);
  // A session's ARN leaves out the path of its role, and role names are unique in an account.
  return session !== null && role !== null && [1, 2, 3].every((at) => session[at] === role[at]);
}

/** Whether one name in a Principal stands for the caller. */
function matches(type: string, id: string, caller: Caller): Truth {
  if (type === "AWS" && id === "*") return "yes";
  if (caller === "anonymous" || type === "Service") return "no";
  if (type !== "AWS" || hasWildcard(id)) return "unknown";
  const account = accountNamed(id);
  if (account !== undefined) {
    return caller.account === undefined ? "unknown" : toTruth(account === caller.account);
  }
  // The id of an identity that was deleted stays behind and stands for nobody.
  if (/^A[A-Z0-9]{15,}$/.test(id)) return "no";
  if (!id.startsWith("arn:")) return "unknown";
  const isElsewhere = caller.account !== undefined && id.split(":")[4] !== caller.account;
  return isElsewhere
    ? "no"
    : caller.arn === undefined
      ? "unknown"
      : toTruth(isIdentity(id, caller.arn));
}

/**
 * Whether NotPrincipal excepts a signed caller for sure: it must name the account and the identity, as
 * "AWS might validate the account first and then the user".
 */
function isExcepted(principals: Principals, caller: Caller): Truth {
  const matched = principals.named.map(({ type, id }) => matches(type, id, caller));
  if (caller === "anonymous" || or(matched) !== "yes") return or(matched);
  const ids = principals.named.filter((_, at) => matched[at] === "yes").map(({ id }) => id);
  const whole = ids.some((id) => id === "*" || accountNamed(id) === caller.account);
  const itself = ids.some((id) => id === "*" || isIdentity(id, caller.arn ?? ""));
  return whole && itself ? "yes" : "unknown";
}

/**
 * Whether a statement is about this caller. An anonymous caller is met by `"*"` and `{AWS: "*"}` alone,
 * and by a NotPrincipal that names somebody else.
 *
 * Source: IAM User Guide, reference_policies_elements_principal, "All principals", and
 * reference_policies_elements_notprincipal.
 */
export function judgePrincipals(principals: Principals, caller: Caller): Judgement {
  const holds = principals.negated
    ? not(isExcepted(principals, caller))
    : or(principals.named.map(({ type, id }) => matches(type, id, caller)));
  if (holds === "yes") return { holds, because: "" };
  const who = nameOfCaller(caller);
  const names = principals.named.map(({ id }) => id).join(", ") || "nobody";
  const element = principals.negated ? "NotPrincipal" : "Principal";
  return {
    holds,
    because:
      holds === "no"
        ? `the caller is ${who} and the ${element} is ${names}`
        : `whether the ${element} ${names} stands for ${who} is not certain`,
  };
}
