import { managedZonesOf, type ManagedZone } from "../network/endpoints";
import type { Network, Node } from "../network/network";
import { UNKNOWN, type Maybe } from "../network/properties";
import { findVpc } from "../network/vpcs";
import { namelessZones, zoneOfStack, zoneSeenBy, type ZoneView } from "../network/zones";
import { atEndpoint } from "./places";
import { noSuchHost, unclear, type DnsProblem, type Found, type InVpc } from "./resolution";
import { byZone } from "./zone";

/** The answer of the private zones of a VPC, or `undefined` when none of them holds the name. */
export function inVpc(question: InVpc): Found | undefined {
  const { network, vantage, name } = question;
  const { vpcId, stack } = vantage;
  const visible = zoneSeenBy(network, vpcId, name);
  const managed = managedZone(question);
  if (managed && isMoreSpecific(managed.name, visible?.name, name)) {
    return managed.name === UNKNOWN || !managed.isCertain
      ? unclear(`whether private DNS of ${managed.endpoint.id} holds ${name}`)
      : byManaged(network, managed.endpoint, managed.name, name);
  }
  const nameless = visible?.name === name ? undefined : namelessZone(question);
  if (nameless) {
    return unclear(`whether the zone ${nameless.node.id}, which tells no name, holds ${name}`);
  }
  if (visible) {
    return byZone(question, visible);
  }
  const own = zoneOfStack(network, stack, name);
  if (own?.unclear) {
    return unclear(`whether ${vpcId} sees the zone ${own.name}`);
  }
  return (
    own &&
    noSuchHost(
      {
        resource: own.node,
        detail: `the zone ${own.name} is not associated with ${vpcId}`,
        fix: `associate the private zone ${own.name} with ${vpcId}`,
        assumption: `${name} has no public record`,
      },
      byZone(question, own),
    )
  );
}

/**
 * A VPC's two DNS attributes: without one there is no resolver, without the other no private zone.
 *
 * @param isPrivate whether a private zone holds the name, or should
 */
export function withAttributes(
  network: Network,
  found: Found,
  vpcId: string,
  isPrivate: boolean,
): Found {
  const vpc = findVpc(network, vpcId);
  const support = vpc ? (vpc.properties.flag("enableDnsSupport") ?? true) : UNKNOWN;
  const hostnames = vpc ? (vpc.properties.flag("enableDnsHostnames") ?? false) : UNKNOWN;
  const needed: [string, Maybe<boolean>][] = [
    ["enableDnsSupport", support],
    ["enableDnsHostnames", isPrivate ? hostnames : true],
  ];
  const off = needed.filter(([, value]) => value === false).map(([key]) => key);
  if (off.length > 0) {
    const problem: DnsProblem = {
      kind: "attributes off",
      resource: vpc,
      detail: `${off.join(" and ")} of ${vpcId} ${off.length > 1 ? "are" : "is"} off`,
      fix: `set ${off.map((key) => `${key}: true`).join(", ")} on ${vpcId}`,
    };
    return { ...found, lines: [], problems: [problem, ...found.problems] };
  }
  return needed.some(([, value]) => value === UNKNOWN) && found.unclear === undefined
    ? { ...found, unclear: `whether the DNS attributes of ${vpcId} are on` }
    : found;
}

/** The zone that AWS keeps, or may keep, for an endpoint with private DNS and that holds the name. */
function managedZone({ network, vantage, name }: InVpc): ManagedZone | undefined {
  const zones = managedZonesOf(network, vantage.vpcId, vantage.stack);
  const holding = zones.filter(
    ({ name: zone }) => zone === UNKNOWN || name === zone || name.endsWith(`.${zone}`),
  );
  return holding.find(({ isCertain, name: zone }) => isCertain && zone !== UNKNOWN) ?? holding[0];
}

/** Whether the zone of an endpoint, as far as it is told, stands before a private zone. */
const isMoreSpecific = (managed: Maybe<string>, visible: string | undefined, name: string) =>
  managed === UNKNOWN ? visible !== name : managed.length > (visible?.length ?? 0);

/** A zone that the VPC sees, or may see, and that may be the most specific of all that hold the name. */
const namelessZone = ({ network, vantage }: InVpc): ZoneView | undefined =>
  namelessZones(network).find(
    (zone) =>
      zone.vpcIds.includes(vantage.vpcId) || (zone.unclear && zone.node.stack === vantage.stack),
  );

function byManaged(network: Network, endpoint: Node, zone: string, name: string): Found {
  // One wildcard answers every name below, whether there is such an API or not.
  const chain = name === zone ? [] : [`${name} is an alias for ${zone}.`];
  return {
    ...atEndpoint(network, endpoint, {
      lines: chain,
      detail: `private DNS of ${endpoint.id}`,
      answered: zone,
    }),
    managedBy: endpoint,
  };
}
