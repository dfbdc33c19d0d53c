import { z } from "zod";
import { name, nameKey } from "./customerNames";
import { account, apiName, awsId, clientCidr, duplicates, issue, stackName } from "./fields";
import { withHelp, withValues } from "./help";

/**
 * How a customer reaches the APIs: by an endpoint to our endpoint service, by an `execute-api` endpoint of
 * its own, or from a network outside AWS.
 */
export const VIAS = ["privatelink", "direct", "onprem"] as const;

export type Via = (typeof VIAS)[number];

const cidrs = () =>
  withHelp(z.array(clientCidr).min(1), "a list of aligned IPv4 ranges", "[10.1.0.0/16]");

/** Which keys an entry has by the way of its customer: needed, possible, and why others are not. */
const KEYS: Record<Via, { needed: readonly string[]; possible: readonly string[] }> = {
  privatelink: { needed: ["account"], possible: ["clientCidrs"] },
  direct: { needed: ["account"], possible: ["apis", "vpcEndpointId"] },
  onprem: { needed: ["cidrs"], possible: ["names"] },
};

const REASONS: Partial<Record<`${Via} ${string}`, string>> = {
  "privatelink apis":
    "limits nothing: behind the load balancer all customers arrive through one endpoint",
  "privatelink names": "belongs in the customer's own settings",
  "privatelink cidrs": "is for customers via onprem; the clients' ranges are clientCidrs",
  "direct names":
    "makes a cycle: its endpoint is made before the APIs, whose ids the names would need; its endpoint's private DNS names them all",
  "direct clientCidrs": "limits nothing here: its own endpoint's group, in its settings, does",
  "onprem account": "is of no use: a network outside AWS has none",
};

/** One customer in the list of a service. */
export const customerEntry = withHelp(
  z
    .strictObject({
      name: stackName,
      via: withValues(z.enum(VIAS), VIAS).default("privatelink"),
      account: account.optional(),
      clientCidrs: cidrs().optional(),
      apis: withHelp(
        z
          .array(apiName)
          .min(1)
          .superRefine((names, ctx) => duplicates(names, (one) => one, "API", ctx)),
        "a list of names of APIs, at least one",
        "[hello]",
      ).optional(),
      vpcEndpointId: awsId("vpce", "an endpoint").optional(),
      cidrs: cidrs().optional(),
      names: withHelp(
        z.array(name).superRefine((names, ctx) => duplicates(names, nameKey, "name", ctx)),
        "[{ kind: execute-api }]",
        "[{ kind: execute-api }]",
      ).optional(),
    })
    .superRefine((entry, ctx) => {
      const { needed, possible } = KEYS[entry.via];
      const own = ["name", "via", ...needed, ...possible];
      for (const [key, value] of Object.entries(entry)) {
        if (value !== undefined && !own.includes(key)) {
          issue(
            ctx,
            [key],
            REASONS[`${entry.via} ${key}`] ?? `is not for customers via ${entry.via}`,
            {
              allowed: own.join(", "),
              fix: `remove ${key}, or write another via: ${VIAS.join(", ")}`,
            },
          );
        }
      }
      for (const key of needed.filter((one) => entry[one as keyof typeof entry] === undefined)) {
        issue(ctx, [key], "is missing");
      }
      const vanity = entry.names?.findIndex(({ kind }) => kind === "vanity") ?? -1;
      if (entry.via === "onprem" && vanity >= 0) {
        issue(
          ctx,
          ["names", vanity, "kind"],
          "is a name in a zone that the network's own DNS keeps",
          {
            allowed: "{ kind: execute-api }",
            fix: "make the record there, for the endpoint's addresses",
          },
        );
      }
    }),
  "{ name, account } and clientCidrs; { name, via: direct, account } and apis; { name, via: onprem, cidrs }",
  '{ name: customer, account: "222222222222" }',
);

type Entry = z.output<typeof customerEntry>;

/** A customer with an endpoint to the endpoint service. */
export type PrivateLinkEntry = Pick<Entry, "name" | "clientCidrs"> & { account: string };

/** A customer with an `execute-api` endpoint of its own. */
export interface DirectEntry {
  name: string;
  account: string;
  /** The APIs it may call; all when there is none. */
  apis?: string[];
  /** Its endpoint, where its stack cannot be read. */
  vpcEndpointId?: string;
}

/** A network outside AWS. */
export interface OnPremEntry {
  name: string;
  cidrs: string[];
  /** Whether its callers use the APIs' own names, for which they need a resolver. */
  ownNames: boolean;
}

/** The entries by their way, each complete as the schema has checked it. */
export function byWay(entries: readonly Entry[]): {
  customers: PrivateLinkEntry[];
  direct: DirectEntry[];
  onprem: OnPremEntry[];
} {
  const via = (way: Via) => entries.filter((entry) => entry.via === way);
  return {
    customers: via("privatelink").map(({ name: stack, account: id = "", clientCidrs }) => ({
      ...{ name: stack, account: id },
      ...(clientCidrs ? { clientCidrs } : {}),
    })),
    direct: via("direct").map(({ name: stack, account: id = "", apis, vpcEndpointId }) => ({
      ...{ name: stack, account: id },
      ...(apis ? { apis } : {}),
      ...(vpcEndpointId === undefined ? {} : { vpcEndpointId }),
    })),
    onprem: via("onprem").map(({ name: network, cidrs: ranges = [], names = [] }) => ({
      ...{ name: network, cidrs: ranges, ownNames: names.length > 0 },
    })),
  };
}
