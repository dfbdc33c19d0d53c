import type { Network } from "../network/network";
import type { Vantage } from "../vantage";
import { inVpc, withAttributes } from "./inVpc";
import { published } from "./published";
import { isInVpc, unclear, type Found, type Question, type Resolution } from "./resolution";

/** Aliases that lead on and on. */
const LONGEST_CHAIN = 8;

/**
 * Resolves a name as Route 53 does for a vantage point: in a VPC the most specific private zone answers
 * and nothing else does, then public names (Route 53 guide, private hosted zones, considerations).
 *
 * @param name in lower case
 */
export function resolve(network: Network, vantage: Vantage, name: string): Resolution {
  const { found, isPrivate } = lookUp(network, vantage, name, 0);
  const { needsPrivateZone, ...own } = found;
  const whole =
    vantage.kind === "vpc"
      ? withAttributes(network, own, vantage.vpcId, isPrivate || needsPrivateZone === true)
      : own;
  const failed = whole.problems.length > 0 || whole.unclear !== undefined;
  const lines =
    failed && whole.lines.length === 0 ? [`Host ${name} not found: 3(NXDOMAIN)`] : whole.lines;
  return { name, ...whole, lines };
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
