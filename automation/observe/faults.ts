import type { Obstacle, StackProbe } from "./assign";

/** Why a probe gave no answer, in the user's words. */
export class ProbeFault extends Error {
  override readonly name = "ProbeFault";

  constructor(
    readonly what: string,
    readonly fix: string,
  ) {
    super(`${what}\n  fix:     ${fix}`);
  }

  toObstacle(stack: string): Obstacle {
    return { stack, what: this.what, fix: this.fix };
  }
}

/** How the SDK and the system name what may go wrong, and what that means. */
const KNOWN: readonly {
  names: RegExp;
  fault: (probe: StackProbe, message: string) => ProbeFault;
}[] = [
  {
    names: /^AccessDenied(Exception)?$/,
    fault: denied,
  },
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    fault: ({ stack }, message) => new ProbeFault(`no credentials: ${message}`, signIn(stack)),
  },
  {
    names:
      /^(ExpiredToken(Exception)?|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)$/,
    fault: ({ stack }, message) =>
      new ProbeFault(`AWS does not take the credentials: ${message}`, signIn(stack)),
  },
  {
    names: /^ResourceNotFoundException$/,
    fault: ({ stack, arn }) =>
      new ProbeFault(`the probe is gone: there is no function ${arn}`, upAgain(stack.name)),
  },
  {
    names: /^(TooManyRequestsException|ThrottlingException|Throttling)$/,
    fault: (_, message) =>
      new ProbeFault(`AWS throttled the call: ${message}`, "run it again later"),
  },
  {
    names: /^(ResourceConflictException|ResourceNotReadyException|EC2ThrottledException)$/,
    fault: (_, message) =>
      new ProbeFault(
        `the probe is not ready: ${message}`,
        "run it again in a minute: a function in a VPC gets its interfaces after it is made, and again after weeks of rest",
      ),
  },
  {
    names:
      /^(ENIOutOfIPs|SubnetIPAddressLimitReached|ENILimitReached|EC2AccessDenied|EC2Unexpected|InvalidSubnetID|InvalidSecurityGroupID)\w*$/,
    fault: ({ stack }, message) =>
      new ProbeFault(
        `the probe's interfaces cannot be made: ${message}`,
        `see to the subnets of ${stack.name}, and to the role of its probe`,
      ),
  },
  {
    names: /^(TimeoutError|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/,
    fault: ({ stack }, message) =>
      new ProbeFault(
        `Lambda in ${stack.region} cannot be reached from here: ${message}`,
        "look at this machine's network, its proxy, and AWS_ENDPOINT_URL_LAMBDA",
      ),
  },
];

/** Why an invocation failed. */
export function invocationFault(error: unknown, probe: StackProbe): ProbeFault {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = (error as { code?: unknown } | undefined)?.code;
  const names = [name, ...(typeof code === "string" ? [code] : [])];
  if (name === "FunctionFailed") {
    return functionFault(message, probe);
  }
  if (name === "SyntaxError") {
    return malformed("it is not JSON", probe);
  }
  const known = KNOWN.find((one) => names.some((text) => one.names.test(text)));
  return (
    known?.fault(probe, message) ??
    new ProbeFault(`invoking ${probe.arn} failed: ${name}: ${message}`, "see what AWS says of it")
  );
}

/** What a probe answered is none of its answers. */
export const malformed = (what: string, { stack }: Pick<StackProbe, "stack">): ProbeFault =>
  new ProbeFault(
    `the probe's answer is none that is known here: ${what}`,
    `bring the probe to this version: ${upAgain(stack.name)}`,
  );

/** A refusal names who was refused: credentials of another account are a fault of their own. */
function denied({ stack, arn }: StackProbe, message: string): ProbeFault {
  const caller = /arn:aws[a-z-]*:(?:sts|iam)::(\d{12}):\S+/.exec(message);
  const role = /lambda:\w+|sts:\w+/.exec(message)?.[0] ?? "lambda:InvokeFunction";
  if (role.startsWith("sts:")) {
    return new ProbeFault(
      `the role of aws:assumeRoles is not given: ${message}`,
      "let the role's trust policy and the caller's own policy allow sts:AssumeRole",
    );
  }
  return caller && caller[1] !== stack.account
    ? new ProbeFault(
        `the credentials are of account ${caller[1]}, and ${stack.name} is in account ${stack.account}`,
        signIn(stack),
      )
    : new ProbeFault(
        `may not be invoked: ${message}`,
        `allow ${caller?.[0] ?? "the caller"} lambda:InvokeFunction on ${arn}`,
      );
}

function functionFault(said: string, { stack }: StackProbe): ProbeFault {
  let message = said;
  try {
    const { errorType, errorMessage } = JSON.parse(said) as Record<string, unknown>;
    message = [errorType, errorMessage].filter((text) => typeof text === "string").join(": ");
  } catch {
    // It is shown as it is.
  }
  return /Task timed out|Sandbox\.Timedout/.test(message)
    ? new ProbeFault(
        `the probe took too long: ${message}`,
        "run it again, with --stacks for fewer calls",
      )
    : new ProbeFault(`the probe failed: ${message.slice(0, 300)}`, upAgain(stack.name));
}

const upAgain = (stack: string): string => `npx private-api up --target aws --stacks ${stack}`;

function signIn({ name, account, config }: StackProbe["stack"]): string {
  const profile = config["aws:profile"];
  return profile === undefined
    ? `set credentials of account ${account} in the environment, or aws:profile in Pulumi.${name}.yaml`
    : `sign in to account ${account}: aws sso login --profile ${profile}, or mend that profile`;
}
