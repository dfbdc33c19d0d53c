import { apiGatewayModels } from "./apiGateway";
import { apiResponseModels } from "./apiResponses";
import { computeModels } from "./compute";
import { dnsModels } from "./dns";
import { endpointModels } from "./endpoints";
import { identityModels } from "./identity";
import { loadBalancingModels } from "./loadBalancing";
import type { Model } from "./model";
import { networkModels } from "./network";
import { securityGroupModels } from "./securityGroups";

const models = new Map<string, Model>(
  [
    ...apiGatewayModels,
    ...computeModels,
    ...dnsModels,
    ...apiResponseModels,
    ...endpointModels,
    ...identityModels,
    ...loadBalancingModels,
    ...networkModels,
    ...securityGroupModels,
  ].map((model) => [model.type, model]),
);

/** Services without regions: what they hold is found from every region of its account. */
const GLOBAL = ["aws:iam/", "aws:route53/"];

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
  return GLOBAL.some((service) => type.startsWith(service)) ? "global" : region;
}
