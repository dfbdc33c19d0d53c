import { z } from "zod";
import { customerEntry } from "./customerEntry";
import { apiName, awsId, duplicates, flag, issue, network, stageName, wholeNumber } from "./fields";
import { withHelp, withValues } from "./help";
import { checkAuthorizer, checkObjects, objects } from "./apiChecks";
import { functionName, routes } from "./routeSchema";

const api = withHelp(
  z
    .strictObject({
      name: apiName,
      description: withHelp(
        z.string().max(1024),
        "a string of up to 1024 characters",
        "Says hello",
      ).optional(),
      stage: stageName,
      authorizer: functionName.optional(),
      objects: objects.optional(),
      routes,
    })
    .superRefine((value, ctx) => {
      checkAuthorizer(value, ctx);
      checkObjects(value, ctx);
    }),
  "{ name, stage, routes }, and description, authorizer, objects",
  '{ name: hello, stage: prod, routes: { "GET /": { lambda: hello } } }',
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
        .array(customerEntry)
        .superRefine((all, ctx) =>
          duplicates(all, (c) => c.name, "customer", ctx, { field: "name" }),
        ),
      "a list of the accounts that call the APIs",
      '[{ name: customer, account: "222222222222" }]',
    ).default([]),
    endpoint: withHelp(
      z
        .strictObject({
          id: awsId("vpce", "an endpoint").optional(),
          securityGroupId: awsId("sg", "a security group").optional(),
          privateDns: flag().optional(),
        })
        .superRefine(({ id, securityGroupId, privateDns }, ctx) => {
          const [given, other] =
            id === undefined ? [securityGroupId, "id"] : [id, "securityGroupId"];
          if (given !== undefined && (id === undefined || securityGroupId === undefined)) {
            issue(ctx, [other], "is missing");
          } else if (id !== undefined && privateDns !== undefined) {
            issue(
              ctx,
              ["privateDns"],
              "is given for an endpoint to adopt, which has it on or off already",
              {
                allowed: "{ id, securityGroupId }, or { privateDns }",
                fix: "remove privateDns",
              },
            );
          }
        }),
      "{ id, securityGroupId } of an endpoint to adopt, or { privateDns: false }",
      "{ id: vpce-0123456789abcdef0, securityGroupId: sg-0123456789abcdef0 }",
    ).optional(),
    onPrem: withHelp(
      z.strictObject({ vpnGateway: flag().default(false), resolver: flag().default(false) }),
      "{ vpnGateway, resolver }",
      "{ vpnGateway: true }",
    ).optional(),
    client: flag().default(false),
    probe: flag().default(false),
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
    if (endpoint?.id !== undefined && vpcId === undefined) {
      issue(ctx, ["endpoint"], "is an endpoint to adopt, in a VPC that this stack is to make", {
        allowed: "beside network: { vpcId, subnetIds }, the VPC that the endpoint is in",
        fix: "adopt the endpoint's VPC and subnets under network, or remove endpoint",
      });
    }
  });

export type NetworkSettings = z.output<typeof network>;
export type ApiSettings = z.output<typeof api>;
export type { RouteSettings } from "./routeSchema";
export type ServiceSettings = z.output<typeof serviceSchema>;
