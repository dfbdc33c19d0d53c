import { HOPS, nameOf, type Evidence, type Hop } from "./checks/check";
import { authorizationOf, signerOf } from "./caller";
import { isAddress } from "./dns/address";
import type { Journey } from "./journey";
import { addressOf, subnetOfLanding, vpcOfLanding } from "./landing";
import { wayToOnPrem } from "./network/onPrem";
import { known, UNKNOWN } from "./network/properties";
import { isExecuteApi } from "./network/endpoints";
import { nameOfCaller } from "./policies/principals";

/** What a call does at a hop when nothing is wrong there, and what that rests on. */
export interface Passing {
  detail: string;
  resource?: string;
  evidence: Evidence;
  /** What is taken for granted although no export tells. */
  assumptions?: readonly string[];
}

/** The hops on the way of a call: a client that calls the endpoint directly meets no load balancer. */
export function hopsOf(journey: Journey): Hop[] {
  const { entry, leg, throughService, landing, vantage } = journey;
  const absent = new Set<Hop>();
  const viaService = throughService || (entry && isExecuteApi(entry.endpoint) === UNKNOWN);
  if (!entry) {
    absent.add("endpoint-sg");
  }
  if (!viaService) {
    absent.add("endpoint-service");
  }
  if (!leg && !viaService) {
    (["nlb-sg", "nlb", "target", "api-endpoint-sg"] as const).forEach((hop) => absent.add(hop));
  }
  const home = landing?.kind === "endpoint" && landing.endpoint.properties.text("vpcId");
  const own = landing?.kind === "balancer" ? landing.balancer.properties.text("vpcId") : home;
  if (landing === undefined || (vantage.kind === "vpc" && own === vantage.vpcId)) {
    absent.add("route");
  }
  return HOPS.filter((hop) => !absent.has(hop));
}

/** What to say of a hop that lets the call through. */
export function passing(hop: Hop, journey: Journey): Passing {
  const { entry, leg, service, apiEndpoint, api, identity, request, url } = journey;
  const documented = (detail: string, resource?: string): Passing => ({
    ...{ detail, resource, evidence: "documented" },
  });
  switch (hop) {
    case "dns":
      return {
        detail: `${isAddress(journey.dns.name) ? url.host : journey.dns.name} → ${addressOf(journey.landing) ?? "an address of the load balancer"} (${journey.dns.detail})`,
        resource: journey.dns.zone?.node.urn ?? journey.dns.managedBy?.urn,
        evidence: "documented",
        assumptions: journey.dns.assumptions,
      };
    case "route":
      return route(journey);
    case "client-egress":
      return egress(journey);
    case "endpoint-sg":
      return documented(`${nameOf(entry!.endpoint)} admits the client`, entry?.endpoint.urn);
    case "endpoint":
      return documented("available", entry?.endpoint.urn ?? apiEndpoint?.urn);
    case "endpoint-service":
      return documented(`connected to ${service ? nameOf(service) : "the service"}`, service?.urn);
    case "nlb-sg":
      return documented("the load balancer admits the client and may go on", leg?.balancer.urn);
    case "nlb":
      return documented(`enters in ${String(leg?.zoneId)}`, leg?.listener?.urn);
    case "target":
      return documented(targets(journey), leg?.choices[0]?.attachment.urn);
    case "api-endpoint-sg":
      return documented("the endpoint admits the load balancer", apiEndpoint?.urn);
    case "tls":
      return documented(request.insecure ? "not checked (-k)" : `certificate of ${url.host}`);
    case "api-id":
      return identified(journey);
    case "endpoint-policy":
      return documented("allowed", apiEndpoint?.urn);
    case "resource-policy":
      // Behind a load balancer the policy sees the service's own endpoint: C4, C6 and C7 were seen so.
      return {
        detail:
          authorizationOf(journey) === "AWS_IAM" ? "asked together with the signature" : "allowed",
        ...{ resource: api?.urn, evidence: leg ? "observed" : "documented" },
      };
    case "method":
      return method(journey);
    case "integration":
      return integration(journey);
  }
  function identified({ leg: behind }: Journey): Passing {
    const by = identity.kind === "api" ? identity.by : "host";
    return {
      detail: `${api ? nameOf(api) : "?"} by ${by === "host" ? "its name" : "x-apigw-api-id"}`,
      resource: api?.urn,
      // The name alone, through a load balancer: every step is documented, the chain is not.
      evidence: behind && by === "host" ? "inferred" : by === "host" ? "documented" : "observed",
    };
  }
}

function route({ network, vantage, landing }: Journey): Passing {
  const vpcId = landing && vpcOfLanding(landing);
  if (vantage.kind !== "onprem" || vpcId === undefined) {
    return { detail: "there is a route", evidence: "documented" };
  }
  const way = wayToOnPrem(network, vpcId, subnetOfLanding(landing), vantage.address);
  return way.kind === "there"
    ? { detail: way.detail, resource: way.resource?.urn, evidence: "documented" }
    : {
        ...{ detail: "taken to be there", evidence: "documented" },
        assumptions: way.kind === "missing" ? [] : [way.assumption],
      };
}

function egress({ vantage }: Journey): Passing {
  if (vantage.kind !== "vpc") {
    return { detail: "not in a VPC", evidence: "documented" };
  }
  if (vantage.groupIds === undefined) {
    const from = vantage.address ?? `an address of ${vantage.subnetId ?? vantage.vpcId}`;
    return {
      detail: `from ${from}`,
      evidence: "documented",
      assumptions: [`the client is a machine at ${from} whose groups let it out`],
    };
  }
  const client = vantage.instance ?? vantage.probe;
  return {
    detail: `${client ? nameOf(client) : "the client"} is let out`,
    resource: client?.urn,
    evidence: "documented",
  };
}

function targets({ leg }: Journey): string {
  const addresses = (leg?.choices ?? []).flatMap(({ address }) =>
    address === UNKNOWN ? [] : [address],
  );
  return `forwards to ${addresses.join(", ")}`;
}

function method(journey: Journey): Passing {
  const { request, path, way } = journey;
  const asks = authorizationOf(journey) === "AWS_IAM";
  return {
    detail: `${request.method} ${path}${asks ? `, signed by ${nameOfCaller(signerOf(journey).caller)}` : ""}`,
    ...{ resource: way?.method?.urn, evidence: "documented" },
    assumptions: asks ? [signerOf(journey).assumption] : [],
  };
}

function lambdaOf({ lambda }: Journey) {
  return lambda === UNKNOWN ? undefined : lambda;
}

function integration(journey: Journey): Passing {
  const { reply } = journey;
  return reply?.kind === "answered"
    ? {
        ...{ detail: reply.detail, resource: reply.resource?.urn, evidence: "documented" },
        assumptions: reply.assumptions,
      }
    : { detail: invoked(journey), resource: lambdaOf(journey)?.urn, evidence: "documented" };
}

function invoked(journey: Journey): string {
  const lambda = lambdaOf(journey);
  return lambda ? `invokes ${known(lambda.properties.text("name")) ?? nameOf(lambda)}` : "answers";
}
