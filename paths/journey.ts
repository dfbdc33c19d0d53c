import { reachApi } from "./apiLeg";
import { toBalancer, toService, type BalancerLeg } from "./balancerLeg";
import type { Landing, Resolution } from "./dns/resolution";
import { identify, type Identity } from "./identity";
import type { MethodView, Routed } from "./network/apis";
import type { Reply } from "./integration/reply";
import { isExecuteApi, type Interface } from "./network/endpoints";
import type { Network, Node } from "./network/network";
import { UNKNOWN, type Maybe } from "./network/properties";
import { parseUrl, type Request, type Target as Url } from "./request";
import type { Vantage } from "./vantage";

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
  /** The service of the name that the client's endpoint asks for. */
  service?: Node;
  /** The same, or the only one that can have been meant. */
  meantService?: Node;
  leg?: BalancerLeg;
  /** The endpoint at which the call reaches API Gateway. */
  apiEndpoint?: Node;
  identity: Identity;
  api?: Node;
  /** The stage's name, as the path says. */
  stageName: string;
  stage?: Node;
  /** What the stage serves, or the only deployment, which it was meant to serve. */
  deployment?: Node;
  /** The path below the stage, with its slash. */
  path: string;
  routed?: Maybe<Routed>;
  /** The method that the call was routed to, or the one that was meant; without one, nothing is known of it. */
  way?: MethodView;
  /** The function that the integration invokes. */
  lambda?: Maybe<Node>;
  /** How the integration answers, where it is no function's. */
  reply?: Reply;
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
  const parsed = parseUrl(request.url);
  // Host and certificate stay those of the URL; the connection goes to where the caller says.
  const url = request.connectTo ? { ...parsed, port: request.connectTo.port } : parsed;
  // Every part is there from the start: objects of one shape are quicker to make and to read.
  const journey: Journey = {
    network,
    request,
    url,
    vantage,
    dns,
    landing,
    entry: undefined,
    throughService: false,
    service: undefined,
    meantService: undefined,
    leg: undefined,
    apiEndpoint: undefined,
    identity: identify(request, url),
    api: undefined,
    stageName: "",
    stage: undefined,
    deployment: undefined,
    path: "/",
    routed: undefined,
    way: undefined,
    lambda: undefined,
    reply: undefined,
    lost: undefined,
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
  const { landing, dns } = journey;
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
    toBalancer(journey, landing.balancer, landing.node.zoneId, landing.node);
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
    toService(journey, endpoint, at);
  }
}
