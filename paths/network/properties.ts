/**
 * Reading properties of exported resources, which may be secret, unknown, missing or of any shape: what
 * cannot be read is UNKNOWN, and never taken for a value.
 */

/** A value that an export does not tell: secret, not yet known, or of a shape that it cannot have. */
export const UNKNOWN = Symbol("unknown");

/** A value, or that it is not known. */
export type Maybe<T> = T | typeof UNKNOWN;

/** The key that marks special values in a state: secrets, assets, references. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** What stands for a value that is computed later, in an export of a preview. */
const COMPUTED = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isUnreadable = (value: unknown): boolean =>
  value === null || value === COMPUTED || (isMap(value) && SIGNATURE in value);

/**
 * The properties of one resource or of one object in it. Each reader gives `undefined` for a property that
 * is not there, and UNKNOWN for one that is there and cannot be read. Without properties all is UNKNOWN.
 */
export class Properties {
  constructor(private readonly values: Maybe<Record<string, unknown>>) {}

  /** Whether nothing is known: a resource without outputs. */
  get isEmpty(): boolean {
    return this.values === UNKNOWN;
  }

  text(key: string): Maybe<string> | undefined {
    const value = this.raw(key);
    return value === undefined || typeof value === "string" ? value : UNKNOWN;
  }

  /** A truth value; providers write some as text. */
  flag(key: string): Maybe<boolean> | undefined {
    const value = this.raw(key);
    if (value === "true" || value === "false") {
      return value === "true";
    }
    return value === undefined || typeof value === "boolean" ? value : UNKNOWN;
  }

  number(key: string): Maybe<number> | undefined {
    const value = this.raw(key);
    return value === undefined || typeof value === "number" ? value : UNKNOWN;
  }

  /** Texts of a list; one that cannot be read makes that one UNKNOWN. */
  texts(key: string): Maybe<Maybe<string>[]> {
    const value = this.raw(key) ?? [];
    return Array.isArray(value)
      ? value.map((item: unknown): Maybe<string> => (readable(item) ? item : UNKNOWN))
      : UNKNOWN;
  }

  /** Objects of a list. */
  objects(key: string): Maybe<Properties[]> {
    const value = this.raw(key) ?? [];
    return Array.isArray(value)
      ? value.map(
          (item: unknown) => new Properties(isMap(item) && !isUnreadable(item) ? item : UNKNOWN),
        )
      : UNKNOWN;
  }

  object(key: string): Properties | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : new Properties(isMap(value) ? value : UNKNOWN);
  }

  /** A property as it stands, for what has a shape of its own: a policy, a bundle. */
  raw(key: string): unknown {
    if (this.values === UNKNOWN) {
      return UNKNOWN;
    }
    const value = Object.hasOwn(this.values, key) ? this.values[key] : undefined;
    return isUnreadable(value) ? UNKNOWN : value;
  }
}

const readable = (value: unknown): value is string =>
  typeof value === "string" && !isUnreadable(value);

/** The text where it is known, for messages and for look-ups that may fail. */
export function known(value: Maybe<string> | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The list where it is known, without its unknown members. */
export function knownTexts(value: Maybe<readonly Maybe<string>[]>): string[] {
  return value === UNKNOWN ? [] : value.filter((item) => item !== UNKNOWN);
}

/** Whether a list, or any of its members, is not known. */
export function hasUnknown(value: Maybe<readonly Maybe<string>[]>): boolean {
  return value === UNKNOWN || value.includes(UNKNOWN);
}
