import { z } from "zod";
import { name, nameKey, type NameSettings } from "./customerNames";
import { clientCidr, duplicates, flag, issue, network, text } from "./fields";
import { withHelp, withValues } from "./help";

/** Who may call a direct customer's endpoint. */
const clientSource = withHelp(
  z.string().superRefine((value, ctx) => {
    if (value === "client" || value === "probe" || /^sg-[0-9a-z]+$/.test(value)) {
      return;
    }
    const parsed = clientCidr.safeParse(value);
    for (const { message } of parsed.error?.issues ?? []) {
      issue(ctx, [], message);
    }
  }),
  "an aligned IPv4 range, the id of a security group, client, or probe",
  "client",
);

/** What `Pulumi.<stack>.yaml` may hold under `private-api:` for an account that calls the API. */
export const customerSchema = z
  .strictObject({
    role: z.literal("customer"),
    via: withValues(z.enum(["privatelink", "direct"]), ["privatelink", "direct"]).default(
      "privatelink",
    ),
    serviceStack: text(
      /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+)?$/,
      "is not the name of a stack",
      "a stack of this project, or organization/project/stack",
      "service",
    ).optional(),
    serviceContract: withHelp(
      z.string().min(1),
      "the path of a contract file",
      "contract.json",
    ).optional(),
    network,
    names: withHelp(
      z
        .array(name)
        .min(1)
        .superRefine((names, ctx) => duplicates(names, nameKey, "name", ctx)),
      "a list of names, at least one",
      "[{ kind: execute-api }]",
    ).optional(),
    client: flag().default(false),
    probe: flag().default(false),
    clientSources: withHelp(
      z
        .array(clientSource)
        .min(1)
        .superRefine((all, ctx) => duplicates(all, (one) => one, "source", ctx)),
      "a list of ranges, ids of security groups, client and probe",
      "[client]",
    ).optional(),
  })
  .superRefine((value, ctx) =>
    value.via === "direct" ? checkDirect(value, ctx) : checkLinked(value, ctx),
  );

interface CustomerInput {
  serviceStack?: string;
  serviceContract?: string;
  names?: unknown;
  client: boolean;
  probe: boolean;
  clientSources?: string[];
}

/** A customer of the endpoint service reads from one place what it is to connect to. */
function checkLinked(value: CustomerInput, ctx: z.RefinementCtx): void {
  if (value.clientSources !== undefined) {
    issue(ctx, ["clientSources"], "is for customers with via: direct", {
      allowed: "clientCidrs, in the service's entry for this customer",
      fix: "remove clientSources, or write via: direct",
    });
  }
  if (value.serviceStack !== undefined && value.serviceContract !== undefined) {
    issue(ctx, ["serviceContract"], "is given beside serviceStack", {
      allowed: "one of them: the stack where its backend can be read, else the contract file",
      fix: "remove one of the two",
    });
  } else if (value.serviceStack === undefined && value.serviceContract === undefined) {
    issue(ctx, ["serviceStack"], "is missing", {
      allowed: "serviceStack, or serviceContract",
    });
  }
}

/** Sources that the stack makes itself, by the key that switches them on. */
const OWN_SOURCES = { client: "the client instance", probe: "the probe" };

/** A direct customer is built before the service: whatever needs the service would be a cycle. */
function checkDirect(value: CustomerInput, ctx: z.RefinementCtx): void {
  for (const key of ["serviceStack", "serviceContract", "names"] as const) {
    if (value[key] !== undefined) {
      const what =
        "makes a cycle: the APIs' policy names this customer's endpoint, so its stack is built before them";
      issue(ctx, [key], what, {
        allowed: "via: direct without serviceStack, serviceContract and names",
        fix: `remove ${key}, or via: direct`,
      });
    }
  }
  for (const [key, meaning] of Object.entries(OWN_SOURCES)) {
    const place = value.clientSources?.indexOf(key) ?? -1;
    if (place >= 0 && !value[key as keyof typeof OWN_SOURCES]) {
      issue(ctx, ["clientSources", place], `means ${meaning}, which is not switched on`, {
        allowed: `${key} beside ${key}: true`,
        fix: `add private-api:${key}: true`,
      });
    }
  }
}

/** The settings of a customer's stack; a direct customer has no names. */
export type CustomerSettings = Omit<z.output<typeof customerSchema>, "names"> & {
  names: NameSettings[];
};

/** Fills in the names: the APIs' own, where the settings give none. */
export function withNames(settings: z.output<typeof customerSchema>): CustomerSettings {
  const { names = settings.via === "direct" ? [] : [{ kind: "execute-api" as const }] } = settings;
  return { ...settings, names };
}
