import { createHash } from "crypto";

/** An IAM policy document. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

/** One statement of a policy document. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, string | string[]>;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

const document = (...statements: Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** The trust policy of a role that one AWS service assumes. */
export function serviceTrust(service: string): PolicyDocument {
  return document({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
  });
}

/**
 * The resource policy of a private API: whoever arrives through one of these endpoints may invoke it.
 *
 * The principal is `*` because an AWS principal would refuse every unsigned call; the condition closes
 * it. Behind the load balancer `aws:SourceVpce` is the *service* account's endpoint. Full ARNs, because
 * the short form comes back expanded and then differs for ever.
 *
 * @param denyOthers says the same once more as a Deny, which no later Allow can open
 */
export function apiPolicy(
  executionArn: string,
  vpcEndpointIds: readonly string[],
  { denyOthers = false } = {},
): PolicyDocument {
  const common = {
    Principal: "*" as const,
    Action: "execute-api:Invoke",
    Resource: `${executionArn}/*`,
  };
  const endpoints = { "aws:SourceVpce": [...new Set(vpcEndpointIds)].sort() };
  return document(
    ...(denyOthers
      ? [{ Effect: "Deny" as const, ...common, Condition: { StringNotEquals: endpoints } }]
      : []),
    { Effect: "Allow", ...common, Condition: { StringEquals: endpoints } },
  );
}

/** What a function's role may do: write to its own log group. */
export function logWriterPolicy(logGroupArn: string): PolicyDocument {
  return document({
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
  });
}

/** What callers of an API may do with a bucket's objects. */
export interface ObjectAccess {
  prefix: string;
  read: boolean;
  write: boolean;
  remove: boolean;
}

/**
 * What API Gateway's role may do with a bucket: read below a prefix, write and remove there where asked,
 * and list it. Without the list permission S3 answers a missing key with 403.
 */
export function objectReaderPolicy(bucketArn: string, access: ObjectAccess): PolicyDocument {
  const { prefix, read, write, remove } = access;
  return document(
    {
      Effect: "Allow",
      Action: [
        ...(remove ? ["s3:DeleteObject"] : []),
        ...(read ? ["s3:GetObject"] : []),
        ...(write ? ["s3:PutObject"] : []),
      ],
      Resource: `${bucketArn}/${prefix}*`,
    },
    {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn,
      // A read of a missing object carries no prefix of a list, so the key must not have to be there: else
      // the answer would be 403. Unproven [INF]: no source tells what such a request carries.
      ...(prefix === ""
        ? {}
        : { Condition: { StringLikeIfExists: { "s3:prefix": [`${prefix}*`] } } }),
    },
  );
}

/** A role's policy of some statements, each of which allows. */
export function statementsPolicy(
  statements: readonly { actions: readonly string[]; resources: readonly string[] }[],
): PolicyDocument {
  return document(
    ...statements.map(({ actions, resources }) => ({
      Effect: "Allow" as const,
      Action: [...actions].sort(),
      Resource: [...resources].sort(),
    })),
  );
}

/** A bucket's policy: nobody without TLS. */
export function tlsOnlyPolicy(bucketArn: string): PolicyDocument {
  return document({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}

/** JSON with sorted keys and no blanks: the same value is always the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, node: unknown) =>
    node !== null && typeof node === "object" && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}

/** A short fingerprint of a value, for the triggers of a deployment. */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);
}
