import type { Network, Node } from "./network";
import { known, UNKNOWN, type Maybe } from "./properties";

const ZONE = "aws:route53/zone:Zone";
const ZONE_ASSOCIATION = "aws:route53/zoneAssociation:ZoneAssociation";
const RECORD = "aws:route53/record:Record";

/** A hosted zone, and the VPCs that see it. */
export interface ZoneView {
  node: Node;
  /** Lower case, without the dot at the end. */
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

export function zonesIn(network: Network): readonly ZoneView[] {
  return network.once("zones", () =>
    network.all(ZONE).flatMap((node): ZoneView[] => {
      const name = known(node.properties.text("name"));
      const inline = node.properties.objects("vpcs");
      const ids: Maybe<string>[] = [
        ...(inline === UNKNOWN
          ? [UNKNOWN as Maybe<string>]
          : inline.map((vpc): Maybe<string> => vpc.text("vpcId") ?? UNKNOWN)),
        ...network
          .where(ZONE_ASSOCIATION, "zoneId", node.id)
          .map(({ properties }): Maybe<string> => properties.text("vpcId") ?? UNKNOWN),
      ];
      return name === undefined
        ? []
        : [
            {
              ...{ node, name: normal(name) },
              vpcIds: ids.filter((id) => id !== UNKNOWN),
              unclear: ids.includes(UNKNOWN),
            },
          ];
    }),
  );
}

/** The zones that hold a name, the most specific first. */
export function zonesFor(network: Network, name: string): readonly ZoneView[] {
  const byName = network.once("zones by name", () => {
    const index = new Map<string, ZoneView[]>();
    for (const zone of zonesIn(network)) {
      index.set(zone.name, [...(index.get(zone.name) ?? []), zone]);
    }
    return index;
  });
  const labels = name.split(".");
  return labels.flatMap((_, i) => byName.get(labels.slice(i).join(".")) ?? []);
}

/** The records of a zone. */
export function recordsOf(network: Network, zone: ZoneView): readonly RecordView[] {
  return network.once(`records ${zone.node.stack} ${zone.node.urn}`, () =>
    network.where(RECORD, "zoneId", zone.node.id).flatMap((node): RecordView[] => {
      const { properties } = node;
      const given = known(properties.text("fqdn")) ?? known(properties.text("name"));
      if (given === undefined) {
        return [];
      }
      const name = normal(given);
      const aliases = properties.objects("aliases");
      const names: Maybe<string>[] =
        aliases === UNKNOWN ? [UNKNOWN] : aliases.map((alias) => alias.text("name") ?? UNKNOWN);
      const records = properties.texts("records");
      const values: Maybe<string>[] = records === UNKNOWN ? [UNKNOWN] : records;
      const type = known(properties.text("type")) ?? "?";
      const texts = values.filter((value) => value !== UNKNOWN);
      return [
        {
          node,
          name:
            name === zone.name || name.endsWith(`.${zone.name}`) ? name : `${name}.${zone.name}`,
          type,
          targets: [
            ...names.filter((value) => value !== UNKNOWN),
            ...(type === "CNAME" ? texts : []),
          ].map(normal),
          addresses: type === "A" ? texts : [],
          isAlias: names.length > 0,
          unclear: type === "?" || names.includes(UNKNOWN) || values.includes(UNKNOWN),
        },
      ];
    }),
  );
}
