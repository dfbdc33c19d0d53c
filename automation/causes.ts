import type { StackPlan } from "./project";

/** Why a stack failed, as far as one can tell from what was said. */
export type CauseKind =
  | "throttled"
  | "locked"
  | "interrupted"
  | "missing stack"
  | "not built yet"
  | "credentials"
  | "passphrase"
  | "backend"
  | "plugin"
  | "disk"
  | "wrong account"
  | "denied"
  | "not admitted"
  | "wrong zone"
  | "connections"
  | "conflict"
  | "deleted behind the state";

export interface Cause {
  kind: CauseKind;
  /** What to do, as one line. */
  fix: string;
}

/** Who failed, for the words of a fix. */
type Failed = Pick<StackPlan, "name"> & { service?: string };

interface Known {
  kind: CauseKind;
  says: RegExp;
  fix: (stack: Failed) => string;
}

const PERMIT = "give the role of this run the permission that the message names";

/**
 * What AWS, its provider and the Pulumi CLI are known to say, the surest words first. Codes of AWS are those
 * of its API references; the CLI's words are those of pulumi 3.248.
 */
const KNOWN: readonly Known[] = [
  {
    kind: "locked",
    says: /the stack is currently locked by|\[409\] Conflict: Another update is currently in progress/,
    fix: ({ name }) =>
      `wait until that run has ended; if it is gone for good: pulumi cancel --stack ${name} --yes`,
  },
  {
    kind: "throttled",
    says: /\bThrottling(Exception)?\b|TooManyRequests|RequestLimitExceeded|Rate exceeded|\bSlowDown\b|PriorRequestNotComplete/,
    fix: () => "run it again later, with fewer customers side by side: --parallel 4",
  },
  {
    kind: "interrupted",
    says: /^(error: )?(update|preview|destroy|refresh) canceled$|^interrupted before pulumi began$/m,
    fix: () => "run the same command again: it does what is left",
  },
  {
    kind: "missing stack",
    says: /no stack named '[^']*' found/,
    fix: ({ name }) => `npx private-api up --stacks ${name}, or pulumi stack init ${name}`,
  },
  {
    kind: "not built yet",
    says: /unknown stack "|Required output '[^']*' does not exist on stack|\bnot built yet\b/,
    fix: ({ name, service }) =>
      `npx private-api up --stacks ${[service, name].filter(Boolean).join(",")}`,
  },
  {
    kind: "wrong account",
    says: /AWS account ID not allowed|Account ID.*is not allowed/i,
    fix: () =>
      "let aws:profile, or the credentials of this shell, be those of the account in aws:allowedAccountIds",
  },
  {
    // Before the credentials, which the provider says to lack then: they are good, and must not take the role.
    kind: "denied",
    says: /not authorized to perform:? sts:AssumeRole/i,
    fix: () => PERMIT,
  },
  {
    kind: "credentials",
    says: new RegExp(
      [
        // pulumi-aws, provider/errors
        "No valid credential sources|Invalid credentials configured|unable to validate AWS credentials",
        "AWS credentials (are invalid or )?have expired|credential_process configured for",
        "failed to refresh cached (SSO )?credentials|(SSO|login) session.* has expired",
        'AWS profile "[^"]*" was not found|failed to get shared config profile',
        // AWS
        "ExpiredToken|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure",
      ].join("|"),
      "i",
    ),
    fix: () =>
      "sign in to the stack's account: aws sso login --profile <aws:profile>, or set its credentials",
  },
  {
    kind: "backend",
    says: /PULUMI_ACCESS_TOKEN must be set|unable to open bucket|read "\.pulumi\/meta\.yaml"|could not (?:list|open) bucket/,
    fix: () => "pulumi login s3://<your bucket>, or set PULUMI_BACKEND_URL to it",
  },
  {
    kind: "plugin",
    says: /failed to download plugin|could not load plugin for aws|error downloading plugin/,
    fix: () => "pulumi plugin install resource aws v7.43.0, where the plugin's site can be reached",
  },
  {
    kind: "disk",
    says: /ENOSPC|no space left on device/,
    fix: () => "make room on the disk",
  },
  {
    kind: "passphrase",
    says: /passphrase must be set|incorrect passphrase/,
    fix: () =>
      "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, as when the stack was made",
  },
  {
    kind: "not admitted",
    says: /InvalidServiceName/,
    fix: ({ name, service = "service" }) =>
      `have ${service} admit the account: list it in its customers, or, if it is listed, look with ` +
      `npx private-api drift --stacks ${service} for who took it away; then npx private-api up --stacks ${name}`,
  },
  {
    kind: "wrong zone",
    says: /does not support the availability zone/,
    fix: ({ service = "service" }) =>
      `give the endpoint subnets in zones of the contract (npx private-api contract --stacks ${service})`,
  },
  {
    kind: "connections",
    says: /ExistingVpcEndpointConnections|existing active VPC Endpoint connections/,
    fix: () => "destroy the customers first: npx private-api destroy --stacks <customer>",
  },
  {
    kind: "denied",
    says: /AccessDenied|UnauthorizedOperation|not authorized to perform/,
    fix: () => PERMIT,
  },
  {
    kind: "deleted behind the state",
    says: /\.NotFound\b|\b(LoadBalancer|TargetGroup|Listener)NotFound\b|NotFoundException\b|\bNoSuch(Entity|HostedZone|Bucket)\b/,
    fix: ({ name }) => `npx private-api drift --stacks ${name} shows what other hands deleted`,
  },
  {
    kind: "conflict",
    says: /Already(Exists|OwnedByYou)|ConflictException|ConflictingDomainExists|InvalidPermission\.Duplicate|already exists/,
    fix: () =>
      "what stands in the way is not this stack's: delete it, or have the settings adopt it",
  },
];

/** What a message tells of its cause; `undefined` when nothing is known of it. */
export function causeOf(message: string, stack: Failed = { name: "<stack>" }): Cause | undefined {
  const known = KNOWN.find(({ says }) => says.test(message));
  return known && { kind: known.kind, fix: known.fix(stack) };
}
