import { apiGatewayModels } from "./apiGateway";
import { apiKeyModels } from "./apiKeys";
import { apiResponseModels } from "./apiResponses";
import { authorizerModels } from "./authorizers";
import { computeModels } from "./compute";
import { dnsModels } from "./dns";
import { endpointModels } from "./endpoints";
import { identityModels } from "./identity";
import { loadBalancingModels } from "./loadBalancing";
import type { Model } from "./model";
import { networkModels } from "./network";
import { resolverModels } from "./resolver";
import { s3Models } from "./s3";
import { securityGroupModels } from "./securityGroups";
import { vpnModels } from "./vpn";

const models = new Map<string, Model>(
  [
    ...apiGatewayModels,
    ...apiKeyModels,
    ...apiResponseModels,
    ...authorizerModels,
    ...computeModels,
    ...dnsModels,
    ...endpointModels,
    ...identityModels,
    ...loadBalancingModels,
    ...networkModels,
    ...resolverModels,
    ...s3Models,
    ...securityGroupModels,
    ...vpnModels,
  ].map((model) => [model.type, model]),
);

/**
 * What has no region, and is found from every region of its account. Route 53's zones are so; its
 * resolver's endpoints, which the provider files with them, are not.
 */
const GLOBAL = ["aws:iam/", "aws:route53/record:", "aws:route53/zone:"];

/** Every type the simulated cloud knows, sorted. */
export function modelledTypes(): string[] {
  return [...models.keys()].sort();
}

/** How a type behaves, or `undefined` when it is not modelled. */
export function modelOf(type: string): Model | undefined {
  return models.get(type);
}

/** The region in which the world keeps things of a type. */
export function homeRegion(type: string, region: string): string {
  return GLOBAL.some((prefix) => type.startsWith(prefix)) ? "global" : region;
}
