import type { Journey } from "./journey";
import {
  BALANCER,
  balancerByArn,
  isCrossZone,
  listenersOf,
  nodesOf,
  TARGET_GROUP,
  targetGroupOf,
  targetsOf,
  type BalancerNode,
  type Target,
} from "./network/balancers";
import {
  ENDPOINT,
  endpointAt,
  interfacesOf,
  isExecuteApi,
  isUnmade,
  mayBeEndpointAt,
  SERVICE,
  serviceNamed,
  zonesOfService,
  type Interface,
} from "./network/endpoints";
import { sole, type Network, type Node } from "./network/network";
import { known, knownTexts, UNKNOWN, type Maybe } from "./network/properties";

/** A target that the balancer may choose, and whose address it is. */
export interface ChosenTarget extends Target {
  endpoint?: Node;
  at?: Interface;
  /** Whether it may be the address of an endpoint that does not tell its addresses or its VPC. */
  unclear?: boolean;
}

/** The balancer's part of a call's way. */
export interface BalancerLeg {
  balancer: Node;
  /** Where the connection enters; `undefined` when the balancer has no node in that zone. */
  node?: BalancerNode;
  zoneId: Maybe<string>;
  /** At the call's port; `undefined` when there is none. */
  listener?: Node;
  /** The same, or the only one, which was meant to be at that port. */
  meantListener?: Node;
  targetGroup?: Maybe<Node>;
  /** Everything registered. */
  targets: readonly ChosenTarget[];
  /** What this node may choose. */
  choices: readonly ChosenTarget[];
}

/** From a customer's endpoint to the load balancer of the service that it asks for. */
export function toService(journey: Journey, endpoint: Node, at: Interface): void {
  const { network } = journey;
  const name = known(endpoint.properties.text("serviceName")) ?? "";
  if (!name.includes(".vpce-svc-")) {
    journey.lost = `how ${name} answers: this analyser follows API Gateway alone`;
    return;
  }
  journey.service = serviceNamed(network, name);
  const service = journey.service ?? sole(network.all(SERVICE));
  journey.meantService = service;
  if (!service) {
    journey.lost = `where ${name} leads: no export holds this endpoint service`;
    return;
  }
  const arns = knownTexts(service.properties.texts("networkLoadBalancerArns"));
  const balancer = balancerByArn(network, arns[0]) ?? sole(network.of(service.stack, BALANCER));
  if (!balancer || arns.length > 1) {
    journey.lost = `which load balancer ${service.id} uses`;
    return;
  }
  const zoneId = zoneOfEntry(network, endpoint, at, service);
  const node = nodesOf(network, balancer).find(
    ({ zoneId: own }) => own !== UNKNOWN && own === zoneId,
  );
  toBalancer(journey, balancer, zoneId, node);
}

/**
 * The zone in which the connection enters the load balancer: that of the customer's address. An endpoint
 * that could not be made for a zone goes on in the only zone of the service that it leaves out.
 */
function zoneOfEntry(
  network: Network,
  endpoint: Node,
  at: Interface,
  service: Node,
): Maybe<string> {
  const offered = zonesOfService(network, service);
  if (offered === UNKNOWN || at.zoneId === UNKNOWN || !isUnmade(endpoint)) {
    return at.zoneId;
  }
  const used = interfacesOf(network, endpoint).map(({ zoneId }) => zoneId);
  const left = offered.filter((zoneId) => !used.includes(zoneId));
  return offered.includes(at.zoneId) ? at.zoneId : (sole(left) ?? UNKNOWN);
}

/** From where a connection enters a load balancer to the endpoint behind it. */
export function toBalancer(
  journey: Journey,
  balancer: Node,
  zoneId: Maybe<string>,
  node: BalancerNode | undefined,
): void {
  const { network } = journey;
  journey.leg = crossBalancer(journey, balancer, zoneId, node);
  journey.apiEndpoint = endpointBehind(journey.leg) ?? soleExecuteApi(network, balancer);
}

function crossBalancer(
  { network, url }: Journey,
  balancer: Node,
  zoneId: Maybe<string>,
  node: BalancerNode | undefined,
): BalancerLeg {
  const listeners = listenersOf(network, balancer);
  const listener = listeners.find(({ properties }) => properties.number("port") === url.port);
  const meant = listener ?? sole(listeners);
  // Behind a missing listener, or one that forwards nowhere, the only group can have been meant.
  const forwarded = meant && targetGroupOf(network, meant);
  const targetGroup = forwarded ?? sole(network.of(balancer.stack, TARGET_GROUP));
  type Leg = Omit<BalancerLeg, "targets" | "choices">;
  const leg: Leg = { balancer, node, zoneId, listener, meantListener: meant, targetGroup };
  if (targetGroup === undefined || targetGroup === UNKNOWN) {
    return { ...leg, targets: [], choices: [] };
  }
  const targets = network.onceFor(`targets behind ${balancer.urn}`, targetGroup, () =>
    registeredTargets(network, balancer, targetGroup),
  );
  const everywhere = isCrossZone(balancer, targetGroup) === true;
  const choices = targets.filter(
    ({ zoneId: own, address }) =>
      everywhere || address === UNKNOWN || (own !== UNKNOWN && own === zoneId),
  );
  return { ...leg, targets, choices };
}

function registeredTargets(network: Network, balancer: Node, group: Node): ChosenTarget[] {
  const vpcId = known(group.properties.text("vpcId"));
  return targetsOf(network, group, nodesOf(network, balancer)).map((target): ChosenTarget => {
    const { address } = target;
    const found = address === UNKNOWN ? undefined : endpointAt(network, vpcId, address);
    const unclear = !found && mayBeEndpointAt(network, group, vpcId);
    const zone = found?.at.zoneId ?? UNKNOWN;
    return { ...target, ...found, unclear, zoneId: zone === UNKNOWN ? target.zoneId : zone };
  });
}

/** Targets outside every subnet: of no zone, so of no node. */
export const strays = ({ targets }: BalancerLeg): ChosenTarget[] =>
  targets.filter(
    ({ zoneId, endpoint, address }) => zoneId === UNKNOWN && !endpoint && address !== UNKNOWN,
  );

/** The execute-api endpoint that the targets are addresses of. */
function endpointBehind(leg: BalancerLeg): Node | undefined {
  return [...leg.choices, ...leg.targets].find(({ endpoint }) => endpoint !== undefined)?.endpoint;
}

/** The only execute-api endpoint of the load balancer's stack. */
function soleExecuteApi(network: Network, balancer: Node): Node | undefined {
  return sole(
    network.of(balancer.stack, ENDPOINT).filter((endpoint) => isExecuteApi(endpoint) === true),
  );
}

/** The addresses at which a call may arrive at API Gateway, by the balancer's choices or directly. */
export function arrivals(journey: Journey): readonly Interface[] {
  const { network, leg, apiEndpoint, entry } = journey;
  if (!leg) {
    return entry?.at ? [entry.at] : [];
  }
  const chosen = leg.choices.flatMap(({ at }) => at ?? []);
  if (chosen.length > 0 || !apiEndpoint) {
    return chosen;
  }
  // No usable target: go on with the address that should have been one.
  const all = interfacesOf(network, apiEndpoint);
  const inZone = all.filter(({ zoneId }) => zoneId !== UNKNOWN && zoneId === leg.zoneId);
  return inZone.length > 0 ? inZone : all.slice(0, 1);
}
