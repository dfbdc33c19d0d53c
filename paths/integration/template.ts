import { UNKNOWN, type Maybe } from "../network/properties";

/** How this project's own templates write the two signs that begin words of the template language. */
const SIGNS = "#set($hash = '#')#set($dollar = '$')";

/**
 * The text that a mapping template gives: that of a plain one, and of one that writes `#` and `$` as
 * `${hash}` and `${dollar}` behind their definitions; UNKNOWN for whatever else the language may do.
 *
 * Source: Apache Velocity user guide, references and directives.
 */
export function templateText(template: string): Maybe<string> {
  if (!/[#$]/.test(template)) {
    return template;
  }
  const text = template.startsWith(SIGNS) ? template.slice(SIGNS.length) : undefined;
  // A directive takes the end of its line with it, and a backslash keeps a reference from being one.
  if (text === undefined || /^[ \t]*\r?\n/.test(text) || /\\[#$]/.test(text)) {
    return UNKNOWN;
  }
  const rest = text.replaceAll("${hash}", "").replaceAll("${dollar}", "");
  return /[#$]/.test(rest)
    ? UNKNOWN
    : text.replace(/\$\{(hash|dollar)\}/g, (_, sign) => (sign === "hash" ? "#" : "$"));
}

/** The texts of a property that maps names to texts; UNKNOWN for one, or for all, that cannot be read. */
export function entriesOf(value: unknown): Maybe<ReadonlyMap<string, Maybe<string>>> {
  if (value === undefined) {
    return new Map();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return UNKNOWN;
  }
  return new Map(
    Object.entries(value).map(([name, text]: [string, unknown]) => [
      name,
      typeof text === "string" ? text : UNKNOWN,
    ]),
  );
}
