import { authorizationOf, signatureOf, signerOf, type Signer } from "../caller";
import { policyOf } from "../network/apis";
import type { Node } from "../network/network";
import { known } from "../network/properties";
import { ownPoliciesSay } from "../network/roles";
import type { Decision } from "../policies/evaluate";
import { nameOfCaller } from "../policies/principals";
import { decide, policyRequest } from "../policyRequest";
import { denied } from "./denied";
import { fault, nameOf, unknown, type Check } from "./check";

export const authDenied: Check = {
  code: "AUTH_DENIED",
  hop: "method",
  cause:
    "The call is signed, and its identity may not invoke the API: one policy denies it, or none allows it. Across accounts both must allow it, the API's policy and the identity's own.",
  symptom: '403 `{"Message":"User: arn:aws:sts::… is not authorized …"}`',
  repair:
    "Allow execute-api:Invoke to the identity: in its own policies, and across accounts in the API's policy too.",
  source: "API Gateway guide, policy evaluation outcome tables (IAM and resource policy)",
  evidence: "documented",
  judge: (journey) => {
    const { network, api } = journey;
    const isJudged =
      authorizationOf(journey) === "AWS_IAM" && signatureOf(journey.request) === "signed";
    if (!api || !isJudged) {
      return undefined;
    }
    const signer = signerOf(journey);
    const request = policyRequest(journey, signer.caller);
    const toAll = policyRequest(journey, {});
    const { node, document } = policyOf(network, api);
    const who = nameOfCaller(signer.caller);
    if (!request || !toAll) {
      return unknown(`whether ${who} may invoke ${nameOf(api)}`);
    }
    const isThere = document !== undefined && document !== "";
    // What is denied whoever calls is said of the policy itself: see RESOURCE_POLICY_DENIED.
    const isDeniedToAll = isThere && decide(document, toAll).effect === "explicitDeny";
    const ofApi = isDeniedToAll ? ALLOWED : isThere ? decide(document, request) : SILENT;
    const own: Decision = signer.role
      ? ownPoliciesSay(network, signer.role, request)
      : { effect: "unknown", statements: [], reason: `no export holds the policies of ${who}.` };
    const account = known(api.properties.text("executionArn"))?.split(":")[4];
    const isSame =
      signer.caller.account === undefined ? undefined : signer.caller.account === account;
    const judged = together(ofApi, own, isSame);
    if (judged === "allow") {
      return undefined;
    }
    if (judged === "unknown") {
      const why = own.effect === "unknown" ? own.reason : ofApi.reason;
      return unknown(`whether ${who} may invoke ${nameOf(api)}: ${why}`);
    }
    return judged.map((refusal) =>
      fault({
        ...blame(refusal, signer, node, isSame === false),
        seen: denied(journey, refusal.decision, signer.caller),
        assumption: signer.assumption,
      }),
    );
  },
};

const ALLOWED: Decision = { effect: "allow", statements: [], reason: "" };
const SILENT: Decision = {
  ...{ effect: "implicitDeny", statements: [], reason: "The API has no policy." },
};

/** Which policy keeps a call out, and what it says. */
interface Refusal {
  by: "api" | "own";
  decision: Decision;
}

/**
 * The table of a policy of an API and those of an identity: a Deny anywhere denies; in one account one
 * Allow is enough, across accounts both are needed.
 *
 * @param isSame whether the identity is of the API's account; `undefined` when that is not known
 */
function together(
  ofApi: Decision,
  own: Decision,
  isSame: boolean | undefined,
): "allow" | "unknown" | readonly Refusal[] {
  const both: readonly Refusal[] = [
    { by: "api", decision: ofApi },
    { by: "own", decision: own },
  ];
  const having = (effect: Decision["effect"]) =>
    both.filter(({ decision }) => decision.effect === effect);
  const [denies, silent] = [having("explicitDeny"), having("implicitDeny")];
  const refusals =
    isSame === false
      ? [...denies, ...silent]
      : // In one account the identity's own policies are made to speak where nothing does.
        [...denies, ...(silent.length === both.length ? silent.slice(1) : [])];
  if (refusals.length > 0) {
    return refusals;
  }
  const isOpen = having("unknown").length > 0 || (isSame === undefined && silent.length > 0);
  return isOpen ? "unknown" : "allow";
}

function blame(
  { by, decision }: Refusal,
  { caller, role }: Signer,
  policy: Node,
  isAcross: boolean,
) {
  const who = nameOfCaller(caller);
  const needs = isAcross ? ", and across accounts both policies must allow it" : "";
  const resource = by === "api" ? policy : role;
  const where = by === "api" ? "the API's policy, and deploy again" : `the policies of ${who}`;
  const whose = by === "api" ? "the API's policy" : `the policies of ${who}`;
  return {
    resource,
    detail: `${whose}: ${decision.reason.replace(/\.$/, "")}${needs}`,
    fix:
      decision.effect === "explicitDeny"
        ? `take the Deny out of ${where}`
        : `allow execute-api:Invoke to ${who} in ${where}`,
  };
}
