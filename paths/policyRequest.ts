import { fingerprint } from "./fingerprint";
import type { Journey } from "./journey";
import type { Network, Node } from "./network/network";
import { policyOf, triggersOf } from "./network/apis";
import { isMap, known, UNKNOWN } from "./network/properties";
import type { ContextValue, RequestContext } from "./policies/conditions";
import { isMalformed } from "./policies/elements";
import { parsePolicy, type PolicyDocument } from "./policies/document";
import { evaluatePolicy, type Decision, type PolicyRequest } from "./policies/evaluate";
import type { Caller } from "./policies/principals";
import { findOpenStatements, type OpenStatement } from "./policies/open";

/** The action of a call of an API. */
const INVOKE = "execute-api:Invoke";

/** The ARN that a call asks for: stage, verb and path as the caller wrote them. */
export function resourceArn({ api, stageName, request, path }: Journey): string | undefined {
  const prefix = known(api?.properties.text("executionArn"));
  return prefix === undefined ? undefined : `${prefix}/${stageName}/${request.method}${path}`;
}

/**
 * What policies see of a call, an unsigned one unless a caller is given. Behind a load balancer the endpoint, the VPC and the address are
 * those of the service's account, never the customer's: the endpoint was seen in S1 (C4, C6, C7), VPC and
 * address are inferred from AWS's reverse proxy sample.
 */
export function policyRequest(
  journey: Journey,
  caller: Caller = "anonymous",
): PolicyRequest | undefined {
  const { network, apiEndpoint, api } = journey;
  const resource = resourceArn(journey);
  if (!apiEndpoint || !api || resource === undefined) {
    return undefined;
  }
  const address = sourceAddress(journey);
  const who = caller === "anonymous" ? caller : JSON.stringify(caller);
  const what = `${resource} from ${String(address)} to ${api.urn} by ${who}`;
  return network.onceFor(what, apiEndpoint, () =>
    requestAt(apiEndpoint, api, resource, address, caller),
  );
}

function requestAt(
  apiEndpoint: Node,
  api: Node,
  resource: string,
  address: ContextValue,
  principal: Caller,
): PolicyRequest {
  const vpcId = known(apiEndpoint.properties.text("vpcId"));
  return {
    principal,
    action: INVOKE,
    resource,
    resourcePrefix: known(api.properties.text("executionArn")),
    context: {
      "aws:sourcevpce": apiEndpoint.id === "" ? "unknown" : [apiEndpoint.id],
      "aws:sourcevpc": vpcId === undefined ? "unknown" : [vpcId],
      "aws:vpcsourceip": address,
      "aws:sourceip": "unknown",
      "aws:securetransport": ["true"],
      ...(principal === "anonymous" ? UNSIGNED : signedBy(principal)),
    },
  };
}

const UNSIGNED: RequestContext = {
  "aws:principalaccount": ["anonymous"],
  "aws:principalorgid": "absent",
  "aws:principalarn": "absent",
};

/** Of an identity its account alone is told here; the other keys about it stay unknown. */
const signedBy = ({ account }: Exclude<Caller, "anonymous">): RequestContext => ({
  "aws:principalaccount": account === undefined ? "unknown" : [account],
});

function sourceAddress({ leg, vantage }: Journey): ContextValue {
  if (leg) {
    return leg.node?.address === undefined ? "unknown" : [leg.node.address];
  }
  const address = vantage.kind === "internet" ? undefined : vantage.address;
  return address === undefined ? "unknown" : [address];
}

const parsed = new Map<string, PolicyDocument>();

/** A policy's document, read once for the same text. */
export function readPolicy(policy: unknown): PolicyDocument {
  if (policy === UNKNOWN || typeof policy !== "string") {
    return parsePolicy(policy === UNKNOWN ? undefined : policy);
  }
  let document = parsed.get(policy);
  if (!document) {
    if (parsed.size > 1_000) {
      parsed.clear();
    }
    document = parsePolicy(policy);
    parsed.set(policy, document);
  }
  return document;
}

type Decisions = WeakMap<PolicyRequest, Map<PolicyDocument, Decision>>;
const decisions: Record<"api" | "endpoint", Decisions> = {
  api: new WeakMap(),
  endpoint: new WeakMap(),
};

/**
 * What a policy says to a request, worked out once for the same text and the same request.
 *
 * @param of whose policy it is: an endpoint's has no short forms of resources
 */
export function decide(
  policy: unknown,
  request: PolicyRequest,
  of: "api" | "endpoint" = "api",
): Decision {
  const document = readPolicy(policy);
  let known = decisions[of].get(request);
  if (!known) {
    known = new Map();
    decisions[of].set(request, known);
  }
  let decision = known.get(document);
  if (!decision) {
    const { resourcePrefix } = of === "api" ? request : {};
    decision = evaluatePolicy(document, { ...request, resourcePrefix });
    known.set(document, decision);
  }
  return decision;
}

const openStatements = new WeakMap<PolicyDocument, readonly OpenStatement[]>();

/** Whether a policy is the one that an endpoint has when nobody writes one: everything to everybody. */
export function isFullAccess(policy: unknown): boolean {
  const [only, ...others] = readPolicy(policy).statements;
  if (only?.effect !== "Allow" || others.length > 0) {
    return false;
  }
  const { principals, actions, resources, conditions } = only;
  const isAll = (ids: readonly string[]) => ids.length === 1 && ids[0] === "*";
  return (
    !isMalformed(principals) &&
    isAll(principals.named.map(({ type, id }) => (type === "AWS" ? id : type))) &&
    [actions, resources].every(
      (part) => !isMalformed(part) && !part.negated && isAll(part.values),
    ) &&
    !principals.negated &&
    !isMalformed(conditions) &&
    conditions.length === 0
  );
}

/** The statements of a policy that let everybody in, found once for the same text. */
export function openStatementsOf(policy: unknown): readonly OpenStatement[] {
  const document = readPolicy(policy);
  let found = openStatements.get(document);
  if (!found) {
    found = findOpenStatements(document);
    openStatements.set(document, found);
  }
  return found;
}

/** Whether a deployment is of the policy that the API has now. */
export function policyIsDeployed(journey: Journey): boolean | typeof UNKNOWN {
  const { network, api, deployment } = journey;
  if (!api || !deployment) {
    return UNKNOWN;
  }
  const { node, document } = policyOf(network, api);
  const noted = triggersOf(deployment)?.text("policy");
  if (noted === UNKNOWN) {
    return UNKNOWN;
  }
  if (typeof noted === "string" && typeof document === "string") {
    return noted === fingerprintOf(network, document);
  }
  const made = timeOf(deployment.state, "created");
  const changed = timeOf(node.state, "modified");
  return made === undefined || changed === undefined ? UNKNOWN : changed <= made;
}

/** A policy's fingerprint as the program notes it among a deployment's triggers. */
function fingerprintOf(network: Network, document: string): string | undefined {
  return network.onceFor("fingerprint", document, () => {
    try {
      return fingerprint(JSON.parse(document));
    } catch {
      return undefined;
    }
  });
}

function timeOf(state: object, key: string): number | undefined {
  const value: unknown = isMap(state) ? state[key] : undefined;
  const time = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
