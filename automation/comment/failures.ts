import { plural } from "../render";
import { failures } from "../report";
import type { RunResult, StackResult } from "../runs";
import type { Section } from "./budget";
import { code, fence, shorten } from "./escape";

/** Code units of what is said of one failed stack. */
const LONGEST_FAILURE = 3_000;

/** What failed, with cause and fix, and what was not started because of it. */
export function failureSection(result: RunResult): Section {
  const failed = result.stacks.filter(({ state }) => state === "failed");
  return {
    noun: ["failure", "failures"],
    open: [`**${plural(failed.length, "stack")} failed:**`, ""],
    items: failed.map((one) => ({
      lines: [`- ${code(one.stack.name, 100)}`, "", ...fence(textOf(result, one), "text"), ""],
    })),
    close: [],
    instead: {
      room: 60,
      lines: (count) => [`- and ${plural(count, "more stack")}`, ""],
    },
  };
}

function textOf(result: RunResult, one: StackResult): string[] {
  const text = failures({ ...result, stacks: [one] }).join("\n");
  return shorten(text, LONGEST_FAILURE).split("\n");
}

/** Stacks that were not started, with the reason. */
export function notStartedSection({ stacks }: RunResult): Section {
  const waiting = stacks.flatMap((one) => (one.state === "not started" ? [one] : []));
  return {
    noun: ["stack that was not started", "stacks that were not started"],
    open: [`**${plural(waiting.length, "stack")} not started:**`, ""],
    items: waiting.map(({ stack, because }) => ({
      lines: [`- ${code(stack.name, 100)}: ${code(because)}`],
    })),
    close: [""],
    instead: { room: 60, lines: (count) => [`- and ${plural(count, "more stack")}`] },
  };
}

/** What a run warns of. */
export function warningSection({ warnings }: RunResult): Section {
  return {
    noun: ["warning", "warnings"],
    open: [`**${plural(warnings.length, "warning")}:**`, ""],
    items: warnings.map((warning) => ({
      lines: [...fence(shorten(warning, LONGEST_FAILURE).split("\n"), "text"), ""],
    })),
    close: [],
    instead: { room: 60, lines: (count) => [`and ${plural(count, "more warning")}`, ""] },
  };
}
