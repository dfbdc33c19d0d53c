import { z } from "zod";
import { LONGEST_NAME } from "../components/names";
import { name, nameKey } from "./customerNames";
import {
  account,
  apiName,
  awsId,
  clientCidr,
  duplicates,
  flag,
  issue,
  network,
  stackName,
  stageName,
  text,
  wholeNumber,
} from "./fields";
import { withHelp, withValues } from "./help";
import { METHODS, nearestRoute, parseRoute, routesProblem } from "./routes";

/** Longest name of a function's folder: `function-<name>-function` must fit its limit. */
const LONGEST_FOLDER = LONGEST_NAME.role - "function--function".length;

const functionName = text(
  new RegExp(`^[a-z][a-z0-9-]{0,${LONGEST_FOLDER - 1}}$`),
  "is not the name of a function folder",
  `a lower-case letter, then up to ${LONGEST_FOLDER - 1} lower-case letters, digits and dashes`,
  "hello",
);

/** The change that makes a text a route, where it is plain what was meant. */
function routeFix(key: string): string {
  const words = key.trim().split(/\s+/);
  const [method = "", ...rest] = words[0]?.startsWith("/") ? ["GET", ...words] : words;
  const [way = ""] = rest.join("").split(/[?#]/);
  const path = `/${way.split("/").filter(Boolean).join("/")}`;
  const meant = nearestRoute(`${method} ${path}`);
  return meant ? `write "${meant}"` : 'write a method and a path, as in "GET /pets/{petId}"';
}

const routes = withHelp(
  z
    .record(
      z.string(),
      withHelp(
        z.strictObject({ lambda: functionName }),
        "{ lambda: <folder in functions/> }",
        "{ lambda: hello }",
      ),
    )
    .superRefine((value, ctx) => {
      const keys = Object.keys(value);
      if (keys.length === 0) {
        issue(ctx, [], "is empty");
      }
      for (const key of keys) {
        const route = parseRoute(key);
        if (typeof route === "string") {
          issue(ctx, [key], route, {
            value: key,
            allowed: `"METHOD /path", as in "GET /pets/{petId}", with one of ${METHODS.join(", ")}`,
            fix: routeFix(key),
          });
        }
      }
      const clash = routesProblem(keys);
      if (clash) {
        const allowed = "one variable name at one place";
        issue(ctx, [clash.key], clash.what, { value: clash.key, allowed, fix: clash.fix });
      }
    }),
  '"METHOD /path": { lambda: <folder in functions/> }',
  '{ "GET /": { lambda: hello } }',
);

const api = withHelp(
  z.strictObject({
    name: apiName,
    description: withHelp(
      z.string().max(1024),
      "a string of up to 1024 characters",
      "Says hello",
    ).optional(),
    stage: stageName,
    routes,
  }),
  "{ name, stage, routes }, and a description",
  '{ name: hello, stage: prod, routes: { "GET /": { lambda: hello } } }',
);

const customer = withHelp(
  z.strictObject({
    name: stackName,
    account,
    clientCidrs: withHelp(
      z.array(clientCidr).min(1),
      "a list of aligned IPv4 ranges",
      "[10.1.0.0/16]",
    ).optional(),
  }),
  "{ name, account }, and clientCidrs",
  '{ name: customer, account: "222222222222" }',
);

const healthCheck = withHelp(
  z.strictObject({ interval: wholeNumber(5, 300, 30).default(30) }),
  "{ interval }, in seconds",
  "{ interval: 30 }",
);

/** What `Pulumi.<stack>.yaml` may hold under `private-api:` for the account that owns the API. */
export const serviceSchema = z
  .strictObject({
    role: z.literal("service"),
    network,
    apis: withHelp(
      z
        .array(api)
        .min(1)
        .superRefine((apis, ctx) => duplicates(apis, (a) => a.name, "API", ctx, { field: "name" })),
      "a list of APIs, at least one",
      '[{ name: hello, stage: prod, routes: { "GET /": { lambda: hello } } }]',
    ),
    customers: withHelp(
      z
        .array(customer)
        .superRefine((all, ctx) =>
          duplicates(all, (c) => c.name, "customer", ctx, { field: "name" }),
        ),
      "a list of the accounts that call the APIs",
      '[{ name: customer, account: "222222222222" }]',
    ).default([]),
    endpoint: withHelp(
      z.strictObject({
        id: awsId("vpce", "an endpoint"),
        securityGroupId: awsId("sg", "a security group"),
      }),
      "{ id, securityGroupId } of an endpoint to adopt",
      "{ id: vpce-0123456789abcdef0, securityGroupId: sg-0123456789abcdef0 }",
    ).optional(),
    client: flag().default(false),
    apiGatewayAccount: withValues(z.enum(["manage", "existing"]), ["manage", "existing"]).default(
      "manage",
    ),
    loadBalancer: withHelp(
      z.strictObject({
        healthCheck: healthCheck.prefault({}),
        rulesPerGroup: wholeNumber(1, 1000, 60).default(60),
      }),
      "{ healthCheck, rulesPerGroup }",
      "{ healthCheck: { interval: 30 } }",
    ).prefault({}),
    lambda: withHelp(
      z.strictObject({ inVpc: flag().default(false) }),
      "{ inVpc: true }, { inVpc: false }",
      "{ inVpc: true }",
    ).prefault({}),
  })
  .superRefine(({ endpoint, network: { vpcId } }, ctx) => {
    if (endpoint && vpcId === undefined) {
      issue(ctx, ["endpoint"], "is an endpoint to adopt, in a VPC that this stack is to make", {
        allowed: "beside network: { vpcId, subnetIds }, the VPC that the endpoint is in",
        fix: "adopt the endpoint's VPC and subnets under network, or remove endpoint",
      });
    }
  });

/** What `Pulumi.<stack>.yaml` may hold under `private-api:` for an account that calls the API. */
export const customerSchema = z
  .strictObject({
    role: z.literal("customer"),
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
    ).default([{ kind: "execute-api" }]),
    client: flag().default(false),
  })
  .superRefine((value, ctx) => {
    const both = value.serviceStack !== undefined && value.serviceContract !== undefined;
    if (both) {
      issue(ctx, ["serviceContract"], "is given beside serviceStack", {
        allowed: "one of them: the stack where its backend can be read, else the contract file",
        fix: "remove one of the two",
      });
    } else if (value.serviceStack === undefined && value.serviceContract === undefined) {
      issue(ctx, ["serviceStack"], "is missing", {
        allowed: "serviceStack, or serviceContract",
      });
    }
  });

export type NetworkSettings = z.output<typeof network>;
export type ApiSettings = z.output<typeof api>;
export type CustomerEntry = z.output<typeof customer>;
export type ServiceSettings = z.output<typeof serviceSchema>;
export type CustomerSettings = z.output<typeof customerSchema>;
