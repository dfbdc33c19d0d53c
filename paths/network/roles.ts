import { parsePolicy, type PolicyDocument, type Statement } from "../policies/document";
import { evaluatePolicy, type Decision, type PolicyRequest } from "../policies/evaluate";
import type { Network, Node } from "./network";
import { known, UNKNOWN, type Maybe } from "./properties";

const ROLE = "aws:iam/role:Role";
const INLINE = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const MANAGED = "aws:iam/policy:Policy";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";

/** What policies that AWS keeps allow, on everything (AWS managed policy reference). */
const KEPT_BY_AWS: Readonly<Record<string, readonly string[]>> = {
  AmazonAPIGatewayInvokeFullAccess: ["execute-api:Invoke", "execute-api:ManageConnections"],
  AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
  AmazonS3ReadOnlyAccess: ["s3:Get*", "s3:List*", "s3:Describe*"],
  AmazonSSMManagedInstanceCore: ["ssm:*", "ssmmessages:*", "ec2messages:*"],
  AmazonAPIGatewayPushToCloudWatchLogs: ["logs:*"],
};
const AWS_ACCOUNT = "arn:aws:iam::aws:policy/";

export const roleWithArn = (network: Network, arn: string | undefined): Node | undefined =>
  network.where(ROLE, "arn", arn)[0];

/** The role whose credentials a machine has. */
export function roleOfInstance(network: Network, instance: Node): Node | undefined {
  const profile = known(instance.properties.text("iamInstanceProfile"));
  const [own] = network.where(PROFILE, "name", profile);
  return network.where(ROLE, "name", known(own?.properties.text("role")))[0];
}

/**
 * What a role's own policies say to a request: inline ones, and attached ones as far as anybody can know
 * them. `implicitDeny` is their silence. What they do not tell makes the answer unknown.
 *
 * @param request its principal decides nothing
 */
export function ownPoliciesSay(network: Network, role: Node, request: PolicyRequest): Decision {
  const { document, unclear } = network.onceFor("policies of a role", role, () =>
    policiesOf(network, role),
  );
  const decision = evaluatePolicy(document, request);
  return unclear === undefined || decision.effect === "explicitDeny"
    ? decision
    : { effect: "unknown", statements: [], reason: unclear };
}

function policiesOf(network: Network, role: Node): { document: PolicyDocument; unclear?: string } {
  const { properties } = role;
  const name = known(properties.text("name")) ?? (role.id || undefined);
  const unclear: string[] = [];
  const texts: Maybe<string>[] = network
    .belonging(INLINE, "role", role, name)
    .map((one) => one.properties.text("policy") ?? UNKNOWN);
  const inside = properties.objects("inlinePolicies");
  texts.push(
    ...(inside === UNKNOWN
      ? [UNKNOWN as Maybe<string>]
      : inside.map((one) => one.text("policy") ?? "")),
  );
  const kept: Statement[] = [];
  for (const { properties: own } of network.belonging(ATTACHMENT, "role", role, name)) {
    const arn = known(own.text("policyArn"));
    const actions = arn === undefined ? undefined : keptByAws(arn);
    const [made] = network.where(MANAGED, "arn", arn);
    if (actions) {
      kept.push(allowing(actions));
    } else if (made) {
      texts.push(made.properties.text("policy") ?? UNKNOWN);
    } else {
      unclear.push(`what ${arn ?? "a policy"} of the role ${name} says is in no export.`);
    }
  }
  if (texts.includes(UNKNOWN)) {
    unclear.push(`a policy of the role ${name} cannot be read.`);
  }
  if ((properties.text("permissionsBoundary") ?? "") !== "") {
    unclear.push(`the role ${name} has a permissions boundary.`);
  }
  const documents = texts.filter((text) => text !== UNKNOWN && text !== "").map(parsePolicy);
  const problem = documents.find((one) => one.problem !== undefined)?.problem;
  const statements = [...documents.flatMap((one) => one.statements), ...kept].map(
    // A role's policy names nobody: it is about the role.
    (one, index): Statement => ({ ...one, index, principals: EVERYBODY }),
  );
  // A variable counts as one wherever it stands: it may be one.
  const document = { version: "2012-10-17", statements, ...(problem ? { problem } : {}) };
  return { document, ...(unclear[0] === undefined ? {} : { unclear: unclear[0] }) };
}

const EVERYBODY: Statement["principals"] = { negated: false, named: [{ type: "AWS", id: "*" }] };

const keptByAws = (arn: string): readonly string[] | undefined => {
  const name = arn.startsWith(AWS_ACCOUNT) ? arn.slice(arn.lastIndexOf("/") + 1) : "";
  return Object.hasOwn(KEPT_BY_AWS, name) ? KEPT_BY_AWS[name] : undefined;
};

const allowing = (actions: readonly string[]): Statement => ({
  ...{ index: 0, effect: "Allow", principals: EVERYBODY, conditions: [] },
  actions: { negated: false, values: actions },
  resources: { negated: false, values: ["*"] },
});

/** Whether a role trusts an AWS service to assume it; UNKNOWN when it cannot be told. */
export function trusts(role: Node, service: string): Maybe<boolean> {
  const policy = role.properties.text("assumeRolePolicy");
  if (policy === UNKNOWN || policy === undefined) {
    return UNKNOWN;
  }
  const { statements, problem } = parsePolicy(policy);
  const names = statements.map((one) => {
    const named = "named" in one.principals && !one.principals.negated ? one.principals.named : [];
    return named.some(({ type, id }) => type === "Service" && id === service);
  });
  if (problem !== undefined) {
    return UNKNOWN;
  }
  if (!names.includes(true)) {
    return false;
  }
  const isPlain = statements.every(
    ({ effect, conditions }) =>
      effect === "Allow" && Array.isArray(conditions) && !conditions.length,
  );
  return isPlain ? true : UNKNOWN;
}
