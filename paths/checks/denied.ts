import { resourceArn } from "../policyRequest";
import type { Journey } from "../journey";
import type { Decision } from "../policies/evaluate";
import type { Caller } from "../policies/principals";
import { refused, type HttpOutcome } from "./check";

/**
 * What a caller sees of a policy that denies: the account is masked but for four digits (seen, C12). The
 * words for an explicit deny are general knowledge. Of a signed call whose signer's name is not known the
 * body is not known either.
 */
export function denied(
  journey: Journey,
  decision: Pick<Decision, "effect">,
  caller: Caller = "anonymous",
): HttpOutcome {
  const resource = (resourceArn(journey) ?? "").replace(/:\d{8}(\d{4}):/, ":********$1:");
  const suffix = decision.effect === "explicitDeny" ? " with an explicit deny" : "";
  const name = caller === "anonymous" ? caller : caller.arn;
  const message = `User: ${name} is not authorized to perform: execute-api:Invoke on resource: ${resource}${suffix}`;
  const seen = refused(403, JSON.stringify({ Message: message }), "AccessDeniedException");
  return name === undefined ? { ...seen, body: undefined } : seen;
}
