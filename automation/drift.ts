import { isDeepStrictEqual } from "util";
import { resourcesOf, type ResourceState } from "../paths/snapshot";
import { homeRegion } from "../simulator/aws/models";
import type { World, WorldObject } from "../simulator/world";
import { formatKeyPath, formatProblem } from "../stacks/problems";
import type { StackPlan } from "./project";
import { plural } from "./render";
import type { States } from "./states";

/** What a key path of a resource was when its state was saved, and is now; `undefined` where it is not. */
export interface Change {
  before: unknown;
  now: unknown;
}

/** A resource that the world has otherwise than the state, or no more. */
export type Drifted = Pick<ResourceState, "urn" | "type"> & { id: string } & (
    { drift: "deleted" } | { drift: "changed"; changes: Record<string, Change> }
  );

/** What the world has otherwise than a stack's state, in the order of the state. */
export function driftOf(
  { account, region }: Pick<StackPlan, "account" | "region">,
  resources: readonly ResourceState[],
  world: World,
): Drifted[] {
  return (
    resources
      // What was replaced is to be deleted: gone is as good.
      .filter((resource) => resource.type.startsWith("aws:") && resource.custom && !resource.delete)
      .flatMap((resource): Drifted[] => {
        const { urn, type, id = "" } = resource;
        const object = world.get(type, account, homeRegion(type, region), id);
        if (!object) {
          return [{ urn, type, id, drift: "deleted" }];
        }
        const changes = changesOf(resource, object);
        return Object.keys(changes).length > 0
          ? [{ urn, type, id, drift: "changed", changes }]
          : [];
      })
  );
}

/** What differs by key path, sorted: of what was asked for, and of what came of it. */
function changesOf(
  { inputs = {}, outputs = {}, external }: ResourceState,
  object: WorldObject,
): Record<string, Change> {
  const { id: _, ...before } = outputs;
  const changes = [
    // Of what a stack only reads it knows no inputs.
    ...(external ? [] : differences(inputs, object.inputs, [])),
    ...differences(before, object.attributes, []),
  ];
  return Object.fromEntries(changes.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** What differs between two values, by key path. */
export function differences(before: unknown, now: unknown, keyPath: string[]): [string, Change][] {
  if (isDeepStrictEqual(before, now)) {
    return [];
  }
  return isMap(before) && isMap(now)
    ? [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
        differences(before[key], now[key], [...keyPath, key]),
      )
    : [[formatKeyPath(keyPath), { before, now }]];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How many resources messages name. */
const NAMED = 3;

/**
 * A warning for each stack that the world has otherwise than its state: a run compares the program with
 * the state alone, as `pulumi up` does without `--refresh`.
 */
export function driftWarnings(
  stacks: readonly StackPlan[],
  states: Pick<States, "load">,
  world: World,
): string[] {
  return stacks.flatMap((stack) => {
    const snapshot = states.load(stack.name);
    const drifted = snapshot ? driftOf(stack, resourcesOf(snapshot), world) : [];
    if (drifted.length === 0) {
      return [];
    }
    const named = drifted.slice(0, NAMED).map((one) => {
      const what = one.drift === "deleted" ? "deleted" : Object.keys(one.changes).join(", ");
      return `${resourceName(one.urn)} (${what})`;
    });
    const more = drifted.length > NAMED ? ` and ${drifted.length - NAMED} more` : "";
    return formatProblem({
      where: stack.name,
      what: `has ${plural(drifted.length, "resource")} that other hands changed or deleted; a run sees only what its settings change`,
      value: `${named.join(", ")}${more}`,
      fix: `npx private-api drift --stacks ${stack.name} shows each; put it back, or destroy the stack and build it anew`,
    });
  });
}

/** A resource as people name it: `aws:ec2/vpc:Vpc network-vpc`. */
export function resourceName(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").pop()} ${name}`;
}
