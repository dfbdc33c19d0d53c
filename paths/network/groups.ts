import type { Network, Node } from "./network";
import { hasUnknown, known, knownTexts, UNKNOWN, type Maybe, type Properties } from "./properties";
import { contains, overlaps, parseRange, type Range } from "./ranges";

export type Direction = "ingress" | "egress";

/** What a connection is made by. */
export type Protocol = "tcp" | "udp";

/** What rules write for a protocol: its name or its number. */
const NAMES: Readonly<Record<Protocol, readonly string[]>> = {
  tcp: ["tcp", "6"],
  udp: ["udp", "17"],
};

/** Who is on the other side of a connection, as far as groups look at it. */
export interface Peer {
  /** The address, or the range that it lies in. */
  range?: Range;
  /** Ids of its groups, where they can be referred to. */
  groupIds: Maybe<readonly Maybe<string>[]>;
}

/** What a group's rule lets through. */
interface Rule {
  /** The ports, or `undefined` for all. */
  ports: Maybe<{ from: number; to: number }> | undefined;
  /** Its protocol as it is written, or `all`. */
  protocol: Maybe<string>;
  range?: Range;
  groupId?: string;
  /** Whether something in it cannot be judged here: a prefix list, an unknown value. */
  unclear: boolean;
}

const TYPES = {
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const CLASSIC_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

/**
 * Whether one of some groups lets a connection through: one rule of one group is enough.
 *
 * @param protocol TCP unless given
 * @returns UNKNOWN when no rule does for certain and something is not known
 */
export function admits(
  network: Network,
  groupIds: Maybe<Maybe<string>[]>,
  direction: Direction,
  port: number,
  peer: Peer,
  protocol: Protocol = "tcp",
): Maybe<boolean> {
  let unclear = hasUnknown(groupIds);
  for (const id of knownTexts(groupIds)) {
    const group = network.find(GROUP, id);
    if (!group) {
      // A group of somebody else: its rules are in no export.
      unclear = true;
      continue;
    }
    if (peer.range && inSomeRange(network, group, direction, port, peer.range, protocol)) {
      return true;
    }
    for (const rule of rulesOf(network, group, direction)) {
      const verdict = lets(rule, port, peer, protocol);
      if (verdict === true) {
        return true;
      }
      unclear ||= verdict === UNKNOWN;
    }
  }
  return unclear ? UNKNOWN : false;
}

/** Ranges by their first addresses; with each the highest last address of it and all before it. */
interface Ranges {
  firsts: readonly number[];
  reaches: readonly number[];
}

/** Whether one range of those that a group surely lets through holds another: a group may have 1,000. */
function inSomeRange(
  network: Network,
  group: Node,
  direction: Direction,
  port: number,
  range: Range,
  protocol: Protocol,
): boolean {
  const { firsts, reaches } = network.onceFor(`${direction} at ${protocol} ${port}`, group, () =>
    toRanges(
      rulesOf(network, group, direction).flatMap((rule) =>
        rule.range && rule.groupId === undefined && isSure(rule, port, protocol)
          ? [rule.range]
          : [],
      ),
    ),
  );
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((firsts[middle] ?? 0) <= range.first) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 && (reaches[low - 1] ?? 0) >= range.last;
}

function toRanges(ranges: readonly Range[]): Ranges {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  let reach = 0;
  return {
    firsts: sorted.map(({ first }) => first),
    reaches: sorted.map(({ last }) => (reach = Math.max(reach, last))),
  };
}

/** Whether a rule is known to be about a port, whatever its other side. */
const isSure = (rule: Rule, port: number, protocol: Protocol): boolean =>
  speaks(rule, protocol) === true && isSurelyAt(rule, port);

const isSurelyAt = ({ ports, unclear }: Rule, port: number): boolean =>
  !unclear &&
  ports !== UNKNOWN &&
  (ports === undefined || (ports.from <= port && port <= ports.to));

/** The first group that is in the exports, to name in messages. */
export function namedGroup(network: Network, groupIds: Maybe<Maybe<string>[]>): Node | undefined {
  return knownTexts(groupIds)
    .map((id) => network.find(GROUP, id))
    .find((group) => group !== undefined);
}

/** Whether a rule is about a protocol. */
const speaks = ({ protocol }: Rule, wanted: Protocol): Maybe<boolean> =>
  protocol === UNKNOWN ? UNKNOWN : protocol === "all" || NAMES[wanted].includes(protocol);

function lets(rule: Rule, port: number, peer: Peer, protocol: Protocol): Maybe<boolean> {
  const isMeant = speaks(rule, protocol);
  if (isMeant === false) {
    return false;
  }
  if (rule.ports !== undefined && rule.ports !== UNKNOWN) {
    if (port < rule.ports.from || port > rule.ports.to) {
      return false;
    }
  }
  const sure = isMeant === true && rule.ports !== UNKNOWN && !rule.unclear;
  if (rule.groupId !== undefined) {
    const unclear = rule.unclear || hasUnknown(peer.groupIds);
    return isIn(rule.groupId, peer.groupIds) ? (sure ? true : UNKNOWN) : unclear && UNKNOWN;
  }
  if (rule.range) {
    if (!peer.range) {
      return UNKNOWN;
    }
    if (contains(rule.range, peer.range)) {
      return sure ? true : UNKNOWN;
    }
    return overlaps(rule.range, peer.range) ? UNKNOWN : rule.unclear && UNKNOWN;
  }
  return rule.unclear ? UNKNOWN : false;
}

const isIn = (id: string, ids: Peer["groupIds"]): boolean => ids !== UNKNOWN && ids.includes(id);

function rulesOf(network: Network, group: Node, direction: Direction): readonly Rule[] {
  return network.onceFor(direction, group, () => {
    const own = network.where(TYPES[direction], "securityGroupId", group.id);
    const classic = network
      .where(CLASSIC_RULE, "securityGroupId", group.id)
      .filter(({ properties }) => isOfDirection(properties, direction));
    // Rules that do not tell their group may be this group's.
    const strays = [
      ...network.strays(TYPES[direction], "securityGroupId", group.stack).map(toRule),
      ...network
        .strays(CLASSIC_RULE, "securityGroupId", group.stack)
        .filter(({ properties }) => isOfDirection(properties, direction))
        .flatMap(({ properties }) => fromBlock(properties, group.id)),
    ].map((rule): Rule => ({ ...rule, unclear: true }));
    const inline = group.properties.objects(direction);
    return [
      ...own.map(toRule),
      ...strays,
      ...classic.flatMap(({ properties }) => fromBlock(properties, group.id)),
      ...(inline === UNKNOWN
        ? [{ ports: undefined, protocol: UNKNOWN, unclear: true } satisfies Rule]
        : inline.flatMap((block) => fromBlock(block, group.id))),
    ];
  });
}

const isOfDirection = (properties: Properties, direction: Direction): boolean => {
  const type = properties.text("type");
  return type === UNKNOWN || type === direction;
};

/** A rule of its own resource. */
function toRule({ properties }: Node): Rule {
  const cidr = properties.text("cidrIpv4");
  const reference = properties.text("referencedSecurityGroupId");
  const others = [properties.text("prefixListId"), cidr, reference];
  const range = known(cidr) === undefined ? undefined : parseRange(known(cidr) ?? "");
  return {
    ...protocolOf(properties, "ipProtocol"),
    range,
    // A group of another account is written as account/group.
    groupId: known(reference)?.split("/").pop(),
    unclear:
      others.includes(UNKNOWN) ||
      (known(properties.text("prefixListId")) ?? "") !== "" ||
      (known(cidr) !== undefined && range === undefined),
  };
}

/** The rules of a block inside a group, or of the older kind of rule resource. */
function fromBlock(block: Properties, groupId: string): Rule[] {
  const cidrs = block.texts("cidrBlocks");
  const groups = block.texts("securityGroups");
  const source = block.text("sourceSecurityGroupId");
  const base = protocolOf(block, "protocol");
  const unclear =
    block.isEmpty ||
    hasUnknown(cidrs) ||
    hasUnknown(groups) ||
    source === UNKNOWN ||
    knownTexts(block.texts("prefixListIds")).length > 0;
  const ids = [
    ...knownTexts(groups),
    ...(known(source) === undefined ? [] : [known(source) ?? ""]),
    ...(block.flag("self") === true ? [groupId] : []),
  ];
  return [
    ...knownTexts(cidrs).map((cidr): Rule => ({
      ...base,
      range: parseRange(cidr),
      unclear: false,
    })),
    ...ids.map((id): Rule => ({ ...base, groupId: id, unclear: false })),
    ...(unclear ? [{ ...base, unclear }] : []),
  ];
}

function protocolOf(properties: Properties, key: string): Pick<Rule, "ports" | "protocol"> {
  const name = properties.text(key);
  if (name === UNKNOWN || name === undefined) {
    return { protocol: UNKNOWN, ports: UNKNOWN };
  }
  if (name === "-1" || name === "all") {
    return { protocol: "all", ports: undefined };
  }
  const [from, to] = [properties.number("fromPort"), properties.number("toPort")];
  const ports = typeof from === "number" && typeof to === "number" ? { from, to } : UNKNOWN;
  return { protocol: name, ports };
}
