import {
  ENDPOINT,
  endpointAt,
  endpointNames,
  interfacesOf,
  privateNameOf,
  serviceNamed,
  type Interface,
} from "./network/endpoints";
import { findApi, typeOfApi } from "./network/apis";
import { balancerNamed, nodesOf, type BalancerNode } from "./network/balancers";
import type { Network, Node } from "./network/network";
import { knownTexts, UNKNOWN, type Maybe } from "./network/properties";
import { findVpc } from "./network/vpcs";
import { recordsOf, zonesFor, type RecordView, type ZoneView } from "./network/zones";
import type { Vantage } from "./vantage";

/** What an address belongs to. */
export type Landing =
  | { kind: "endpoint"; endpoint: Node; at: Interface }
  | { kind: "balancer"; balancer: Node; node: BalancerNode }
  | { kind: "public"; api: Node }
  | { kind: "elsewhere"; address: string };

/** Why a name does not lead where it was meant to. */
export interface DnsProblem {
  kind: "no such host" | "record missing" | "attributes off";
  resource?: Node;
  detail: string;
  fix: string;
  /** What was taken for granted in saying so. */
  assumption?: string;
}

/** How a name resolves for a client, or how it was meant to. */
export interface Resolution {
  name: string;
  /** What `host` would print. */
  lines: string[];
  /** In one line for people. */
  detail: string;
  landings: Landing[];
  problems: DnsProblem[];
  /** Why it cannot be told. */
  unclear?: string;
  /** The private hosted zone that answers, or should. */
  zone?: ZoneView;
  /** The endpoint whose private DNS answers. */
  managedBy?: Node;
}

type Found = Pick<Resolution, "lines" | "detail" | "landings" | "problems"> &
  Pick<Partial<Resolution>, "unclear" | "zone" | "managedBy">;

/** Aliases that lead on and on. */
const LONGEST_CHAIN = 8;

/**
 * Resolves a name as Route 53 does for a vantage point: in a VPC the most specific private zone answers
 * and nothing else does, then public names (Route 53 guide, private hosted zones, considerations).
 */
export function resolve(network: Network, vantage: Vantage, name: string): Resolution {
  const found = lookUp(network, vantage, name, 0);
  const failed = found.problems.length > 0 || found.unclear !== undefined;
  const lines =
    failed && found.lines.length === 0 ? [`Host ${name} not found: 3(NXDOMAIN)`] : found.lines;
  return { name, ...found, lines };
}

function lookUp(network: Network, vantage: Vantage, name: string, depth: number): Found {
  if (depth > LONGEST_CHAIN) {
    return unclear(`${name} is the end of a chain of more than ${LONGEST_CHAIN} aliases`);
  }
  return vantage.kind === "vpc"
    ? insideVpc(network, vantage, name, depth)
    : outside(network, vantage, name, depth);
}

function insideVpc(
  network: Network,
  vantage: Extract<Vantage, { kind: "vpc" }>,
  name: string,
  depth: number,
): Found {
  const vpc = findVpc(network, vantage.vpcId);
  const holding = zonesFor(network, name).filter((zone) => zone.vpcIds.length > 0 || zone.unclear);
  const visible = holding.find(({ vpcIds }) => vpcIds.includes(vantage.vpcId));
  const managed = managedZone(network, vantage.vpcId, name);
  const useManaged = managed !== undefined && managed.name.length > (visible?.name.length ?? 0);
  const own = holding.find(({ node }) => node.stack === vantage.stack);
  const answers = useManaged || visible !== undefined;
  let found: Found;
  if (useManaged) {
    found = byManaged(network, managed, name);
  } else if (visible) {
    found = byZone(network, vantage, visible, name, depth);
  } else if (own?.unclear) {
    found = unclear(`whether ${vantage.vpcId} sees the zone ${own.name}`);
  } else if (own) {
    const meant = byZone(network, vantage, own, name, depth);
    found = {
      ...meant,
      problems: [
        {
          kind: "no such host",
          resource: own.node,
          detail: `the zone ${own.name} is not associated with ${vantage.vpcId}`,
          fix: `associate the private zone ${own.name} with ${vantage.vpcId}`,
          assumption: `${name} has no public record`,
        },
        ...meant.problems,
      ],
    };
  } else {
    found = outside(network, vantage, name, depth);
  }
  return withAttributes(found, vpc, vantage.vpcId, answers || own !== undefined);
}

