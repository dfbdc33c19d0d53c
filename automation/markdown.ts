import type { CallChange } from "./callChanges";
import { fill, sizeOf, type Filled, type Section } from "./comment/budget";
import { consequenceOf } from "./comment/consequences";
import { code, plain, shorten } from "./comment/escape";
import { failureSection, notStartedSection, warningSection } from "./comment/failures";
import { sentenceSections } from "./comment/sentences";
import { stackSection, hurtingSection } from "./comment/tables";
import { treeSection, type StackTree } from "./comment/trees";
import { plural } from "./render";
import { changeCount } from "./report";
import type { RunResult } from "./runs";

export type { StackTree } from "./comment/trees";

/**
 * The longest preview, in UTF-16 code units, which are never fewer than characters. GitHub takes 65,536
 * characters, and a comment has 65,000 at most: the rest is for what joins two previews in one.
 */
export const LONGEST_PREVIEW = 64_000;

/** Characters for the line that says what was left out. */
const ROOM_FOR_FOOTER = 600;

/**
 * A preview of all stacks as one comment on a pull request, in Markdown: what happens to every customer's
 * calls first, tables and trees folded below. Never longer than {@link LONGEST_PREVIEW}: of what does not
 * fit, it says how much it is and where to read it.
 *
 * @param sentences what is said of every stack where `calls` does not tell
 * @param calls what happens to the calls of each stack, by name
 * @returns lines; the first one, which nobody sees, is how the comment is found again
 */
export function markdown(
  result: RunResult,
  trees: readonly StackTree[],
  sentences: readonly string[],
  calls?: Readonly<Record<string, readonly CallChange[]>>,
): string[] {
  const { project = "" } = result.stacks[0]?.stack ?? {};
  const head = [
    markerOf(project),
    `## Preview of ${code(project, 100)}: ${changeCount(result)}`,
    "",
    ...badges(result),
    "",
  ];
  const consequences = result.stacks
    .filter(({ stack }) => calls !== undefined && Object.hasOwn(calls, stack.name))
    .map(({ stack }) => consequenceOf(stack.name, calls?.[stack.name] ?? []));
  const sections = [
    failureSection(result),
    notStartedSection(result),
    ...(calls ? sentenceSections(consequences) : [asGiven(sentences)]),
    warningSection(result),
    hurtingSection(result),
    stackSection(result),
    treeSection(result, trees),
  ];
  const { lines, leftOut } = fill(sections, LONGEST_PREVIEW - sizeOf(head) - ROOM_FOR_FOOTER);
  const all = [...head, ...lines, ...footer(result, leftOut)];
  return all.at(-1) === "" ? all.slice(0, -1) : all;
}

/** The comment's first line, of one project: several projects of a repository have a comment each. */
export function markerOf(project: string): string {
  // In a comment of HTML, two hyphens might end it.
  const name = encodeURIComponent(shorten(plain(project), 100)).replaceAll("--", "-%2D");
  return `<!-- private-api preview: ${name} -->`;
}

/** What the preview was made of. */
function badges({ target, engine, stacks }: RunResult): string[] {
  const foreseen = stacks.filter((one) => one.state === "done" && one.after !== undefined);
  const by = engine === "pulumi" ? "the Pulumi engine" : "the builtin engine";
  return [
    target === "aws"
      ? `\`aws\`: a real preview by ${by}; nothing was changed.`
      : `\`simulated\`: by ${by}; no AWS account was contacted.`,
    ...(engine === "pulumi" ? ["What comes of calls is the simulation's word."] : []),
    ...(foreseen.length > 0
      ? [`Only simulated, until another stack is built: ${plural(foreseen.length, "stack")}.`]
      : []),
  ];
}

/** Sentences whose parts are not known, as text of which nothing has a meaning. */
function asGiven(sentences: readonly string[]): Section {
  return {
    noun: ["sentence", "sentences"],
    open: [],
    items: sentences.map((sentence) => ({ lines: [`- ${code(sentence, 1000)}`] })),
    close: [""],
  };
}

/** What was left out, and the command that shows it. */
function footer({ target }: RunResult, leftOut: Filled["leftOut"]): string[] {
  if (leftOut.length === 0) {
    return [];
  }
  const counts = leftOut.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  const command = `npx private-api preview${target === "aws" ? " --target aws" : ""} --full`;
  return [
    `**Left out here:** ${counts.join(", ")}. All of it: the files of the workflow run, or \`${command}\`.`,
  ];
}
