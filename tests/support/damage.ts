import type { ResourceState } from "../../paths/snapshot";

/** Keys and places of a value in nested outputs. */
export type Place = readonly (string | number)[];

/** A value that a state keeps encrypted. */
export const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:AAAAAAAA",
};
/** What stands for a text that is not known before the real run. */
export const COMPUTED = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The ways in which an export keeps a value to itself. */
export const HIDDEN: Readonly<Record<string, unknown>> = {
  null: null,
  secret: SECRET,
  unknown: COMPUTED,
};

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Deeper than any output of a resource. */
const DEEPEST = 8;

/** Every place in a value, containers included. */
export function placesIn(value: unknown, above: Place = []): Place[] {
  const own = above.length > 0 ? [above] : [];
  if (typeof value !== "object" || value === null || above.length === DEEPEST) {
    return own;
  }
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [
    ...own,
    ...keys.flatMap((key) => placesIn((value as Record<string, unknown>)[key], [...above, key])),
  ];
}

export function at(value: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    value,
  );
}

/** A copy of a resource with another value at a place of its outputs; `undefined` takes it out. */
export function withValue(resource: ResourceState, place: Place, value: unknown): ResourceState {
  const copy = structuredClone(resource);
  const holder = at(copy.outputs, place.slice(0, -1)) as Record<string, unknown> | unknown[];
  const key = place.at(-1) ?? "";
  if (Array.isArray(holder)) {
    holder.splice(Number(key), 1, ...(value === undefined ? [] : [value]));
  } else if (value === undefined) {
    delete holder[key];
  } else {
    // A key such as __proto__ is one like any other in an export.
    Object.defineProperty(holder, key, { value, enumerable: true, writable: true });
  }
  return copy;
}

/** Values that say something else than the one that is there. */
export function otherValues(value: unknown): unknown[] {
  switch (typeof value) {
    case "boolean":
      return [!value];
    case "number":
      return [value + 1];
    case "string":
      return otherTexts(value);
    default:
      return Array.isArray(value) ? [[]] : [{}];
  }
}

const DENY_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }],
});

function otherTexts(text: string): string[] {
  if (text === "true" || text === "false") {
    return [text === "true" ? "false" : "true"];
  }
  const isAddress = /^\d+\.\d+\.\d+\.\d+/.test(text);
  return [
    "something-else",
    ...(isAddress ? [text.includes("/") ? "192.0.2.0/24" : "192.0.2.1"] : []),
    ...(text.startsWith("{") ? [DENY_ALL] : []),
    ...(text === "off" ? ["on"] : []),
  ];
}
