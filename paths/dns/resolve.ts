import type { Network, Node } from "../network/network";
import { inboundResolvers, mayAsk, type InboundResolver } from "../network/resolvers";
import { namedGroup } from "../network/groups";
import { UNKNOWN } from "../network/properties";
import type { Vantage } from "../vantage";
import { inVpc, withAttributes } from "./inVpc";
import { published } from "./published";
import {
  isInVpc,
  noSuchHost,
  unclear,
  type Found,
  type Question,
  type Resolution,
} from "./resolution";

type OnPrem = Extract<Vantage, { kind: "onprem" }>;

const nameOf = ({ id, urn }: Node): string => id || (urn.split("::").at(-1) ?? urn);

/** Aliases that lead on and on. */
const LONGEST_CHAIN = 8;

/**
 * Resolves a name as Route 53 does for a vantage point: in a VPC the most specific private zone answers
 * and nothing else does, then public names (Route 53 guide, private hosted zones, considerations).
 *
 * @param name in lower case
 */
export function resolve(network: Network, vantage: Vantage, name: string): Resolution {
  const whole =
    vantage.kind === "onprem" ? fromOutside(network, vantage, name) : plain(network, vantage, name);
  const failed = whole.problems.length > 0 || whole.unclear !== undefined;
  const lines =
    failed && whole.lines.length === 0 ? [`Host ${name} not found: 3(NXDOMAIN)`] : whole.lines;
  return { name, ...whole, lines };
}

function plain(network: Network, vantage: Vantage, name: string): Found {
  const { found, isPrivate } = lookUp(network, vantage, name, 0);
  const { needsPrivateZone, ...own } = found;
  return vantage.kind === "vpc"
    ? withAttributes(network, own, vantage.vpcId, isPrivate || needsPrivateZone === true)
    : own;
}

/**
 * Outside AWS names are public ones; those that a private zone holds resolve where an inbound endpoint of
 * Route 53 Resolver lets the client ask, and then as in its VPC.
 */
function fromOutside(network: Network, vantage: OnPrem, name: string): Found {
  const found = plain(network, vantage, name);
  if (found.problems.length === 0 && found.unclear === undefined) {
    return found;
  }
  for (const resolver of inboundResolvers(network)) {
    const own = byResolver(network, vantage, resolver, name);
    if (own) {
      return own;
    }
  }
  return found;
}

/** What a resolver in a VPC says; `undefined` when it says no more than public DNS does. */
function byResolver(
  network: Network,
  { address }: OnPrem,
  { node, vpcId }: InboundResolver,
  name: string,
): Found | undefined {
  const what = `whether ${nameOf(node)} resolves ${name} for ${address}`;
  if (vpcId === UNKNOWN) {
    return unclear(what);
  }
  const inside = { kind: "vpc", stack: node.stack, vpcId } as const;
  if (!lookUp(network, inside, name, 0).isPrivate) {
    return undefined;
  }
  const found = plain(network, inside, name);
  const isAsked = mayAsk(network, node, address);
  if (isAsked === UNKNOWN) {
    return unclear(what);
  }
  if (!isAsked) {
    const resource = namedGroup(network, node.properties.texts("securityGroupIds"));
    return noSuchHost(
      {
        resource,
        detail: `no rule of ${resource?.id} lets ${address} ask ${nameOf(node)}: DNS is UDP 53`,
        fix: `add ingress rules for UDP and TCP 53 from ${address}/32 to ${resource?.id}`,
      },
      found,
    );
  }
  const assumption = `the DNS of ${address} forwards ${name} to ${nameOf(node)}`;
  return { ...found, detail: `${found.detail}, by ${nameOf(node)}`, assumptions: [assumption] };
}

function lookUp(
  network: Network,
  vantage: Vantage,
  name: string,
  depth: number,
  isMeant = false,
): { found: Found; isPrivate: boolean } {
  if (depth > LONGEST_CHAIN) {
    const found = unclear(`${name} is the end of a chain of more than ${LONGEST_CHAIN} aliases`);
    return { found, isPrivate: false };
  }
  const follow = (next: string, meant = isMeant) =>
    lookUp(network, vantage, next, depth + 1, meant).found;
  const question: Question = { network, vantage, name, follow, isMeant };
  const own = isInVpc(question) ? inVpc(question) : undefined;
  return { found: own ?? published(question), isPrivate: own !== undefined };
}
