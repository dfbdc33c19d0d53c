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
 */
export function apiPolicy(executionArn: string, vpcEndpointIds: readonly string[]): PolicyDocument {
  return document({
    Effect: "Allow",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: `${executionArn}/*`,
    Condition: { StringEquals: { "aws:SourceVpce": [...vpcEndpointIds].sort() } },
  });
}

/** What a function's role may do: write to its own log group. */
export function logWriterPolicy(logGroupArn: string): PolicyDocument {
  return document({
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
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
