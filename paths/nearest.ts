import { closest, distance } from "fastest-levenshtein";

/** The known name that is nearest to `word`, when it is near enough to be a slip of it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) {
    return undefined;
  }
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? best : undefined;
}
