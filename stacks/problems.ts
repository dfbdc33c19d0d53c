import { distance } from "fastest-levenshtein";

/** One thing that is wrong with the settings, in the user's terms. */
export interface Problem {
  /** What is wrong: a lower-case phrase without a final period. */
  what: string;
  /** Where: file, line and column as far as known, and the key path. */
  where: string;
  /** The value that was given, as the user would write it. */
  value?: string;
  /** The values that are allowed. */
  allowed?: string;
  /** The change to make. */
  fix?: string;
}

/** The settings are wrong. Thrown before anything is registered; the CLI exits with 2. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
  }
}

/** A problem as text: the place and what is wrong first, then one indented line per detail. */
export function formatProblem(problem: Problem): string {
  const details = (["value", "allowed", "fix"] as const)
    .filter((key) => problem[key] !== undefined)
    .map((key) => `  ${`${key}:`.padEnd(9)}${problem[key]}`);
  return [`${problem.where}: ${problem.what}`, ...details].join("\n");
}

/** A value as the user would write it, cut to one line; an empty string is shown as such. */
export function formatValue(value: unknown): string {
  const text =
    typeof value === "string" && value !== "" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** A key path as people write it: `private-api:customers[0].account`. */
export function formatKeyPath(keyPath: readonly PropertyKey[]): string {
  return keyPath
    .map((key, i) =>
      typeof key === "number"
        ? `[${key}]`
        : /^[\w:+-]+$/.test(String(key))
          ? `${i ? "." : ""}${String(key)}`
          : `["${String(key)}"]`,
    )
    .join("");
}

/** The known word that is nearest to `word`, when it is near enough to be a slip. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}
