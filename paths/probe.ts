import type { Network, Node } from "./network/network";
import { known, knownTexts, type Maybe } from "./network/properties";
import { findSubnet } from "./network/vpcs";
import type { Vantage } from "./vantage";

const PROBE = "private-api:index:Probe";
const FUNCTION = "aws:lambda/function:Function";

/** What the place of a call begins with when a stack's probe makes it. */
export const FROM_PROBE = "probe:";

/** The function of a stack's probe, where it has one. */
export function probeOf(network: Network, stack: string): Node | undefined {
  const probes = network.of(stack, PROBE).map(({ urn }) => urn);
  return network
    .of(stack, FUNCTION)
    .find(({ state }) => state.parent !== undefined && probes.includes(state.parent));
}

/**
 * The places that a stack's probe may make a call from: one for each of its subnets, for Lambda chooses
 * among them.
 */
export function probePlaces(network: Network, stack: string): string[] {
  const subnets = knownTexts(subnetsOf(probeOf(network, stack)));
  return subnets.length === 0
    ? [`${FROM_PROBE}${stack}`]
    : subnets.map((subnet) => `${FROM_PROBE}${stack}/${subnet}`);
}

/**
 * Where a stack's probe is, as `probe:<stack>` says it, or `probe:<stack>/<subnet>` for another than the
 * first of its subnets.
 *
 * @returns `undefined` when there is no such probe, or it is not in that subnet
 */
export function probeVantage(network: Network, from: string): Vantage | undefined {
  const [stack = "", named] = from.slice(FROM_PROBE.length).split("/");
  const probe = probeOf(network, stack);
  const subnets = knownTexts(subnetsOf(probe));
  const subnetId = named ?? subnets[0];
  const config = probe?.properties.object("vpcConfig");
  const subnet = findSubnet(network, subnetId);
  const vpcId = known(config?.text("vpcId")) ?? known(subnet?.properties.text("vpcId"));
  if (!probe || vpcId === undefined || (named !== undefined && !subnets.includes(named))) {
    return undefined;
  }
  return {
    ...{ kind: "vpc", stack, vpcId, subnetId, probe },
    range: known(subnet?.properties.text("cidrBlock")),
    groupIds: config?.texts("securityGroupIds"),
  };
}

const subnetsOf = (probe: Node | undefined): Maybe<Maybe<string>[]> =>
  probe?.properties.object("vpcConfig")?.texts("subnetIds") ?? [];
