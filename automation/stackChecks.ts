import { z } from "zod";
import { stackName } from "../stacks/fields";
import { helpOf } from "../stacks/help";
import { formatValue, type Problem } from "../stacks/problems";
import type { Locate } from "../stacks/settingsFile";
import { RESERVED } from "./stateFolder";

/** Checks that Pulumi, and the state folder, can keep a stack of this name. */
export function checkName(name: string, file: string): Problem | undefined {
  const reserved = RESERVED.includes(name);
  if (!reserved && stackName.safeParse(name).success && /^[A-Za-z0-9]/.test(name)) {
    return undefined;
  }
  const near = name.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "");
  return {
    where: file,
    what: `gives the stack a name that ${reserved ? "the state folder has a use for" : "Pulumi or the state folder does not take"}`,
    value: formatValue(name),
    allowed:
      `${helpOf(stackName)?.allowed}, first a letter or a digit; ` + `not ${RESERVED.join(", ")}`,
    fix: `rename the file to Pulumi.${near.slice(0, 90) || "customer"}-1.yaml`,
  };
}

/** The provider's own shape, which Pulumi checks only when resources are made. */
const defaultTags = z.strictObject({ tags: z.record(z.string(), z.string()) });

/** Checks the tags that the provider adds to everything. */
export function checkDefaultTags(given: unknown, locate: Locate): Problem | undefined {
  // `pulumi config set` keeps maps as JSON.
  const value = typeof given === "string" ? (tryJson(given) ?? given) : given;
  return value === undefined || isSecure(value) || defaultTags.safeParse(value).success
    ? undefined
    : {
        where: locate(["aws:defaultTags"]),
        what: "is not a map of tags",
        value: formatValue(given),
        allowed: "{ tags: { <key>: <text> } }",
        fix: "aws:defaultTags: { tags: { team: edge } }",
      };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value of the config is encrypted, for the real engine alone to read. */
export const isSecure = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "secure" in value;

/** Checks what a run of several accounts needs of the provider's own keys. */
export function checkProvider(
  config: Record<string, unknown>,
  locate: Locate,
): (Problem | undefined)[] {
  const region = config["aws:region"];
  const accounts = config["aws:allowedAccountIds"];
  const one =
    Array.isArray(accounts) && accounts.length === 1 ? (accounts[0] as unknown) : undefined;
  const value = (given: unknown) => (given === undefined ? undefined : formatValue(given));
  // As it is written: YAML reads 010000000007 as another number.
  const written = locate.source?.(["aws:allowedAccountIds", 0]);
  const shown = typeof one === "number" && written ? `[${written}]` : value(accounts);
  const digits = /(?<!\d)\d{12}(?!\d)/.exec(shown ?? "")?.[0];
  return [
    typeof region === "string" && /^[a-z]{2}(-gov)?-[a-z]+-\d$/.test(region)
      ? undefined
      : {
          where: locate(["aws:region"]),
          what: region === undefined ? "is missing" : "is not a region",
          value: value(region),
          allowed: "a region such as ap-northeast-1",
          fix: "aws:region: ap-northeast-1",
        },
    typeof region === "string" && region.startsWith("cn-")
      ? {
          where: locate(["aws:region"]),
          what: "is a region of the China partition, whose names end differently: not supported",
          value: region,
          allowed: "a region such as ap-northeast-1",
          fix: "aws:region: ap-northeast-1",
        }
      : undefined,
    typeof one === "string" && /^\d{12}$/.test(one)
      ? undefined
      : {
          where: locate(["aws:allowedAccountIds"]),
          what: accounts === undefined ? "is missing" : "is not one account id",
          value: shown,
          allowed: "one string of 12 digits, in quotes, in a list: one account per stack",
          fix: `aws:allowedAccountIds: ["${digits ?? "111111111111"}"]`,
        },
  ];
}
