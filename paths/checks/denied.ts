import { resourceArn } from "../policyRequest";
import type { Journey } from "../journey";
import type { Decision } from "../policies/evaluate";
import { refused, type Outcome } from "./check";

/**
 * What a caller sees of a policy that denies: the account is masked but for four digits (seen, C12). The
 * words for an explicit deny are general knowledge.
 */
export function denied(journey: Journey, decision: Decision): Outcome {
  const resource = (resourceArn(journey) ?? "").replace(/:\d{8}(\d{4}):/, ":********$1:");
  const suffix = decision.effect === "explicitDeny" ? " with an explicit deny" : "";
  const message = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${resource}${suffix}`;
  return refused(403, JSON.stringify({ Message: message }), "AccessDeniedException");
}
