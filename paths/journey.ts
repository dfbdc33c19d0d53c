import { identify, type Identity } from "./identity";
import type { Landing, Resolution } from "./dns";
import {
  deploymentOf,
  findApi,
  functionOf,
  REST_API,
  route,
  stagesOf,
  type Routed,
} from "./network/apis";
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
  SERVICE,
  serviceNamed,
  type Interface,
} from "./network/endpoints";
import type { Network, Node } from "./network/network";
import { known, knownTexts, UNKNOWN, type Maybe } from "./network/properties";
import { parseUrl, type Request, type Target as Url } from "./request";
import type { Vantage } from "./vantage";

/** A target that the balancer may choose, and whose address it is. */
export interface ChosenTarget extends Target {
  endpoint?: Node;
  at?: Interface;
}

/** The balancer's part of a call's way. */
export interface BalancerLeg {
  balancer: Node;
  /** Where the connection enters; `undefined` when the balancer has no node in that zone. */
  node?: BalancerNode;
  zoneId: Maybe<string>;
  /** At the call's port; `undefined` when there is none. */
  listener?: Node;
  targetGroup?: Maybe<Node>;
  /** Everything registered. */
  targets: readonly ChosenTarget[];
  /** What this node may choose. */
  choices: readonly ChosenTarget[];
}

/**
 * The way that one call takes by one address, from the client to the function, as it was meant: behind a
 * fault it goes on with what the fault kept it from. The checks judge it; nothing is judged here.
 */
export interface Journey {
  network: Network;
  request: Request;
  url: Url;
  vantage: Vantage;
  dns: Resolution;
  landing?: Landing;
  /** The endpoint that the client connects to, and the address of it. */
  entry?: { endpoint: Node; at?: Interface };
  /** Whether the entry leads to an endpoint service, not to API Gateway. */
  throughService: boolean;
  service?: Node;
  leg?: BalancerLeg;
  /** The endpoint at which the call reaches API Gateway. */
  apiEndpoint?: Node;
  identity: Identity;
  api?: Node;
  /** The stage's name, as the path says. */
  stageName: string;
  stage?: Node;
  deployment?: Node;
  /** The path below the stage, with its slash. */
  path: string;
  routed?: Maybe<Routed>;
  /** The function that the integration invokes. */
  lambda?: Maybe<Node>;
  /** Why nothing can be said from some hop on. */
  lost?: string;
}

/** Follows a call by one of the addresses that its name resolves to. */
export function travel(
  network: Network,
  request: Request,
  vantage: Vantage,
  dns: Resolution,
  landing: Landing | undefined,
): Journey {
  const url = parseUrl(request.url);
  const journey: Journey = {
    ...{ network, request, url, vantage, dns, landing, throughService: false },
    ...{ identity: identify(request, url), stageName: "", path: "/" },
  };
  enter(journey);
  if (journey.apiEndpoint === undefined) {
    journey.lost ??= "which execute-api endpoint the call arrives at";
  }
  reachApi(journey);
  return journey;
}

/** From the address to the endpoint at which API Gateway is reached. */
function enter(journey: Journey): void {
  const { network, landing, dns } = journey;
  if (!landing || landing.kind === "elsewhere" || landing.kind === "public") {
    journey.lost =
      landing?.kind === "elsewhere"
        ? `what answers at ${landing.address}: no export holds it`
        : landing?.kind === "public"
          ? "how a public API answers: this analyser follows private ones"
          : `where ${dns.name} was meant to lead`;
    return;
  }
  if (landing.kind === "balancer") {
    journey.leg = crossBalancer(journey, landing.balancer, landing.node.zoneId, landing.node);
    journey.apiEndpoint = endpointBehind(journey.leg) ?? soleExecuteApi(network, landing.balancer);
    return;
  }
  const { endpoint, at } = landing;
  journey.entry = { endpoint, at };
  const leadsToApi = isExecuteApi(endpoint);
  if (leadsToApi === UNKNOWN) {
    journey.lost = `which service ${endpoint.id} leads to`;
  } else if (leadsToApi) {
    journey.apiEndpoint = endpoint;
  } else {
    journey.throughService = true;
    throughService(journey, endpoint, at);
  }
}

