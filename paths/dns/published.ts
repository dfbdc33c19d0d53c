import { findApi, typeOfApi } from "../network/apis";
import { balancerNamed, nodesOf } from "../network/balancers";
import { ENDPOINT, endpointNames, isExecuteApi } from "../network/endpoints";
import type { Node } from "../network/network";
import { known, knownTexts, UNKNOWN } from "../network/properties";
import { findVpc } from "../network/vpcs";
import { zonesFor } from "../network/zones";
import { atEndpoint } from "./places";
import { isInVpc, noSuchHost, unclear, type Found, type InVpc, type Question } from "./resolution";
import { byZone } from "./zone";

const API_NAME = /^([a-z0-9]+)(?:-(vpce-[0-9a-f]+))?\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/;

/** Names that anybody may resolve; many of them give private addresses. */
export function published(question: Question): Found {
  const { network, name } = question;
  const known = endpointNames(network).get(name);
  if (known) {
    const { endpoint, zoneName } = known;
    const detail = `published for ${endpoint.id}`;
    return atEndpoint(network, endpoint, { lines: [], detail, answered: name, zoneName });
  }
  const balancer = balancerNamed(network, name);
  if (balancer) {
    return ofBalancer(question, balancer);
  }
  const [, api, vpce] = API_NAME.exec(name) ?? [];
  if (api !== undefined) {
    return ofApi(question, api, vpce);
  }
  const holding = zonesFor(network, name);
  const open = holding.find(({ vpcIds, unclear: some }) => vpcIds.length === 0 && !some);
  if (open) {
    return byZone(question, open);
  }
  const [hidden, ...more] = holding;
  if (!hidden) {
    return unclear(`what ${name} resolves to: no export tells`);
  }
  const problem = {
    detail: `only ${hidden.vpcIds.join(", ") || "other VPCs"} can see the private zone ${hidden.name}`,
    fix: `call from a VPC that the zone ${hidden.name} is associated with`,
    assumption: `${name} has no public record`,
  };
  // From outside every VPC no zone is at fault, and of several zones nobody can tell which one is.
  return isInVpc(question) && more.length === 0
    ? noSuchHost({ ...problem, resource: hidden.node }, byZone(question, hidden))
    : noSuchHost(problem);
}

function ofBalancer({ network, name }: Question, balancer: Node): Found {
  const nodes = nodesOf(network, balancer);
  return {
    lines: nodes.map(({ subnetId, address }) =>
      address ? `${name} has address ${address}` : `${name} has an address in ${subnetId}`,
    ),
    detail: "published for the load balancer",
    landings: nodes.map((node) => ({ kind: "balancer", balancer, node })),
    problems: [],
    ...(nodes.length === 0 ? { unclear: "which subnets the load balancer is in" } : {}),
  };
}

/** The own name of an API, or the alias that AWS makes of its association with an endpoint. */
function ofApi(question: Question, id: string, vpce: string | undefined): Found {
  const { network, name } = question;
  const api = findApi(network, id);
  const type = api ? typeOfApi(api) : UNKNOWN;
  if (!api || type === UNKNOWN) {
    return unclear(`what ${name} resolves to: no export holds the API ${id}`);
  }
  if (vpce !== undefined) {
    return ofAssociation(question, api, vpce);
  }
  if (type === "PRIVATE") {
    return ofPrivateApi(question, id);
  }
  return {
    lines: [`${name} has public addresses of API Gateway`],
    detail: "public API",
    landings: [{ kind: "public", api }],
    problems: [],
  };
}

function ofAssociation({ network, name }: Question, api: Node, vpce: string): Found {
  const configuration = api.properties.object("endpointConfiguration");
  const associations = configuration?.texts("vpcEndpointIds") ?? [];
  const isAssociated = knownTexts(associations).includes(vpce);
  if (!isAssociated && (associations === UNKNOWN || associations.includes(UNKNOWN))) {
    return unclear(`whether the API ${api.id} is associated with ${vpce}`);
  }
  const endpoint = network.find(ENDPOINT, vpce);
  const meant =
    endpoint &&
    atEndpoint(network, endpoint, {
      lines: [],
      detail: `association of ${api.id} with ${vpce}`,
      answered: name,
    });
  if (isAssociated) {
    return meant ?? unclear(`the addresses of ${vpce}: no export holds it`);
  }
  return noSuchHost(
    {
      resource: api,
      detail: `the API ${api.id} is not associated with ${vpce}`,
      fix: `add ${vpce} to vpcEndpointIds of the API and deploy it again`,
    },
    meant,
  );
}

/** A private API's own name, where no zone holds it. */
function ofPrivateApi(question: Question, id: string): Found {
  const { network, name } = question;
  const detail = `${id} is a private API: its name resolves only where an endpoint's private DNS or a private zone holds it`;
  if (!isInVpc(question)) {
    const fix =
      "call from a VPC that has the name: with a private zone, or an endpoint's private DNS";
    return noSuchHost({ detail, fix });
  }
  const { vpcId } = question.vantage;
  const endpoint = meantEndpoint(question);
  const isOfApiGateway = endpoint !== undefined && isExecuteApi(endpoint) === true;
  const fix = isOfApiGateway
    ? `set privateDnsEnabled: true on ${endpoint.id}, or make a private zone ${name} with an alias to it`
    : `make a private zone ${name} for ${vpcId}, with an alias to the endpoint`;
  const meant =
    endpoint && atEndpoint(network, endpoint, { lines: [], detail: `meant for ${endpoint.id}` });
  const resource = isOfApiGateway ? endpoint : findVpc(network, vpcId);
  return { ...noSuchHost({ resource, detail, fix }, meant), needsPrivateZone: true };
}

/** The endpoint of the client's VPC that can only have been meant: API Gateway's, else a service's. */
function meantEndpoint({ network, vantage }: InVpc): Node | undefined {
  const all = network.where(ENDPOINT, "vpcId", vantage.vpcId);
  const toApiGateway = all.filter((endpoint) => isExecuteApi(endpoint) === true);
  const toServices = all.filter(({ properties }) =>
    known(properties.text("serviceName"))?.includes(".vpce-svc-"),
  );
  return [toApiGateway, toServices].find(({ length }) => length === 1)?.[0];
}
