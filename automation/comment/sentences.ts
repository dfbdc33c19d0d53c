import { plural } from "../render";
import { sizeOf, type Item, type Section } from "./budget";
import { unchangedSentence, type Consequence } from "./consequences";
import { code } from "./escape";

/** Characters that sentences of one stack each may take; beyond, stacks of which the same is said share one. */
const ROOM_FOR_EACH = 12_000;

/** Characters for the names that a shared sentence begins with. */
const ROOM_FOR_SHARED = 4_000;

/** Characters for the line in place of sentences that are left out, with their stacks' names. */
const ROOM_FOR_COUNT = 1_500;

/** Unchanged stacks that get a sentence each. */
const UNCHANGED = 3;

/** Stacks of which the same is said. */
interface Group {
  stacks: string[];
  sentence: string;
}

/**
 * What a run does to every stack's calls: for the worse first, then otherwise, then nothing; many stacks
 * with nothing are one sentence.
 */
export function sentenceSections(consequences: readonly Consequence[]): Section[] {
  const of = (impact: Consequence["impact"]) => consequences.filter((one) => one.impact === impact);
  const [worse, changed, same] = [of("worse"), of("changed").sort(blockedFirst), of("same")];
  const all = plural(consequences.length, "stack");
  const rest: Group[] =
    same.length <= UNCHANGED
      ? same.map(alone)
      : [{ stacks: [], sentence: unchangedSentence(same) }];
  return [
    listed(`**Calls change for the worse for ${worse.length} of ${all}:**`, groupsOf(worse)),
    listed(`**Calls change for ${changed.length} of ${all}:**`, groupsOf(changed)),
    listed("**No call changes for:**", rest),
  ];
}

/** Those with a call that will not arrive before those whose calls all do; else in their order. */
function blockedFirst(a: Consequence, b: Consequence): number {
  const isBlocked = ({ changes }: Consequence) =>
    changes.some(({ after }) => after !== null && after.verdict !== "reachable");
  return Number(isBlocked(b)) - Number(isBlocked(a));
}

const alone = ({ stack, sentence }: Consequence): Group => ({ stacks: [stack], sentence });

/** A group for each stack, or where that is too long one for all stacks of which the same is said. */
function groupsOf(consequences: readonly Consequence[]): Group[] {
  const each = consequences.map(alone);
  if (sizeOf(each.map(bullet)) <= ROOM_FOR_EACH) {
    return each;
  }
  const groups = new Map<string, Group>();
  for (const { stack, sentence } of consequences) {
    const group = groups.get(sentence) ?? { stacks: [], sentence };
    group.stacks.push(stack);
    groups.set(sentence, group);
  }
  return [...groups.values()];
}

function bullet({ stacks, sentence }: Group): string {
  return stacks.length === 0 ? `- ${sentence}` : `- ${named(stacks, ROOM_FOR_SHARED)}: ${sentence}`;
}

/** As many names as `room` characters take, one at least, and how many more there are. */
function named(stacks: readonly string[], room: number): string {
  const names: string[] = [];
  let size = " and 99999 more".length;
  for (const name of stacks.map((stack) => code(stack, 100))) {
    size += name.length + ", ".length;
    if (names.length > 0 && size > room) {
      break;
    }
    names.push(name);
  }
  const more = stacks.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function listed(title: string, groups: readonly Group[]): Section {
  return {
    noun: ["sentence", "sentences"],
    open: [title, ""],
    items: groups.map((group): Item => ({ lines: [bullet(group)] })),
    close: [""],
    instead: {
      room: ROOM_FOR_COUNT,
      lines: (count) => [countOf(groups.slice(-count).flatMap(({ stacks }) => stacks))],
    },
  };
}

/** Stacks as a number, with as many names as there is room for. */
function countOf(stacks: readonly string[]): string {
  const start = `- and ${plural(stacks.length, "more stack")}`;
  return stacks.length === 0 ? start : `${start}: ${named(stacks, ROOM_FOR_COUNT - 100)}`;
}
