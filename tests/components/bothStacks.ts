import type * as pulumi from "@pulumi/pulumi";
import { ApiFunction } from "../../components/apiFunction";
import type { ApiRoute } from "../../components/apiRoutes";
import { ApiKeys } from "../../components/apiKeys";
import { ApiGatewayAccount } from "../../components/apiGatewayAccount";
import { ClientInstance } from "../../components/clientInstance";
import { CustomerEndpoint } from "../../components/customerEndpoint";
import { EndpointLoadBalancer } from "../../components/endpointLoadBalancer";
import { EndpointService } from "../../components/endpointService";
import { ExecuteApiEndpoint } from "../../components/executeApiEndpoint";
import { ObjectStore } from "../../components/objectStore";
import { OnPremAccess } from "../../components/onPremAccess";
import { Network } from "../../components/network";
import { PrivateApi } from "../../components/privateApi";
import { PrivateZone } from "../../components/privateZone";
import { Probe } from "../../components/probe";
import { ServiceRole } from "../../components/serviceRole";
import { REGION, ZONES } from "../support/componentHarness";

/** Every component, put together and named as both stacks do it. */
export function bothStacks(): pulumi.ComponentResource[] {
  const [service, endpointService] = serviceStack();
  return [...service, ...customerStack(endpointService)];
}

function serviceStack(): [pulumi.ComponentResource[], EndpointService] {
  const zones = ZONES.slice(0, 2);
  const network = new Network("network", { kind: "new", cidrBlock: "10.0.0.0/16", zones });
  const { vpcId, subnetIds, cidrBlock } = network;
  const endpoint = new ExecuteApiEndpoint("execute-api", {
    ...{ region: REGION, vpcId, subnetIds, clientCidrs: [cidrBlock] },
  });
  const balancer = new EndpointLoadBalancer("nlb", {
    ...{ vpcId, zones, subnetIds, endpoint, healthCheckInterval: 30 },
    clientCidrs: [cidrBlock, "10.1.0.0/16", "10.2.0.0/24"],
  });
  const endpointService = new EndpointService("endpoint-service", {
    loadBalancerArn: balancer.loadBalancerArn,
    allowedAccounts: ["222222222222", "333333333333"],
  });
  const functions = [
    new ApiFunction("function-hello", { code: "exports.handler = 1;" }),
    new ApiFunction("function-pets", { code: "exports.handler = 2;", network }),
  ] as const;
  const logRole = new ApiGatewayAccount("api-gateway");
  const [hello, pets] = functions.map(({ functionName, invokeArn }) => ({
    backend: { kind: "lambda" as const, functionName, invokeArn },
  })) as unknown as [Pick<ApiRoute, "backend">, Pick<ApiRoute, "backend">];
  const common = { region: REGION, vpcEndpointIds: [endpoint.vpcEndpointId], logRole };
  const apis = [
    new PrivateApi("api-hello", {
      ...{ ...common, apiName: "hello", stageName: "v1" },
      routes: [{ method: "ANY", path: "/", ...hello }],
    }),
    new PrivateApi("api-pets", {
      ...{ ...common, apiName: "pets", stageName: "v1", description: "All about pets" },
      routes: [
        { method: "GET", path: "/pets", ...pets },
        { method: "GET", path: "/pets/{petId}", ...pets },
        { method: "POST", path: "/pets", ...pets },
      ],
    }),
  ];
  const targets = {
    ...{ endpoint: endpoint.securityGroupId, "load-balancer": balancer.securityGroupId },
  };
  const client = new ClientInstance("client", { region: REGION, vpcId, subnetIds, targets });
  const probe = new Probe("probe", { code: "exports.handler = 3;", vpcId, subnetIds, targets });
  const keys = new ApiKeys("api-keys", {
    customers: ["customer", "partner"],
    stages: apis.map(({ restApiId, stageName }) => ({ restApiId, stageName })),
  });
  const objects = new ObjectStore("api-site-objects", {
    ...{ prefix: "site/", verbs: ["GET", "PUT"] },
    files: { "index.html": { content: "<p>Hello", contentType: "text/html" } },
  });
  const role = new ServiceRole("api-pets-action", {
    description: "Signs in",
    statements: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:::pets"] }],
  });
  const onPrem = new OnPremAccess("on-prem", {
    ...{ vpcId, subnetIds, zoneCount: 2, cidrs: ["192.168.0.0/16"] },
    routeTableIds: zones.map((_, i) => network.routeTableIds[i] as pulumi.Output<string>),
    ...{ vpnGateway: true, resolver: true },
  });
  const first = [network, endpoint, balancer, endpointService, logRole];
  const further = [keys, objects, role, onPrem];
  return [[...first, ...functions, ...apis, client, probe, ...further], endpointService];
}

/** The customer's names differ from the service's: both stacks register in one run here. */
function customerStack({ serviceName }: EndpointService): pulumi.ComponentResource[] {
  const network = new Network("customer-network", {
    kind: "new",
    cidrBlock: "10.1.0.0/16",
    zones: ZONES.slice(0, 2),
  });
  const { vpcId, subnetIds, cidrBlock } = network;
  const endpoint = new CustomerEndpoint("service", {
    ...{ vpcId, subnetIds, serviceName, clientCidrs: [cidrBlock] },
  });
  const zones = ["one.example.com", "two.example.com"].map(
    (zoneName) =>
      new PrivateZone(`zone-${zoneName}`, {
        ...{ vpcId, zoneName, recordNames: [zoneName, `api.${zoneName}`] },
        target: endpoint.dnsEntry,
      }),
  );
  const targets = { service: endpoint.securityGroupId };
  const client = new ClientInstance("customer-client", {
    ...{ region: REGION, vpcId, subnetIds, targets },
  });
  const probe = new Probe("customer-probe", {
    ...{ code: "exports.handler = 3;", vpcId, subnetIds, targets },
  });
  return [network, endpoint, ...zones, client, probe];
}