/** A VPC's two DNS attributes: without one there is no resolver, without the other no private zone. */
function withAttributes(found: Found, vpc: Node | undefined, vpcId: string, priv: boolean): Found {
  const support = vpc ? (vpc.properties.flag("enableDnsSupport") ?? true) : UNKNOWN;
  const hostnames = vpc ? (vpc.properties.flag("enableDnsHostnames") ?? false) : UNKNOWN;
  const needed: [string, Maybe<boolean>][] = [
    ["enableDnsSupport", support],
    ...(priv ? [["enableDnsHostnames", hostnames] as [string, Maybe<boolean>]] : []),
  ];
  const off = needed.filter(([, value]) => value === false).map(([key]) => key);
  if (off.length > 0) {
    const problem: DnsProblem = {
      kind: "attributes off",
      resource: vpc,
      detail: `${off.join(" and ")} of ${vpcId} ${off.length > 1 ? "are" : "is"} off`,
      fix: `set ${off.map((key) => `${key}: true`).join(", ")} on ${vpcId}`,
    };
    return { ...found, problems: [problem, ...found.problems] };
  }
  return needed.some(([, value]) => value === UNKNOWN) && found.unclear === undefined
    ? { ...found, unclear: `whether the DNS attributes of ${vpcId} are on` }
    : found;
}

