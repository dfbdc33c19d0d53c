import type * as providers from "@aws-sdk/credential-providers";
import { z } from "zod";
import { ProbeFault } from "./faults";

type Provider = ReturnType<typeof providers.fromNodeProviderChain>;

/** What to assume, as `AssumeRole` of AWS STS takes it. */
export interface RoleParameters {
  RoleArn: string;
  RoleSessionName: string;
  ExternalId?: string;
  DurationSeconds?: number;
  Policy?: string;
  PolicyArns?: { arn: string }[];
  SourceIdentity?: string;
  Tags?: { Key: string; Value: string }[];
  TransitiveTagKeys?: string[];
}

/** Whose credentials a stack is run with: those of a profile, or of the environment; then the roles in order. */
export interface CredentialPlan {
  profile?: string;
  roles: RoleParameters[];
}

/** Entries of `aws:assumeRoles` (`ProviderAssumeRole` of @pulumi/aws). */
const assumeRoles = z.array(
  z.object({
    roleArn: z.string(),
    sessionName: z.string().optional(),
    externalId: z.string().optional(),
    duration: z.string().optional(),
    policy: z.string().optional(),
    policyArns: z.array(z.string()).optional(),
    sourceIdentity: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional(),
    transitiveTagKeys: z.array(z.string()).optional(),
  }),
);

/**
 * Reads from a stack's config whose credentials the provider would use.
 *
 * @param config as the CLI hands it to the program: text, objects as JSON
 * @throws ProbeFault when its roles are no roles
 */
export function planCredentials(config: Readonly<Record<string, string>>): CredentialPlan {
  const { "aws:profile": profile, "aws:assumeRoles": several, "aws:assumeRole": one } = config;
  const given = assumeRoles.safeParse(parsed(several ?? (one === undefined ? "[]" : `[${one}]`)));
  if (!given.success) {
    throw new ProbeFault(
      "its roles to assume are none: aws:assumeRoles",
      "aws:assumeRoles: [{ roleArn: arn:aws:iam::111111111111:role/deploy }]",
    );
  }
  const roles = given.data.map((role): RoleParameters => ({
    RoleArn: role.roleArn ?? "",
    RoleSessionName: role.sessionName ?? "private-api-verify",
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    ...(role.duration === undefined ? {} : { DurationSeconds: seconds(role.duration) }),
    ...(role.policy === undefined ? {} : { Policy: role.policy }),
    ...(role.policyArns ? { PolicyArns: role.policyArns.map((arn) => ({ arn })) } : {}),
    ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
    ...(role.tags
      ? { Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) }
      : {}),
    ...(role.transitiveTagKeys ? { TransitiveTagKeys: role.transitiveTagKeys } : {}),
  }));
  return { ...(profile === undefined || profile === "" ? {} : { profile }), roles };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Seconds of a duration as Go writes it: `1h`, `1h30m`, `900s`. */
function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|m|s)(?![a-z])/g)];
  return Math.round(
    parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ""] ?? 0), 0),
  );
}

/** The credentials of a plan; nothing is asked for before they are needed. */
export async function credentialsOf(
  { profile, roles }: CredentialPlan,
  region: string,
): Promise<Provider> {
  const { fromNodeProviderChain, fromTemporaryCredentials } =
    await import("@aws-sdk/credential-providers");
  const clientConfig = { region };
  const base = fromNodeProviderChain({
    clientConfig,
    ...(profile === undefined ? {} : { profile }),
  });
  return roles.reduce<Provider>(
    (masterCredentials, params) =>
      fromTemporaryCredentials({ masterCredentials, params, clientConfig }),
    base,
  );
}
