import { z } from "zod";
import { LONGEST_SLOTTED_PREFIX, parseCidr, SLOTS, VPC_PREFIX } from "../components/cidr";
import { parseRoute, routesProblem } from "./routes";

/** Adds an issue that carries what is allowed and how to mend it. */
function issue(
  ctx: z.RefinementCtx,
  path: PropertyKey[],
  message: string,
  params: { allowed?: string; fix?: string; value?: unknown },
): void {
  ctx.addIssue({ code: "custom", path, message, params });
}

const text = (pattern: RegExp, message: string, allowed: string) =>
  z.string().superRefine((value, ctx) => {
    if (!pattern.test(value)) {
      issue(ctx, [], message, { allowed });
    }
  });

const stackName = text(
  /^[A-Za-z0-9_.-]{1,100}$/,
  "has a character that a stack's name cannot have",
  "1-100 letters, digits, dots, dashes and underscores",
);

const account = z
  .string({
    error: (problem) =>
      `is ${problem.input === undefined ? "missing" : `a ${typeof problem.input}`}: an account is a string of 12 digits, in quotes`,
  })
  .superRefine((value, ctx) => {
    if (!/^\d{12}$/.test(value)) {
      issue(ctx, [], "is not an AWS account id", {
        allowed: 'a string of 12 digits: "111111111111"',
      });
    }
  });

/** An aligned IPv4 range of clients; never the whole internet. */
const clientCidr = z.string().superRefine((value, ctx) => {
  const range = parseCidr(value);
  if (typeof range === "string") {
    issue(ctx, [], range, { allowed: "an aligned IPv4 range such as 10.1.0.0/16" });
  } else if (range.prefix === 0) {
    issue(ctx, [], "opens the load balancer to every address", {
      allowed: "the ranges the clients' machines have their addresses from",
    });
  }
});

const vpcCidr = z.string().superRefine((value, ctx) => {
  const range = parseCidr(value);
  const allowed = `an aligned IPv4 range from /${VPC_PREFIX.shortest} to /${LONGEST_SLOTTED_PREFIX}`;
  if (typeof range === "string") {
    issue(ctx, [], range, { allowed });
  } else if (range.prefix < VPC_PREFIX.shortest) {
    issue(ctx, [], `is larger than a VPC can be`, { allowed });
  } else if (range.prefix > LONGEST_SLOTTED_PREFIX) {
    issue(ctx, [], `is too small to be cut into ${SLOTS} subnets`, { allowed });
  }
});

const id = (prefix: string) =>
  text(
    new RegExp(`^${prefix}-[0-9a-z]+$`),
    `is not the id of a ${prefix}`,
    `${prefix}-0123456789abcdef0`,
  );

/** Either a VPC to make, or one to adopt. */
const network = z
  .strictObject({
    cidr: vpcCidr.optional(),
    zones: z.number().int().min(1).max(6).optional(),
    vpcId: id("vpc").optional(),
    subnetIds: z.array(id("subnet")).min(1).max(6).optional(),
  })
  .superRefine((value, ctx) => {
    const adopts = value.vpcId !== undefined || value.subnetIds !== undefined;
    const makes = value.cidr !== undefined || value.zones !== undefined;
    const allowed = "{ cidr, zones } to make a VPC, or { vpcId, subnetIds } to adopt one";
    if (adopts && makes) {
      issue(ctx, [], "both makes a VPC and adopts one", { allowed });
    } else if (adopts && (value.vpcId === undefined || value.subnetIds === undefined)) {
      issue(ctx, [], `lacks ${value.vpcId === undefined ? "vpcId" : "subnetIds"}`, { allowed });
    } else if (!adopts && value.cidr === undefined) {
      issue(ctx, [], "lacks cidr", { allowed });
    }
    duplicates(value.subnetIds ?? [], (subnet) => subnet, "subnet", ctx, ["subnetIds"]);
  });

const functionName = text(
  /^[a-z][a-z0-9-]{0,39}$/,
  "is not the name of a function folder",
  "a lower-case letter, then up to 39 lower-case letters, digits and dashes",
);

const routes = z
  .record(z.string(), z.strictObject({ lambda: functionName }))
  .superRefine((value, ctx) => {
    const keys = Object.keys(value);
    if (keys.length === 0) {
      issue(ctx, [], "is empty", { fix: 'add a route: { "GET /": { lambda: hello } }' });
    }
    for (const key of keys) {
      const route = parseRoute(key);
      if (typeof route === "string") {
        issue(ctx, [key], route, {
          allowed: '"METHOD /path", as in "GET /pets/{petId}"',
          value: key,
        });
      }
    }
    const clash = routesProblem(keys);
    if (clash) {
      issue(ctx, [clash.key], clash.what, { value: clash.key, fix: clash.fix });
    }
  });