/** The zone that AWS keeps for an endpoint with private DNS, when it holds the name. */
function managedZone(network: Network, vpcId: string, name: string) {
  const managed = network.once(`private DNS ${vpcId}`, () =>
    network.where(ENDPOINT, "vpcId", vpcId).flatMap((endpoint) => {
      const own = privateNameOf(endpoint, (service) => serviceNamed(network, service));
      return own === undefined ? [] : [{ endpoint, name: own }];
    }),
  );
  return managed.find((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
}

function byManaged(
  network: Network,
  { endpoint, name: zone }: { endpoint: Node; name: string },
  name: string,
): Found {
  // One wildcard answers every name below, whether there is such an API or not.
  const chain = name === zone ? [] : [`${name} is an alias for ${zone}.`];
  return atEndpoint(network, endpoint, undefined, {
    lines: chain,
    detail: `private DNS of ${endpoint.id}`,
    answered: zone,
    managedBy: endpoint,
  });
}

function byZone(
  network: Network,
  vantage: Vantage,
  zone: ZoneView,
  name: string,
  depth: number,
): Found {
  const records = recordsOf(network, zone);
  const record = recordFor(records, name);
  if (record) {
    return { ...byRecord(network, vantage, zone, record, name, depth), zone };
  }
  const unclearOne = records.find((one) => one.unclear && one.type === "?");
  if (unclearOne) {
    return { ...unclear(`what the record ${unclearOne.name} is`), zone };
  }
  const problem: DnsProblem = {
    kind: "record missing",
    resource: zone.node,
    detail: `the zone ${zone.name} has no A record for ${name}, and a private zone is never overruled by a public one`,
    fix: `make an alias record A for ${name} in ${zone.name}`,
  };
  return { ...meantFor(network, vantage, zone, depth), problems: [problem], lines: [], zone };
}

/** Where a name without a record was meant to lead: as another record of the zone, else the only endpoint. */
function meantFor(network: Network, vantage: Vantage, zone: ZoneView, depth: number): Found {
  for (const other of recordsOf(network, zone)) {
    const found = byRecord(network, vantage, zone, other, other.name, depth);
    if (found.landings.length > 0) {
      return { ...found, detail: `as ${other.name}` };
    }
  }
  const endpoints = network.all(ENDPOINT).filter(({ stack, properties }) => {
    const service = properties.text("serviceName");
    return (
      stack === zone.node.stack && typeof service === "string" && service.includes(".vpce-svc-")
    );
  });
  const [only, ...more] = endpoints;
  return only && more.length === 0
    ? atEndpoint(network, only, undefined, { lines: [], detail: `the stack's endpoint ${only.id}` })
    : unclear(`where ${zone.name} was meant to lead`);
}

function recordFor(records: readonly RecordView[], name: string): RecordView | undefined {
  const usable = records.filter(({ type }) => type === "A" || type === "CNAME");
  const labels = name.split(".");
  const wildcards = labels.map((_, i) => ["*", ...labels.slice(i + 1)].join("."));
  return [name, ...wildcards].reduce<RecordView | undefined>(
    (found, wanted) => found ?? usable.find((record) => record.name === wanted),
    undefined,
  );
}

function byRecord(
  network: Network,
  vantage: Vantage,
  zone: ZoneView,
  record: RecordView,
  name: string,
  depth: number,
): Found {
  const kind = record.isAlias ? "alias" : record.type;
  const how = `${kind}, zone ${zone.name}`;
  if (record.addresses.length > 0) {
    return {
      lines: record.addresses.map((address) => `${name} has address ${address}`),
      detail: how,
      landings: record.addresses.map((address) => landingAt(network, vantage, address)),
      problems: [],
    };
  }
  const [target] = record.targets;
  if (target === undefined || record.unclear) {
    return unclear(`what the record ${record.name} points to`);
  }
  const found = lookUp(network, vantage, target, depth + 1);
  const lines = record.isAlias
    ? found.lines.map((line) => line.replace(target, name))
    : found.lines;
  return {
    ...found,
    lines: record.isAlias ? lines : [`${name} is an alias for ${target}.`, ...lines],
    detail: how,
  };
}

/** What of the client's own VPC has an address that a record gives. */
function landingAt(network: Network, vantage: Vantage, address: string): Landing {
  const found = vantage.kind === "vpc" ? endpointAt(network, vantage.vpcId, address) : undefined;
  return found ? { kind: "endpoint", ...found } : { kind: "elsewhere", address };
}

/** Names that anybody may resolve; many of them give private addresses. */
function outside(network: Network, vantage: Vantage, name: string, depth: number): Found {
  const published = endpointNames(network).get(name);
  if (published) {
    const { endpoint, zoneName } = published;
    const detail = `published for ${endpoint.id}`;
    return atEndpoint(network, endpoint, zoneName, { lines: [], detail, answered: name });
  }
  const balancer = balancerNamed(network, name);
  if (balancer) {
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
  const api = /^([a-z0-9]+)(?:-(vpce-[0-9a-f]+))?\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/.exec(
    name,
  );
  if (api?.[1] !== undefined) {
    return byApiName(network, name, api[1], api[2]);
  }
  const holding = zonesFor(network, name);
  const open = holding.find(({ vpcIds, unclear: some }) => vpcIds.length === 0 && !some);
  if (open && depth < LONGEST_CHAIN) {
    return byZone(network, vantage, open, name, depth);
  }
  const [hidden] = holding;
  return hidden
    ? noSuchHost({
        resource: hidden.node,
        detail: `only ${hidden.vpcIds.join(", ") || "other VPCs"} can see the private zone ${hidden.name}`,
        fix: `call from a VPC that the zone ${hidden.name} is associated with`,
        assumption: `${name} has no public record`,
      })
    : unclear(`what ${name} resolves to: no export tells`);
}

function byApiName(network: Network, name: string, id: string, vpce: string | undefined): Found {
  const api = findApi(network, id);
  const type = api ? typeOfApi(api) : UNKNOWN;
  if (!api || type === UNKNOWN) {
    return unclear(`what ${name} resolves to: no export holds the API ${id}`);
  }
  if (vpce !== undefined) {
    const configuration = api.properties.object("endpointConfiguration");
    const associated = knownTexts(configuration?.texts("vpcEndpointIds") ?? []).includes(vpce);
    const endpoint = network.find(ENDPOINT, vpce);
    if (associated && endpoint) {
      const detail = `association of ${id} with ${vpce}`;
      return atEndpoint(network, endpoint, undefined, { lines: [], detail, answered: name });
    }
    return associated
      ? unclear(`the addresses of ${vpce}: no export holds it`)
      : noSuchHost({
          resource: api,
          detail: `the API ${id} is not associated with ${vpce}`,
          fix: `add ${vpce} to vpcEndpointIds of the API and deploy it again`,
        });
  }
  if (type === "PRIVATE") {
    return noSuchHost({
      resource: api,
      detail: `${id} is a private API: its name resolves only where an endpoint's private DNS or a private zone holds it`,
      fix: `call from a VPC that has the name, or make a private zone ${name} with an alias to the endpoint`,
    });
  }
  return {
    lines: [`${name} has public addresses of API Gateway`],
    detail: "public API",
    landings: [{ kind: "public", api }],
    problems: [],
  };
}

/** The addresses of an endpoint, all of them or that of one zone. */
function atEndpoint(
  network: Network,
  endpoint: Node,
  zoneName: string | undefined,
  answer: { lines: string[]; detail: string; answered?: string; managedBy?: Node },
): Found {
  const { lines, detail, answered, managedBy } = answer;
  const places = interfacesOf(network, endpoint).filter(
    (at) => zoneName === undefined || at.zoneName === zoneName,
  );
  const addresses = places.flatMap(({ address }) => address ?? []).sort();
  return {
    lines: [
      ...lines,
      ...(answered === undefined ? [] : addresses.map((one) => `${answered} has address ${one}`)),
    ],
    detail,
    landings: places.map((at) => ({ kind: "endpoint", endpoint, at })),
    problems: [],
    ...(managedBy ? { managedBy } : {}),
    ...(places.length === 0 ? { unclear: `the addresses of ${endpoint.id}` } : {}),
  };
}

const unclear = (what: string): Found => ({
  ...{ lines: [], detail: what, landings: [], problems: [], unclear: what },
});

const noSuchHost = (problem: Omit<DnsProblem, "kind">): Found => ({
  ...{ lines: [], detail: problem.detail, landings: [] },
  problems: [{ kind: "no such host", ...problem }],
});
