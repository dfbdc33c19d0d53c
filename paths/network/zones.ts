import type { Network, Node } from "./network";
import { known, UNKNOWN, type Maybe } from "./properties";

const ZONE = "aws:route53/zone:Zone";
const ZONE_ASSOCIATION = "aws:route53/zoneAssociation:ZoneAssociation";
const RECORD = "aws:route53/record:Record";

/** A hosted zone, and the VPCs that see it. */
export interface ZoneView {
  node: Node;
  /** Lower case, without the dot at the end; empty when no export tells. */
  name: string;
  /** Empty for a public zone. */
  vpcIds: readonly string[];
  /** Whether not all VPCs could be told. */
  unclear: boolean;
}

/** A record as the answer to a name. */
export interface RecordView {
  node: Node;
  /** Lower case, complete. */
  name: string;
  type: string;
  /** Names that an alias or a CNAME leads to. */
  targets: readonly string[];
  /** Addresses of an A record. */
  addresses: readonly string[];
  isAlias: boolean;
  /** Whether some of its values could not be told. */
  unclear: boolean;
}

export const normal = (name: string): string => name.toLowerCase().replace(/\.$/, "");

function zonesIn(network: Network): readonly ZoneView[] {
  return network.once("zones", () =>
    network.all(ZONE).map((node): ZoneView => {
      const name = known(node.properties.text("name"));
      const inline = node.properties.objects("vpcs");
      const ids: Maybe<string>[] = [
        ...(inline === UNKNOWN
          ? [UNKNOWN as Maybe<string>]
          : inline.map((vpc): Maybe<string> => vpc.text("vpcId") ?? UNKNOWN)),
        ...network
          .belonging(ZONE_ASSOCIATION, "zoneId", node, node.id)
          .map(({ properties }): Maybe<string> => properties.text("vpcId") ?? UNKNOWN),
      ];
      return {
        ...{ node, name: name === undefined ? "" : normal(name) },
        vpcIds: ids.filter((id) => id !== UNKNOWN),
        unclear: ids.includes(UNKNOWN),
      };
    }),
  );
}

/** Zones that do not tell their names, and so may hold any. */
export function namelessZones(network: Network): readonly ZoneView[] {
  return network.once("zones without a name", () =>
    zonesIn(network).filter(({ name }) => name === ""),
  );
}

/** The private zones by what they are looked for by, then by their names. */
interface PrivateZones {
  byVpc: Map<string, Map<string, ZoneView>>;
  byStack: Map<string, Map<string, ZoneView>>;
}

function privateZones(network: Network): PrivateZones {
  return network.once("private zones", () => {
    const found: PrivateZones = { byVpc: new Map(), byStack: new Map() };
    const add = (index: Map<string, Map<string, ZoneView>>, key: string, zone: ZoneView) => {
      const zones = index.get(key) ?? new Map<string, ZoneView>();
      index.set(key, zones.has(zone.name) ? zones : zones.set(zone.name, zone));
    };
    for (const zone of zonesIn(network)) {
      if (zone.name !== "" && (zone.vpcIds.length > 0 || zone.unclear)) {
        zone.vpcIds.forEach((vpcId) => add(found.byVpc, vpcId, zone));
        add(found.byStack, zone.node.stack, zone);
      }
    }
    return found;
  });
}

/** The most specific private zone that a VPC sees and that holds a name. */
export const zoneSeenBy = (network: Network, vpcId: string, name: string): ZoneView | undefined =>
  mostSpecific(privateZones(network).byVpc.get(vpcId), name);

/** The most specific private zone of a stack that holds a name, whoever sees it. */
export const zoneOfStack = (network: Network, stack: string, name: string): ZoneView | undefined =>
  mostSpecific(privateZones(network).byStack.get(stack), name);

function mostSpecific(
  zones: ReadonlyMap<string, ZoneView> | undefined,
  name: string,
): ZoneView | undefined {
  for (let rest = name; zones; rest = rest.slice(rest.indexOf(".") + 1)) {
    const zone = zones.get(rest);
    if (zone || !rest.includes(".")) {
      return zone;
    }
  }
  return undefined;
}

/** The zones that hold a name, the most specific first. */
export function zonesFor(network: Network, name: string): readonly ZoneView[] {
  const byName = network.once("zones by name", () => {
    const index = new Map<string, ZoneView[]>();
    for (const zone of zonesIn(network)) {
      const same = index.get(zone.name);
      if (same) {
        same.push(zone);
      } else if (zone.name !== "") {
        index.set(zone.name, [zone]);
      }
    }
    return index;
  });
  return network.onceFor("zones of a name", name, () => {
    const labels = name.split(".");
    return labels.flatMap((_, i) => byName.get(labels.slice(i).join(".")) ?? []);
  });
}

/** The records of a zone, and those that may be among them, whose type is then `?`. */
export function recordsOf(network: Network, zone: ZoneView): readonly RecordView[] {
  return network.onceFor("records", zone, () =>
    network
      .belonging(RECORD, "zoneId", zone.node, zone.node.id)
      .map((node) => toRecord(node, zone.name)),
  );
}

function toRecord(node: Node, zone: string): RecordView {
  const { properties } = node;
  const given = known(properties.text("fqdn")) ?? known(properties.text("name"));
  const name = given === undefined ? "" : normal(given);
  const aliases = properties.objects("aliases");
  const names: Maybe<string>[] =
    aliases === UNKNOWN ? [UNKNOWN] : aliases.map((alias) => alias.text("name") ?? UNKNOWN);
  const records = properties.texts("records");
  const values: Maybe<string>[] = records === UNKNOWN ? [UNKNOWN] : records;
  const type = given === undefined ? "?" : (known(properties.text("type")) ?? "?");
  const texts = values.filter((value) => value !== UNKNOWN);
  return {
    ...{ node, type },
    name: name === zone || name.endsWith(`.${zone}`) ? name : `${name}.${zone}`,
    targets: [
      ...names.filter((value) => value !== UNKNOWN),
      ...(type === "CNAME" ? texts : []),
    ].map(normal),
    addresses: type === "A" ? texts : [],
    isAlias: names.length > 0,
    unclear: type === "?" || names.includes(UNKNOWN) || values.includes(UNKNOWN),
  };
}
