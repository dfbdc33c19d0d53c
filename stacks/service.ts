import * as path from "path";
import * as pulumi from "@pulumi/pulumi";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getRegion } from "@pulumi/aws/getRegion";
import { ApiFunction } from "../components/apiFunction";
import { ApiGatewayAccount } from "../components/apiGatewayAccount";
import { bundleFunction } from "../components/bundle";
import { distinctCidrs } from "../components/cidr";
import { ClientInstance } from "../components/clientInstance";
import { EndpointLoadBalancer } from "../components/endpointLoadBalancer";
import { EndpointService } from "../components/endpointService";
import { FUNCTIONS_DIRECTORY } from "../components/functionFolders";
import { ExecuteApiEndpoint } from "../components/executeApiEndpoint";
import { Network } from "../components/network";
import { PrivateApi } from "../components/privateApi";
import { zoneIdsOf } from "../components/zones";
import { call } from "./calls";
import { CONTRACT_VERSION } from "./contract";
import { accountZones, planServiceNetwork } from "./plan";
import { parseRoute, sampleCallPath } from "./routes";
import type { Service } from "./parseSettings";

/**
 * The account that owns the APIs: API, endpoint, load balancer and endpoint service.
 *
 * @returns the stack's outputs; `contract` is what customers need
 */
export async function service(settings: Service): Promise<Record<string, unknown>> {
  const functionNames = [
    ...new Set(settings.apis.flatMap((api) => Object.values(api.routes).map((r) => r.lambda))),
  ].sort();
  const [{ region }, { accountId }, zones, sources] = await Promise.all([
    getRegion(),
    getCallerIdentity(),
    accountZones(),
    Promise.all(functionNames.map((name) => bundleFunction(path.join(FUNCTIONS_DIRECTORY, name)))),
  ]);
  const plan = await planServiceNetwork(settings.network, region, zones);

  const network = new Network("network", plan);
  const ownClients = [network.cidrBlock];
  const endpoint = new ExecuteApiEndpoint("execute-api", {
    region,
    vpcId: network.vpcId,
    subnetIds: network.subnetIds,
    clientCidrs: ownClients,
    adopt: settings.endpoint && {
      vpcEndpointId: settings.endpoint.id,
      securityGroupId: settings.endpoint.securityGroupId,
    },
  });
  const loadBalancer = new EndpointLoadBalancer("nlb", {
    vpcId: network.vpcId,
    zones: network.zones,
    subnetIds: network.subnetIds,
    clientCidrs: distinctCidrs([
      ...ownClients,
      ...settings.customers.flatMap((entry) => entry.clientCidrs),
    ]),
    endpoint,
    healthCheckInterval: settings.loadBalancer.healthCheck.interval,
  });
  const endpointService = new EndpointService("endpoint-service", {
    loadBalancerArn: loadBalancer.loadBalancerArn,
    allowedAccounts: settings.customers.map((entry) => entry.account),
  });

  const functions = new Map(
    functionNames.map((name, i) => [
      name,
      new ApiFunction(`function-${name}`, {
        code: sources[i] ?? "",
        network: settings.lambda.inVpc ? network : undefined,
      }),
    ]),
  );
  const logRole =
    settings.apiGatewayAccount === "manage" ? new ApiGatewayAccount("api-gateway") : undefined;
  const apis = settings.apis.map((api) => {
    const routes = Object.entries(api.routes).map(([key, { lambda }]) => {
      const route = parseRoute(key);
      const target = functions.get(lambda);
      if (typeof route === "string" || !target) {
        throw new Error(`the route ${key} passed the settings but cannot be built`);
      }
      const { functionName, invokeArn } = target;
      return { ...route, backend: { kind: "lambda" as const, functionName, invokeArn } };
    });
    const made = new PrivateApi(`api-${api.name}`, {
      region,
      apiName: api.name,
      description: api.description,
      stageName: api.stage,
      routes,
      vpcEndpointIds: [endpoint.vpcEndpointId],
      logRole,
    });
    return { name: api.name, path: sampleCallPath(Object.keys(api.routes)), made };
  });
  if (settings.client) {
    new ClientInstance("client", {
      region,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      targets: {
        endpoint: endpoint.securityGroupId,
        "load-balancer": loadBalancer.securityGroupId,
      },
    });
  }

  const entries = apis.map(({ name, path: sample, made }) => {
    const { restApiId: id, stageName: stage, host } = made;
    return [name, { id, stage, host, path: sample }] as const;
  });
  const from = pulumi.getStack();
  return {
    contract: {
      version: CONTRACT_VERSION,
      region,
      account: accountId,
      serviceName: endpointService.serviceName,
      zoneIds: endpointService.availabilityZones.apply((names) => zoneIdsOf(network.zones, names)),
      apis: Object.fromEntries(entries),
    },
    apis: Object.fromEntries(
      entries.map(([name, api]) => [name, pulumi.interpolate`https://${api.host}/${api.stage}`]),
    ),
    vpcEndpointId: endpoint.vpcEndpointId,
    endpointDnsName: endpoint.dnsName,
    nlbDnsName: loadBalancer.dnsName,
    vpcEndpointServiceId: endpointService.serviceId,
    serviceName: endpointService.serviceName,
    calls: entries.flatMap(([, api]) => [
      call({ from, host: api.host, api }),
      // Neither name is the API's, so the header says which API is meant.
      call({ from, host: endpoint.dnsName, api, named: true }),
      call({ from, host: loadBalancer.dnsName, api, named: true }),
    ]),
  };
}
