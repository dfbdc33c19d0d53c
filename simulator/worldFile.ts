import { parseState, readIfThere, StateError } from "../paths/snapshot";
import type { WorldObject } from "./world";

/** The version of a world's file that is written and read. */
export const WORLD_VERSION = 1;

/** What identifies a thing in the world. */
export type Key = Pick<WorldObject, "type" | "account" | "region" | "id">;

/** One line of a world's journal. */
export type Change = { put: WorldObject } | { remove: Key };

/**
 * The things in a world's file; none when there is no such file.
 *
 * @throws StateError when it is not a world's, with the place in it
 */
export function readObjects(file: string): WorldObject[] {
  const text = readIfThere(file);
  if (text === undefined) {
    return [];
  }
  const world = parseState(text, file) as { version?: unknown; objects?: unknown } | null;
  const version = world?.version;
  if (version !== WORLD_VERSION) {
    throw StateError.broken(
      file,
      `is not a simulated world of version ${WORLD_VERSION}`,
      version ?? null,
    );
  }
  const objects = world?.objects;
  if (!Array.isArray(objects)) {
    throw StateError.broken(file, "holds no list of objects", objects ?? null);
  }
  objects.forEach((object: unknown, i) => {
    if (!isObject(object)) {
      throw StateError.broken(file, `objects[${i}] is not a thing of the world`, object);
    }
  });
  return objects as WorldObject[];
}

/**
 * The changes in a journal: its whole lines, because a last line that a crash cut off says nothing.
 *
 * @throws StateError when a whole line is not a change, with its number
 */
export function readChanges(file: string): Change[] {
  const lines = readIfThere(file)?.split("\n").slice(0, -1) ?? [];
  return lines.map((line, i) => {
    const place = `line ${i + 1}`;
    let change: Partial<Record<"put" | "remove", unknown>> | null;
    try {
      change = JSON.parse(line) as typeof change;
    } catch {
      throw StateError.broken(file, `${place} is not JSON`, line);
    }
    if (!isObject(change?.put) && !isKey(change?.remove)) {
      throw StateError.broken(file, `${place} is not a change of the world`, line);
    }
    return change as Change;
  });
}

const KEY = ["type", "id", "account", "region"];

const isKey = (value: unknown): boolean => hasTexts(value, KEY);

function isObject(value: unknown): boolean {
  const maps = ["inputs", "attributes"];
  return (
    hasTexts(value, [...KEY, "origin"]) &&
    maps.every((key) => {
      const map = (value as Record<string, unknown>)[key];
      return typeof map === "object" && map !== null;
    })
  );
}

function hasTexts(value: unknown, keys: readonly string[]): boolean {
  const map = value as Record<string, unknown> | null | undefined;
  return typeof map === "object" && keys.every((key) => typeof map?.[key] === "string");
}