const api = z.strictObject({
  name: text(
    /^[a-z][a-z0-9-]{0,31}$/,
    "is not a name for an API",
    "a lower-case letter, then up to 31 lower-case letters, digits and dashes",
  ),
  description: z.string().max(1024).optional(),
  stage: text(
    /^[A-Za-z0-9_-]{1,128}$/,
    "has a character that a stage's name cannot have",
    "1-128 letters, digits, dashes and underscores",
  ),
  routes,
});

const customer = z.strictObject({
  name: stackName,
  account,
  clientCidrs: z.array(clientCidr).min(1).optional(),
});

/** What `Pulumi.<stack>.yaml` may hold under `private-api:` for the account that owns the API. */
export const serviceSchema = z.strictObject({
  role: z.literal("service"),
  network,
  apis: z
    .array(api)
    .min(1)
    .superRefine((apis, ctx) => duplicates(apis, (a) => a.name, "API", ctx)),
  customers: z
    .array(customer)
    .default([])
    .superRefine((customers, ctx) => duplicates(customers, (c) => c.name, "customer", ctx)),
  endpoint: z.strictObject({ id: id("vpce"), securityGroupId: id("sg") }).optional(),
  client: z.boolean().default(false),
  apiGatewayAccount: z.enum(["manage", "existing"]).default("manage"),
  loadBalancer: z
    .strictObject({
      healthCheck: z
        .strictObject({ interval: z.number().int().min(5).max(300).default(30) })
        .prefault({}),
      rulesPerGroup: z.number().int().min(1).max(1000).default(60),
    })
    .prefault({}),
  lambda: z.strictObject({ inVpc: z.boolean().default(false) }).prefault({}),
});

const domain = text(
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "is not a domain name",
  "at least two lower-case labels, such as hoge.co.jp",
).superRefine((value, ctx) => {
  if (value === "amazonaws.com" || value.endsWith(".amazonaws.com")) {
    issue(ctx, [], "hides names of AWS itself in the whole VPC", {
      fix: "for the API's own host name use { kind: execute-api }",
    });
  }
});

const vanityName = z
  .strictObject({
    kind: z.literal("vanity"),
    zone: domain,
    record: z.string().regex(/^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?$/, {
      error: "is not a record's name: lower-case letters, digits, dashes and dots",
    }),
  })
  .superRefine(({ zone, record }, ctx) => {
    if (record.includes(".") && !record.endsWith(`.${zone}`)) {
      issue(ctx, ["record"], `lies outside its zone ${zone}`, {
        allowed: "one label, or a full name that ends in the zone's",
        fix: `record: ${record.split(".")[0]}  or  record: ${record.split(".")[0]}.${zone}`,
      });
    }
  });

const name = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("execute-api") }),
  vanityName,
]);

/** What `Pulumi.<stack>.yaml` may hold under `private-api:` for an account that calls the API. */
export const customerSchema = z
  .strictObject({
    role: z.literal("customer"),
    serviceStack: text(
      /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+)?$/,
      "is not the name of a stack",
      "a stack of this project, or organization/project/stack",
    ).optional(),
    serviceContract: z.string().min(1).optional(),
    network,
    names: z
      .array(name)
      .min(1)
      .default([{ kind: "execute-api" }])
      .superRefine((names, ctx) => duplicates(names, nameKey, "name", ctx)),
    client: z.boolean().default(false),
  })
  .superRefine((value, ctx) => {
    const both = value.serviceStack !== undefined && value.serviceContract !== undefined;
    if (both) {
      issue(ctx, ["serviceContract"], "is given beside serviceStack", {
        allowed: "one of them: the stack where its backend can be read, else the contract file",
        fix: "remove one of the two",
      });
    } else if (value.serviceStack === undefined && value.serviceContract === undefined) {
      issue(ctx, ["serviceStack"], "is missing", { fix: "private-api:serviceStack: service" });
    }
  });

export type NetworkSettings = z.output<typeof network>;
export type ApiSettings = z.output<typeof api>;
export type CustomerEntry = z.output<typeof customer>;
export type NameSettings = z.output<typeof name>;
export type ServiceSettings = z.output<typeof serviceSchema>;
export type CustomerSettings = z.output<typeof customerSchema>;

/** The full name of a vanity record. */
export function recordName(zone: string, record: string): string {
  return record.endsWith(`.${zone}`) ? record : `${record}.${zone}`;
}

function nameKey(entry: NameSettings): string {
  return entry.kind === "vanity" ? recordName(entry.zone, entry.record) : entry.kind;
}

/** Reports every entry whose key an earlier entry of the list already has. */
function duplicates<T>(
  entries: readonly T[],
  key: (entry: T) => string,
  noun: string,
  ctx: z.RefinementCtx,
  path: PropertyKey[] = [],
): void {
  entries.forEach((entry, i) => {
    if (entries.findIndex((other) => key(other) === key(entry)) < i) {
      issue(ctx, [...path, i], `repeats the ${noun} ${key(entry)}`, {
        value: key(entry),
        fix: "remove or rename one of the two",
      });
    }
  });
}
