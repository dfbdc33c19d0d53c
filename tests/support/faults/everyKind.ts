import { deployPolicy } from "../bases/routes";
import type { Fault } from "./clientSide";
import type { Exports } from "./exports";

const CLIENT_ROLE = "customer Role::client-role";
const ENDPOINT = "customer VpcEndpoint::service-endpoint";
const API = "service RestApi::api-hello-api";

interface Statement {
  Condition?: { StringEquals: Record<string, string[]> };
}

/** Changes the statements of the API's policy, and deploys it. */
const restate = (exports: Exports, change: (statements: Statement[]) => unknown[]): void =>
  deployPolicy(exports, (policy) => {
    const document = JSON.parse(policy) as { Statement: Statement[] };
    return JSON.stringify({ ...document, Statement: change(document.Statement) });
  });

/** Faults of routes of every kind, of a customer with its own endpoint, and of a network outside AWS. */
export const EVERY_KIND = {
  /** The endpoint of the account that calls is not among those that the policy names. */
  policyWithoutTheDirectCustomer: (e) =>
    restate(e, ([first, ...others]) => {
      const { "aws:SourceVpce": ids = [] } = first!.Condition!.StringEquals;
      const left = ids.filter((id) => id !== e.find(ENDPOINT)?.id);
      return [{ ...first, Condition: { StringEquals: { "aws:SourceVpce": left } } }, ...others];
    }),
  clientRoleMayNotInvoke: (e) => e.remove("customer RolePolicy::client-role-invoke"),
  clientRoleOfAnotherApi: (e) =>
    e.change("customer RolePolicy::client-role-invoke", ({ policy }) => ({
      policy: String(policy).replace(/:[a-z0-9]{10}\//, ":anotherapi/"),
    })),
  policyDeniesTheClientsRole: (e) =>
    restate(e, (statements) => [
      ...statements,
      {
        ...{ Effect: "Deny", Action: "execute-api:Invoke" },
        Principal: { AWS: e.outputs(CLIENT_ROLE)["arn"] },
        Resource: `${String(e.outputs(API)["executionArn"])}/*`,
      },
    ]),

  usagePlanOfAnotherStage: (e) =>
    e.change("service UsagePlan::plan", { apiStages: [{ apiId: e.find(API)?.id, stage: "v2" }] }),
  keyDisabled: (e) => e.change("service ApiKey::key", { enabled: false }),
  keyOutsideThePlan: (e) => e.remove("service UsagePlanKey::key-member"),

  mockWithoutItsResponse: (e) => e.remove("service IntegrationResponse::GET/pets-200"),
  mockOfAnUndeclaredStatus: (e) => e.remove("service MethodResponse::GET/pets-200"),
  filesRoleOfAnotherService: (e) =>
    e.change("service Role::files-role", ({ assumeRolePolicy }) => ({
      assumeRolePolicy: String(assumeRolePolicy).replace("apigateway", "ec2"),
    })),

  gatewayDetached: (e) => e.change("service VpnGateway::gateway", { vpcId: "" }),
  routesNotPropagated: (e) =>
    e.remove(
      "service VpnGatewayRoutePropagation::routes-1",
      "service VpnGatewayRoutePropagation::routes-2",
    ),
  onPremNotAdmitted: (e) =>
    e.remove("service SecurityGroupIngressRule::execute-api-group-from-onprem"),
  resolverAdmitsNobody: (e) => e.remove("service SecurityGroupIngressRule::resolver-group-udp"),
} satisfies Record<string, Fault>;

/** What changes an answer, or what can be told of it, and stops no call. */
export const EVERY_KIND_HARMLESS = {
  /** As `pulumi stack export` writes it without `--show-secrets`. */
  keysSecret: (e) => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const value = { ...secret, ciphertext: "v1:AAAA" };
    e.change("service ApiKey::key", { value });
    e.change("service UsagePlanKey::key-member", { value });
  },
  filesRoleMayNotList: (e) => e.remove("service RolePolicy::files-role-list"),
  filesRoleMayNotRead: (e) => e.remove("service RolePolicy::files-role-read"),
  bucketOfSomebodyElse: (e) => e.remove("service Bucket::files-bucket"),
  /** As one of the published systems had it. */
  statusesAllTheSame: (e) =>
    [206, 304, 403, 404, 416].forEach((status) =>
      e.remove(`service IntegrationResponse::GET/files/proxy+-${status}`),
    ),
  gatewayOfSomebodyElse: (e) => {
    e.remove("service VpnGateway::gateway");
    [1, 2].forEach((n) => e.remove(`service VpnGatewayRoutePropagation::routes-${n}`));
  },
  routeWritten: (e) => {
    [1, 2].forEach((n) => e.remove(`service VpnGatewayRoutePropagation::routes-${n}`));
    [1, 2].forEach((n) =>
      e.change(`service RouteTable::network-vpc-isolated-${n}`, {
        routes: [{ cidrBlock: "192.168.0.0/16", transitGatewayId: "tgw-0a1b2c3d4e5f60718" }],
      }),
    );
  },
} satisfies Record<string, Fault>;
