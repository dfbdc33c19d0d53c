import * as path from "path";
import * as pulumi from "@pulumi/pulumi";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getRegion } from "@pulumi/aws/getRegion";
import { ApiGatewayAccount } from "../components/apiGatewayAccount";
import { ApiKeys } from "../components/apiKeys";
import { bundleFunction } from "../components/bundle";
import { distinctCidrs, overlap } from "../components/cidr";
import { ClientInstance } from "../components/clientInstance";
import { EndpointLoadBalancer } from "../components/endpointLoadBalancer";
import { EndpointService } from "../components/endpointService";
import { FUNCTIONS_DIRECTORY } from "../components/functionFolders";
import { ExecuteApiEndpoint } from "../components/executeApiEndpoint";
import { Network } from "../components/network";
import { OnPremAccess } from "../components/onPremAccess";
import { bundleProbe, Probe } from "../components/probe";
import { zoneIdsOf } from "../components/zones";
import { CONTRACT_VERSION } from "./contract";
import { findGuests } from "./guests";
import { accountZones, planServiceNetwork } from "./plan";
import type { Service } from "./parseSettings";
import { SettingsError } from "./problems";
import { createApis, createFunctions, functionNamesOf, type MadeApi } from "./serviceApis";
import { serviceCalls } from "./serviceCalls";

/**
 * The account that owns the APIs: API, endpoint, load balancer and endpoint service.
 *
 * @returns the stack's outputs; `contract` is what customers need
 */
export async function service(settings: Service): Promise<Record<string, unknown>> {
  const [{ region }, { accountId }, zones, sources] = await Promise.all([
    getRegion(),
    getCallerIdentity(),
    accountZones(),
    bundleFunctions(functionNamesOf(settings)),
  ]);
  const guests = await findGuests(settings.direct, region);
  const onPremCidrs = distinctCidrs(settings.onprem.flatMap(({ cidrs }) => cidrs));
  const plan = await planServiceNetwork(settings.network, region, zones);

  checkRanges(plan.cidrBlock, onPremCidrs);
  const network = new Network("network", plan);
  const ownClients = [network.cidrBlock];
  const { endpoint: { id, securityGroupId, privateDns = true } = {} } = settings;
  const endpoint = new ExecuteApiEndpoint("execute-api", {
    region,
    vpcId: network.vpcId,
    subnetIds: network.subnetIds,
    clientCidrs: distinctCidrs([...ownClients, ...onPremCidrs]),
    privateDns,
    ...(id === undefined || securityGroupId === undefined
      ? {}
      : { adopt: { vpcEndpointId: id, securityGroupId } }),
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

  const functions = createFunctions(sources, settings.lambda.inVpc ? network : undefined);
  const logRole =
    settings.apiGatewayAccount === "manage" ? new ApiGatewayAccount("api-gateway") : undefined;
  const { vpcEndpointId } = endpoint;
  const apis = createApis(settings, functions, { region, vpcEndpointId, guests, logRole });
  const keys = createKeys(settings, apis);
  const onPrem =
    settings.onPrem &&
    new OnPremAccess("on-prem", {
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      zoneCount: network.zones.length,
      cidrs: onPremCidrs,
      routeTableIds: network.zones.map((_, i) => network.routeTableIds[i] as pulumi.Output<string>),
      ...settings.onPrem,
    });
  const targets = {
    endpoint: endpoint.securityGroupId,
    "load-balancer": loadBalancer.securityGroupId,
  };
  const { vpcId, subnetIds } = network;
  if (settings.client) {
    new ClientInstance("client", { region, vpcId, subnetIds, targets });
  }
  const probe = settings.probe
    ? new Probe("probe", { code: await bundleProbe(), vpcId, subnetIds, targets })
    : undefined;

  const stack = pulumi.getStack();
  return {
    contract: {
      version: CONTRACT_VERSION,
      region,
      account: accountId,
      serviceName: endpointService.serviceName,
      zoneIds: endpointService.availabilityZones.apply((names) => zoneIdsOf(network.zones, names)),
      apis: contractApis(apis),
    },
    apis: Object.fromEntries(
      apis.map(({ name, made }) => [
        name,
        pulumi.interpolate`https://${made.host}/${made.stageName}`,
      ]),
    ),
    ...(keys ? { apiKeys: keys.values } : {}),
    vpcEndpointId: endpoint.vpcEndpointId,
    endpointDnsName: endpoint.dnsName,
    nlbDnsName: loadBalancer.dnsName,
    vpcEndpointServiceId: endpointService.serviceId,
    serviceName: endpointService.serviceName,
    ...(settings.onPrem?.vpnGateway ? { vpnGatewayId: onPrem?.vpnGatewayId } : {}),
    ...(settings.onPrem?.resolver ? { resolverAddresses: onPrem?.resolverAddresses } : {}),
    ...(probe ? { probe: probe.functionArn } : {}),
    calls: serviceCalls(apis, {
      stack,
      endpointDnsName: endpoint.dnsName,
      nlbDnsName: loadBalancer.dnsName,
      privateDns,
      guests,
      onprem: settings.onprem,
    }),
  };
}

/** The range of an adopted VPC is known only here: what overlaps it is never sent out of it. */
function checkRanges(vpc: string, outside: readonly string[]): void {
  const range = outside.find((one) => overlap(one, vpc));
  if (range !== undefined) {
    throw new SettingsError([
      {
        where: `Pulumi.${pulumi.getStack()}.yaml private-api:customers`,
        what: "has a network outside AWS that overlaps the service's VPC: answers would never leave it",
        value: range,
        allowed: `ranges outside ${vpc}`,
        fix: "name the network's own ranges, or adopt another VPC",
      },
    ]);
  }
}

/** The source of each function, by its folder. */
async function bundleFunctions(names: readonly string[]): Promise<Record<string, string>> {
  const sources = names.map((name) => bundleFunction(path.join(FUNCTIONS_DIRECTORY, name)));
  const bundled = await Promise.all(sources);
  return Object.fromEntries(names.map((name, i) => [name, bundled[i] ?? ""]));
}

/** Keys for all customers, where a route asks for one. */
function createKeys(settings: Service, apis: readonly MadeApi[]): ApiKeys | undefined {
  const metered = settings.apis
    .filter(({ routes }) => Object.values(routes).some(({ auth }) => auth === "api-key"))
    .map(({ name }) => name);
  const { customers, direct, onprem } = settings;
  return metered.length === 0
    ? undefined
    : new ApiKeys("api-keys", {
        customers: [...customers, ...direct, ...onprem].map(({ name }) => name),
        stages: apis
          .filter(({ name }) => metered.includes(name))
          .map(({ made: { restApiId, stageName } }) => ({ restApiId, stageName })),
      });
}

/** What a contract tells of each API. */
function contractApis(apis: readonly MadeApi[]) {
  return Object.fromEntries(
    apis.map(({ name, path: sample, made: { restApiId: id, stageName, host } }) => [
      name,
      { id, stage: stageName, host, ...(sample === undefined ? {} : { path: sample }) },
    ]),
  );
}