function throughService(journey: Journey, endpoint: Node, at: Interface): void {
  const { network } = journey;
  const name = known(endpoint.properties.text("serviceName")) ?? "";
  if (!name.includes(".vpce-svc-")) {
    journey.lost = `how ${name} answers: this analyser follows API Gateway alone`;
    return;
  }
  journey.service = serviceNamed(network, name);
  const service = journey.service ?? sole(network.all(SERVICE));
  if (!service) {
    journey.lost = `where ${name} leads: no export holds this endpoint service`;
    return;
  }
  const arns = knownTexts(service.properties.texts("networkLoadBalancerArns"));
  const balancer =
    balancerByArn(network, arns[0]) ?? sole(network.all(BALANCER).filter(sameStack(service)));
  if (!balancer || arns.length > 1) {
    journey.lost = `which load balancer ${service.id} uses`;
    return;
  }
  const node = nodesOf(network, balancer).find(
    ({ zoneId }) => zoneId !== UNKNOWN && zoneId === at.zoneId,
  );
  journey.leg = crossBalancer(journey, balancer, at.zoneId, node);
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
  const targetGroup =
    (meant && targetGroupOf(network, meant)) ??
    sole(network.all(TARGET_GROUP).filter(sameStack(balancer)));
  const leg: BalancerLeg = {
    ...{ balancer, node, zoneId, listener, targetGroup },
    ...{ targets: [], choices: [] },
  };
  if (targetGroup === undefined || targetGroup === UNKNOWN) {
    return leg;
  }
  const vpcId = known(targetGroup.properties.text("vpcId")) ?? "";
  const targets = targetsOf(network, targetGroup, nodesOf(network, balancer)).map((target) => ({
    ...target,
    ...(target.address === UNKNOWN ? {} : endpointAt(network, vpcId, target.address)),
  }));
  const everywhere = isCrossZone(balancer, targetGroup) === true;
  const choices = targets.filter(
    (target) => everywhere || (target.zoneId !== UNKNOWN && target.zoneId === zoneId),
  );
  return { ...leg, targets, choices };
}

/** The execute-api endpoint that the targets are addresses of. */
function endpointBehind(leg: BalancerLeg): Node | undefined {
  return [...leg.choices, ...leg.targets].find(({ endpoint }) => endpoint !== undefined)?.endpoint;
}

/** The only execute-api endpoint of the load balancer's stack. */
function soleExecuteApi(network: Network, balancer: Node): Node | undefined {
  return sole(
    network
      .all(ENDPOINT)
      .filter((endpoint) => sameStack(balancer)(endpoint) && isExecuteApi(endpoint) === true),
  );
}

/** From API Gateway to the function. */
function reachApi(journey: Journey): void {
  const { network, identity, url, apiEndpoint } = journey;
  const [stageName = "", ...rest] = url.path.split("/").slice(1);
  journey.stageName = stageName;
  journey.path = `/${rest.join("/")}`;
  const api =
    identity.kind === "api"
      ? findApi(network, identity.id)
      : // Behind this fault the call goes on with the API that can only have been meant.
        identity.kind === "none" && apiEndpoint
        ? sole(network.all(REST_API).filter(sameStack(apiEndpoint)))
        : undefined;
  if (!api) {
    return;
  }
  journey.api = api;
  const stages = stagesOf(network, api);
  journey.stage = stages.find(({ properties }) => properties.text("stageName") === stageName);
  const stage = journey.stage ?? sole(stages);
  journey.deployment = stage && deploymentOf(network, stage);
  journey.routed = route(network, api, journey.request.method, journey.path);
  const routed = journey.routed;
  if (routed !== UNKNOWN && routed.found && routed.integration) {
    journey.lambda = functionOf(network, routed.integration);
  }
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

const sameStack =
  (one: Node) =>
  (other: Node): boolean =>
    one.stack === other.stack;

function sole(nodes: readonly Node[]): Node | undefined {
  return nodes.length === 1 ? nodes[0] : undefined;
}
