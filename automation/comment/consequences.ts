import { curlLine } from "../../paths/render/terminal";
import type { Verdict } from "../../paths/trace";
import { callSentence, say, type CallChange } from "../callChanges";
import { plural } from "../render";
import { code } from "./escape";

/** What a run does to a customer: some call of it arrives less than before, or they only change, or not. */
export type Impact = "worse" | "changed" | "same";

/** What a run does to the calls of one stack. */
export interface Consequence {
  stack: string;
  impact: Impact;
  /** What is said of it, behind the stack's name; Markdown. */
  sentence: string;
  changes: readonly CallChange[];
}

/** How much of a call arrives; what nobody knows may not. */
const ARRIVES: Record<Verdict, number> = { blocked: 0, unknown: 1, partial: 2, reachable: 3 };

/** Whether a client that calls as before arrives less than before. */
function isWorse({ before, after, stillMade }: CallChange): boolean {
  const now = after ?? stillMade;
  return before !== null && ARRIVES[before.verdict] > (now ? ARRIVES[now.verdict] : 0);
}

function isSame({ before, after }: CallChange): boolean {
  return before !== null && after !== null && say(before) === say(after);
}

/** Calls that a sentence writes out before it counts the others. */
const WRITTEN_OUT = 4;

/** Code units of a written call. */
const LONGEST_CALL = 300;

/** What a run does to the calls of a stack: the worst first, and of very many the others as a number. */
export function consequenceOf(stack: string, changes: readonly CallChange[]): Consequence {
  const worse = changes.filter(isWorse);
  const same = changes.filter(isSame);
  const other = changes.filter((one) => !worse.includes(one) && !same.includes(one));
  const changed = [...worse, ...other];
  const shown = [...changed.slice(0, WRITTEN_OUT), ...same];
  const more = changed.length - WRITTEN_OUT;
  const sentence = callSentence("", shown, (request) => code(curlLine(request), LONGEST_CALL));
  return {
    ...{ stack, changes },
    impact: worse.length > 0 ? "worse" : other.length > 0 ? "changed" : "same",
    sentence:
      sentence.slice(": ".length) +
      (more > 0 ? ` ${plural(more, "more call")} ${more === 1 ? "changes" : "change"}.` : ""),
  };
}

/** Verdicts that one sentence counts before it speaks of others. */
const KINDS = 5;

/** Stacks whose calls stay, in one sentence: how many they are, and what comes of their calls. */
export function unchangedSentence(unchanged: readonly Consequence[]): string {
  const counts = new Map<string, number>();
  for (const { after } of unchanged.flatMap(({ changes }) => changes)) {
    const verdict = after ? say(after) : "";
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const parts = sorted
    .slice(0, KINDS)
    .map(([verdict, count], i) =>
      i === 0 ? `${plural(count, "call")} ${verdict}` : `${count} ${verdict}`,
    );
  const rest = sorted.slice(KINDS).reduce((sum, [, count]) => sum + count, 0);
  const all = [...parts, ...(rest > 0 ? [`${rest} otherwise`] : [])].join(", ");
  return `${plural(unchanged.length, "stack")} as before: ${all || "no calls"}.`;
}
