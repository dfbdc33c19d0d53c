import { z } from "zod";

/** What a user should know of a key whose value is wrong. */
export interface Help {
  /** What is allowed, as a phrase. */
  allowed: string;
  /** A value that is right, as YAML, where one can stand for all. */
  example?: string;
  /** All values, where they can be counted. */
  values?: readonly string[];
}

/** The help of each schema. Registered last of all: a schema that is derived from another has none. */
const registry = z.registry<Help>();

/** Gives a schema its help. */
export function withHelp<T extends z.core.$ZodType>(
  schema: T,
  allowed: string,
  example?: string,
): T {
  registry.add(schema, { allowed, example });
  return schema;
}

/** Gives a schema of a few values its help. */
export function withValues<T extends z.core.$ZodType>(schema: T, values: readonly string[]): T {
  registry.add(schema, { allowed: values.join(", "), example: values[0], values });
  return schema;
}

/** The help of a schema, or of the one that it makes optional or gives a default. */
export function helpOf(schema: z.core.$ZodType | undefined): Help | undefined {
  return schema && (registry.get(schema) ?? helpOf(inner(schema)));
}

/**
 * The schema of the value at a path.
 *
 * @param value what was given for `schema`: of alternatives it tells the one that is meant
 */
export function schemaAt(
  schema: z.core.$ZodType | undefined,
  path: readonly PropertyKey[],
  value: unknown,
): z.core.$ZodType | undefined {
  const [key, ...rest] = path;
  if (!schema || key === undefined) {
    return schema;
  }
  const next = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return schemaAt(child(schema, key, value), rest, next);
}

/** The keys that an object may have. */
export function keysOf(schema: z.core.$ZodType | undefined, value: unknown): string[] {
  const def = schema && unwrap(schema, value);
  return def?.type === "object" ? Object.keys(def.shape) : [];
}

function child(schema: z.core.$ZodType, key: PropertyKey, value: unknown) {
  const def = unwrap(schema, value);
  switch (def.type) {
    case "object":
      return def.shape[String(key)];
    case "array":
      return def.element;
    case "record":
      return def.valueType;
    default:
      return undefined;
  }
}

/** The definition below optional, default and alternatives. */
function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodTypes["_zod"]["def"] {
  const below = inner(schema) ?? chosen(schema, value);
  return below ? unwrap(below, value) : defOf(schema);
}

function inner(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const def = defOf(schema);
  return "innerType" in def ? def.innerType : undefined;
}

/** Of alternatives told apart by `kind`, the one of this value; the last when it is none's. */
function chosen(schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined {
  const def = defOf(schema);
  if (def.type !== "union") {
    return undefined;
  }
  const kind = (value as { kind?: unknown } | null | undefined)?.kind;
  const fits = (option: z.core.$ZodType) =>
    z.safeParse(child(option, "kind", value) ?? z.never(), kind).success;
  return def.options.find(fits) ?? def.options.at(-1);
}

const defOf = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def;
