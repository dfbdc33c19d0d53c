import type { ResourceState } from "../../paths/snapshot";
import { at, HIDDEN, otherValues, placesIn, withValue, type Place } from "./damage";

/** What a damage did to the resources of an export. */
export interface Damaged {
  resources: ResourceState[];
  /** Where it hid what the export told, and nothing else. */
  hidden?: { urn: string; place: Place };
  /** Whether the last run was cut off in the middle of something. */
  pending?: boolean;
}

/** Picks one of several, or a number below one, by a seeded source. */
export interface Dice {
  pick<T>(all: readonly T[]): T;
  below(count: number): number;
}

type Damage = (resources: readonly ResourceState[], dice: Dice) => Damaged;

export function diceOf(random: () => number): Dice {
  const below = (count: number) => Math.floor(random() * count);
  return { below, pick: (all) => all[below(all.length)] as (typeof all)[number] };
}

/** Puts another resource in the place of one of those that tell anything. */
const changing =
  (change: (resource: ResourceState, dice: Dice) => ResourceState): Damage =>
  (resources, dice) => {
    const chosen = dice.pick(resources.filter(({ outputs }) => outputs));
    const next = change(chosen, dice);
    return { resources: resources.map((one) => (one === chosen ? next : one)) };
  };

/** Puts another value in some place of some resource's outputs. */
const putting = (value: (old: unknown, dice: Dice) => unknown): Damage =>
  changing((resource, dice) => {
    const place = dice.pick([...placesIn(resource.outputs), ["added"]]);
    return withValue(resource, place, value(at(resource.outputs, place), dice));
  });

const hiding =
  (value: unknown): Damage =>
  (resources, dice) => {
    const all = resources.filter(({ outputs }) => Object.keys(outputs ?? {}).length > 0);
    const chosen = dice.pick(all);
    const place = dice.pick(placesIn(chosen.outputs));
    const next = withValue(chosen, place, value);
    return {
      resources: resources.map((one) => (one === chosen ? next : one)),
      hidden: { urn: chosen.urn, place },
    };
  };

/** A value in so many lists that looking into it must not go by recursion without end. */
function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let i = 0; i < depth; i++) {
    value = i % 2 ? [value] : { inner: value };
  }
  return value;
}

const ODD_KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", "length"];
const ODD_TEXTS = ["ключ🔑", "\u0000", "\ud800", "a".repeat(200_000), "../..", "*", "${aws:x}"];

const ofType = (resources: readonly ResourceState[], type: string): ResourceState[] =>
  resources.filter((one) => one.type === type);

/** Records of a zone that lead to each other, to themselves, or to names that are missing. */
const circularAliases: Damage = (resources, dice) => {
  const records = ofType(resources, "aws:route53/record:Record");
  const record = records.length > 0 ? dice.pick(records) : undefined;
  const { zoneId } = record?.outputs ?? {};
  const zone = ofType(resources, "aws:route53/zone:Zone").find(({ id }) => id === zoneId);
  if (!record || !zone) {
    return { resources: [...resources] };
  }
  const above = String(zone.outputs?.["name"]);
  const names = Array.from({ length: 2 + dice.below(20) }, (_, i) => `n${i}.${above}`);
  const isAlias = dice.below(2) === 0;
  const isMissing = dice.below(2) === 0;
  const made = names.map((name, i): ResourceState => {
    const missing = `missing${i}.${above}`;
    const near = [names[(i + 1) % names.length] ?? "", name, missing];
    const target = isMissing ? missing : dice.pick(near);
    const to = isAlias ? { aliases: [{ name: target }] } : { records: [target] };
    return {
      ...{ ...record, urn: `${record.urn}-${i}`, id: `${record.id}-${i}` },
      outputs: { zoneId, name, fqdn: name, type: isAlias ? "A" : "CNAME", ...to },
    };
  });
  const own = { ...record, outputs: { ...record.outputs, aliases: [{ name: names[0] }] } };
  return { resources: [...resources.map((one) => (one === record ? own : one)), ...made] };
};

/** Resources of an API that are below each other, or by which many ways lead to the same ones. */
const circularPaths: Damage = (resources, dice) => {
  const [api] = ofType(resources, "aws:apigateway/restApi:RestApi");
  if (!api) {
    return { resources: [...resources] };
  }
  const root = String(api.outputs?.["rootResourceId"]);
  const ids = [root, ...Array.from({ length: 38 }, (_, i) => `step${i}`)];
  const isCircle = dice.below(2) === 0;
  const made = Array.from({ length: 76 }, (_, i): ResourceState => {
    const step = i >> 1;
    return {
      ...{ urn: `${api.urn}-resource-${i}`, custom: true },
      type: "aws:apigateway/resource:Resource",
      id: isCircle ? dice.pick(ids) : ids[step + 1],
      outputs: {
        ...{ restApi: api.id, parentId: isCircle ? dice.pick(ids) : ids[step] },
        pathPart: dice.pick([`{v${i}}`, `{w${i}}`, ...(isCircle ? ["a"] : [])]),
      },
    };
  });
  return { resources: [...resources, ...made] };
};

const swappedIds: Damage = (resources, dice) => {
  const known = resources.filter(({ id }) => id);
  const [one, other] = [dice.pick(known), dice.pick(known)];
  const swap = (resource: ResourceState) =>
    resource === one
      ? { ...one, id: other.id }
      : resource === other
        ? { ...other, id: one.id }
        : resource;
  return { resources: resources.map(swap) };
};

const withoutOutputs =
  (outputs: unknown): Damage =>
  (resources, dice) => {
    const chosen = dice.pick(resources.filter((one) => one.custom && one.outputs));
    const next = { ...chosen, outputs } as ResourceState;
    return {
      resources: resources.map((one) => (one === chosen ? next : one)),
      hidden: { urn: chosen.urn, place: [] },
    };
  };

/** Everything that is done to exports, by name. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  ...Object.fromEntries(Object.entries(HIDDEN).map(([name, value]) => [name, hiding(value)])),
  "outputs: null": withoutOutputs(null),
  "no outputs": withoutOutputs(undefined),
  "property dropped": putting(() => undefined),
  "another value": putting((old, dice) => dice.pick(otherValues(old))),
  "wrong type": putting((old, dice) => dice.pick([0, true, "", [], {}, [[]], [null], -1, 1e308])),
  "empty list": putting(() => []),
  "empty text": putting(() => ""),
  "odd text": putting((_, dice) => dice.pick(ODD_TEXTS)),
  "deep nesting": putting((_, dice) => nested(dice.pick([10, 500]))),
  "deep text": putting((_, dice) => JSON.stringify(nested(dice.pick([10, 3_000])))),
  "odd key": changing((resource, dice) => {
    const value = dice.pick<unknown>(["x", {}, null, []]);
    return withValue(resource, [dice.pick(ODD_KEYS)], value);
  }),
  "id missing": changing((resource) => ({ ...resource, id: undefined })),
  "id of another kind": changing((resource, dice) => ({
    ...resource,
    id: dice.pick<unknown>([null, 5, {}, "__proto__"]) as string,
  })),
  "unknown type": changing((resource) => ({ ...resource, type: "some:other/thing:Thing" })),
  "resource dropped": (resources, dice) => {
    const chosen = dice.pick(resources);
    return { resources: resources.filter((one) => one !== chosen) };
  },
  "resource twice": (resources, dice) => ({
    resources: [...resources, structuredClone(dice.pick(resources))],
  }),
  "ids swapped": swappedIds,
  "circular aliases": circularAliases,
  "circular paths": circularPaths,
  pending_operations: (resources) => ({ resources: [...resources], pending: true }),
};
