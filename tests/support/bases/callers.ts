import type { Exports } from "../faults/exports";
import { addResource, addRoute, deployPolicy, mock } from "./routes";

/** What the callers of a route must send; values that only tests have. */
export const API_KEY = "k-customer-0123456789abcdef";
const API = "service RestApi::api-hello-api";
const CLIENT_ROLE = "customer Role::client-role";

/** Routes that ask who calls: by a signature, by an API key, by an authorizer. */
export function routesThatAsk(e: Exports): void {
  const route = (name: string, method: Record<string, unknown>) =>
    addRoute(e, `GET/${name}`, {
      ...{ verb: "GET", resourceId: addResource(e, name, name), method },
      ...mock(`"${name}"`),
    });
  route("signed", { authorization: "AWS_IAM" });
  route("keyed", { apiKeyRequired: true });
  route("asked", { authorization: "CUSTOM", authorizerId: "auth01" });
  const restApi = e.find(API)?.id;
  e.make("service Authorizer::authorizer", "aws:apigateway/authorizer:Authorizer", "auth01", {
    ...{ restApi, type: "REQUEST", authorizerResultTtlInSeconds: 300 },
    identitySource: "method.request.header.Authorization",
  });
  e.make("service UsagePlan::plan", "aws:apigateway/usagePlan:UsagePlan", "plan01", {
    apiStages: [{ apiId: restApi, stage: "v1" }],
  });
  e.make("service ApiKey::key", "aws:apigateway/apiKey:ApiKey", "key0000001", {
    ...{ enabled: true, name: "key", value: API_KEY },
  });
  const member = "aws:apigateway/usagePlanKey:UsagePlanKey";
  e.make("service UsagePlanKey::key-member", member, "key0000001", {
    ...{ keyId: "key0000001", keyType: "API_KEY", usagePlanId: "plan01", value: API_KEY },
  });
  allowClientRole(e);
}

/** The customer's client may invoke the API by its own role's policies. */
function allowClientRole(e: Exports): void {
  const { executionArn } = e.outputs(API);
  const { name } = e.outputs(CLIENT_ROLE);
  const statement = {
    Effect: "Allow",
    Action: "execute-api:Invoke",
    Resource: `${String(executionArn)}/*`,
  };
  e.make(
    "customer RolePolicy::client-role-invoke",
    "aws:iam/rolePolicy:RolePolicy",
    `${String(name)}:invoke`,
    {
      ...{ role: name, name: "invoke" },
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    },
  );
}

/** The customer has an endpoint of API Gateway's of its own in place of one of the service's. */
export function directCustomer(e: Exports): void {
  const endpoint = "customer VpcEndpoint::service-endpoint";
  const names = ["name-hello", "zone-hoge.co.jp"];
  names.forEach((name) =>
    e.remove(`customer Zone::${name}-zone`, `customer Record::${name}-record-1`),
  );
  const service = "execute-api.ap-northeast-1";
  e.change(endpoint, ({ dnsEntries }) => ({
    ...{ serviceName: "com.amazonaws.ap-northeast-1.execute-api", privateDnsEnabled: true },
    dnsEntries: [
      ...(dnsEntries as { dnsName: string }[]).map((entry) => ({
        ...entry,
        dnsName: entry.dnsName.replace(/\..*/, `.${service}.vpce.amazonaws.com`),
      })),
      { dnsName: `${service}.amazonaws.com`, hostedZoneId: "Z000000000001" },
      { dnsName: `*.${service}.amazonaws.com`, hostedZoneId: "Z000000000001" },
    ],
  }));
  const id = String(e.find(endpoint)?.id);
  deployPolicy(e, (policy) => {
    const document = JSON.parse(policy) as {
      Statement: { Condition: { StringEquals: Record<string, string[]> } }[];
    };
    const [statement] = document.Statement;
    const values = statement!.Condition.StringEquals;
    values["aws:SourceVpce"] = [...[values["aws:SourceVpce"] ?? []].flat(), id].sort();
    return JSON.stringify(document);
  });
}
