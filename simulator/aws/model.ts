import type { World, WorldObject } from "../world";
import type { Properties } from "../sdk";

/** Checked inputs of a resource: only declared ones, all required ones present. */
export type Inputs = Properties;

/** AWS refuses something. The message is the provider's: what it did, AWS's code, AWS's words. */
export class AwsError extends Error {
  override readonly name = "AwsError";

  constructor(
    readonly doing: string,
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${doing}: ${code}: ${detail}`);
  }
}

/** Where a resource is being made, and what may be asked there. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly world: World;
  /** The resource's logical name, from which physical names are made. */
  readonly name: string;
  /** Hexadecimal digits that belong to this resource alone. */
  hex(length: number, purpose?: string): string;
  /** A number below `limit` that belongs to this resource alone. */
  number(limit: number, purpose: string): number;
  /** Lower-case letters and digits that belong to this resource alone. */
  letters(length: number): string;
  /** The physical name: the given one, else the logical name and a suffix, at most `longest` long. */
  physicalName(given: unknown, longest: number): string;
  /** What a reference names, in this account and region, else an error in AWS's words. */
  require(type: string, id: unknown, doing: string): WorldObject;
  /** Everything of a type in this account and region. */
  list(type: string): WorldObject[];
  arn(service: string, resource: string): string;
}

/** What making a resource gives. */
export interface Made {
  id: string;
  /** Outputs beyond the inputs, which come back as they were given. */
  outputs: Properties;
  /** What AWS knows of it and no property of the resource shows; kept in the world alone. */
  hidden?: Properties;
}

/** How one type of resource behaves. */
export interface Model {
  type: string;
  /** Seconds that making one takes on AWS, for estimates (aws-facts 10; `est.` where nobody logged it). */
  seconds: number;
  create(inputs: Inputs, place: Place): Made;
  /**
   * What is there after its inputs have changed in place. Where it is left out, the same as if it had
   * been made so: ids and names derive from the URN and stay.
   */
  update?(inputs: Inputs, place: Place, old: WorldObject): Made;
  /** Who keeps it from being deleted, as an error in AWS's words. */
  refuseDelete?(object: WorldObject, place: Place): AwsError | undefined;
  /** Further inputs whose change forces a new resource, beyond those that always do. */
  replacesOn?(changed: readonly string[], old: Inputs, inputs: Inputs): string[];
}

/** What AWS fills in where a program gives nothing: what is given stays as it is. */
export const withDefaults = (inputs: Inputs, defaults: Properties): Properties =>
  Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, inputs[key] ?? value]));

/** A text input, or the empty text. */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A list input, or the empty list. */
export const list = <T = string>(value: unknown): T[] =>
  Array.isArray(value) ? (value as T[]) : [];

/**
 * What of a type names an id in one of its inputs.
 *
 * @param keyPath the input, or `input.key` of a map or of the maps in a list
 */
export function usersOf(place: Place, type: string, keyPath: string, id: string): WorldObject[] {
  const [key = "", inner] = keyPath.split(".");
  return place.list(type).filter(({ inputs }) => {
    const values = [inputs[key]].flat();
    const named = inner
      ? values.flatMap((value) => (value as Inputs | undefined)?.[inner])
      : values;
    return named.includes(id);
  });
}

/** Refuses a deletion while anything uses the object, as `[type, input]` pairs say it would. */
export function refuseWhileUsed(
  uses: readonly (readonly [type: string, key: string])[],
  refusal: (id: string) => AwsError,
): NonNullable<Model["refuseDelete"]> {
  return ({ id }, place) =>
    uses.some(([type, key]) => usersOf(place, type, key, id).length > 0) ? refusal(id) : undefined;
}
