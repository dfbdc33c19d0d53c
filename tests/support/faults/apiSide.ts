import { fingerprint } from "../../../components/policies";
import type { Fault } from "./clientSide";
import type { Exports } from "./exports";

const API = "service RestApi::api-hello-api";
const POLICY = "service RestApiPolicy::api-hello-policy";
const DEPLOYMENT = "service Deployment::api-hello-deployment";
const STAGE = "service Stage::api-hello-stage";
const METHOD = "service Method::api-hello-method-GET/";
const INTEGRATION = "service Integration::api-hello-integration-GET/";
const PERMISSION = "service Permission::api-hello-permission-GET-47333c";
const EXECUTE_API = "service VpcEndpoint::execute-api-endpoint";

/** Changes the policy, and deploys it. */
function deployPolicy(exports: Exports, change: (document: string) => string): void {
  exports.change(POLICY, ({ policy }) => ({ policy: change(policy as string) }));
  const { policy } = exports.outputs(POLICY);
  if (typeof policy === "string") {
    exports.change(DEPLOYMENT, ({ triggers }) => ({
      triggers: { ...(triggers as object), policy: fingerprint(JSON.parse(policy)) },
    }));
  }
}

const statement = (text: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [JSON.parse(text)] });

/** Faults from API Gateway to the function. */
export const API_SIDE = {
  apiOfAnotherType: (e) =>
    e.change(API, { endpointConfiguration: { ipAddressType: "ipv4", types: "REGIONAL" } }),
  defaultEndpointDisabled: (e) => e.change(API, { disableExecuteApiEndpoint: true }),
  stageRemoved: (e) => e.remove(STAGE),
  stageWithoutDeployment: (e) =>
    e.change(STAGE, () => ({ deployment: undefined as string | undefined })),
  stageOfAnotherName: (e) => e.change(STAGE, { stageName: "v2" }),

  endpointPolicyOfAnotherAction: (e) =>
    e.change(EXECUTE_API, {
      policy: statement(
        '{"Effect":"Allow","Principal":"*","Action":"execute-api:ManageConnections","Resource":"*"}',
      ),
    }),
  endpointPolicyDenies: (e) =>
    e.change(EXECUTE_API, {
      policy: statement(
        '{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}',
      ),
    }),
  /** The customer's endpoint in place of the service's: the usual mistake. */
  policyOfTheCustomersEndpoint: (e) =>
    deployPolicy(e, (policy) =>
      policy.replace(
        /vpce-[0-9a-f]+/,
        String(e.find("customer VpcEndpoint::service-endpoint")?.id),
      ),
    ),
  policyOfAnotherStage: (e) => deployPolicy(e, (policy) => policy.replace(/\/\*"/, '/v9/*"')),
  policyRemoved: (e) => e.remove(POLICY),
  deploymentOfAnotherPolicy: (e) =>
    e.change(DEPLOYMENT, ({ triggers }) => ({
      triggers: { ...(triggers as object), policy: "0123456789abcdef" },
    })),

  methodRemoved: (e) => e.remove(METHOD),
  methodOfAnotherVerb: (e) => e.change(METHOD, { httpMethod: "POST" }),
  signatureRequired: (e) => e.change(METHOD, { authorization: "AWS_IAM" }),
  apiKeyRequired: (e) => e.change(METHOD, { apiKeyRequired: true }),
  authorizerRequired: (e) => {
    e.change(METHOD, { authorization: "CUSTOM", authorizerId: "auth01" });
    e.make("service Authorizer::authorizer", "aws:apigateway/authorizer:Authorizer", "auth01", {
      ...{ type: "TOKEN", identitySource: "method.request.header.Authorization" },
      restApi: e.find(API)?.id,
    });
  },
  integrationRemoved: (e) => e.remove(INTEGRATION),
  integrationByGet: (e) => e.change(INTEGRATION, { integrationHttpMethod: "GET" }),
  permissionRemoved: (e) => e.remove(PERMISSION),
  permissionOfAnotherPath: (e) =>
    e.change(PERMISSION, ({ sourceArn }) => ({ sourceArn: `${String(sourceArn)}pets` })),
  permissionOfAnotherService: (e) => e.change(PERMISSION, { principal: "events.amazonaws.com" }),
} satisfies Record<string, Fault>;
