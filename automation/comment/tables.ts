import type { Operation, Step } from "../../simulator/step";
import { resourceName } from "../drift";
import { plural } from "../render";
import { cloudSteps } from "../report";
import { tally, type RunResult, type StackResult } from "../runs";
import type { Section } from "./budget";
import { cell } from "./escape";

const folded = (summary: string): string[] => [`<details><summary>${summary}</summary>`, ""];
const END = ["", "</details>", ""];

/** A step that takes something away that may be in use. */
function isHurting({ op, retained }: Step): boolean {
  return (op === "replace" || op === "delete") && !retained;
}

/** How many replacements and deletions a stack has. */
export function hurtingSteps(result: StackResult): Step[] {
  return cloudSteps(result).filter(isHurting);
}

/** What is replaced and what is deleted, with the keys that force it. */
export function hurtingSection(result: RunResult): Section {
  const all = result.stacks.flatMap((one) =>
    hurtingSteps(one).map((step) => ({ stack: one.stack.name, ...step })),
  );
  const of = (op: Operation) => all.filter((step) => step.op === op);
  const [replaced, deleted] = [of("replace"), of("delete")];
  const counts = [
    ...(replaced.length > 0 ? [plural(replaced.length, "replacement")] : []),
    ...(deleted.length > 0 ? [plural(deleted.length, "deletion")] : []),
  ];
  return {
    noun: ["row of replacements and deletions", "rows of replacements and deletions"],
    open: [
      ...folded(`Replaced and deleted: ${counts.join(", ")}`),
      "| Stack | Operation | Resource | Because of |",
      "|---|---|---|---|",
    ],
    items: [...replaced, ...deleted].map(({ stack, op, urn, replaceReasons = [] }) => {
      const because = replaceReasons.length > 0 ? cell(replaceReasons.join(", ")) : "";
      return {
        lines: [`| ${[cell(stack), op, cell(shortName(urn), 200), because].join(" | ")} |`],
      };
    }),
    close: END,
  };
}

/** A resource as trees show it: `aws:ec2:Vpc network-vpc`. */
const shortName = (urn: string): string => resourceName(urn).replace(/^([^ /]*)\/[^: ]*/, "$1");

const COLUMNS = ["create", "update", "replace", "delete", "same"] as const;

/** What comes of every stack, in numbers: failed ones first, then those that lose something. */
export function stackSection(result: RunResult): Section {
  const rows = result.stacks.map((one) => {
    const counts = tally(cloudSteps(one).filter(({ retained }) => !retained));
    const changes = COLUMNS.slice(0, 4).reduce((sum, op) => sum + (counts[op] ?? 0), 0);
    const { name, account } = one.stack;
    const cells = COLUMNS.map((op) => String(counts[op] ?? 0));
    const rank = one.state !== "done" ? 0 : hurtingSteps(one).length > 0 ? 1 : changes > 0 ? 2 : 3;
    return { rank, line: `| ${[cell(name), cell(account), stateOf(one), ...cells].join(" | ")} |` };
  });
  const ranks = [0, 1, 2, 3].map((rank) => rows.filter((row) => row.rank === rank));
  const names = [
    "not foreseen",
    "with something replaced or deleted",
    "with other changes",
    "unchanged",
  ];
  const counts = ranks.flatMap(({ length }, i) => (length > 0 ? [`${length} ${names[i]}`] : []));
  return {
    noun: ["row of stacks", "rows of stacks"],
    open: [
      ...folded(`Stacks: ${counts.join(", ")}`),
      "| Stack | Account | Preview | Create | Update | Replace | Delete | Same |",
      "|---|---|---|---|---|---|---|---|",
    ],
    items: ranks.flat().map(({ line }) => ({ lines: [line] })),
    close: END,
  };
}

function stateOf(one: StackResult): string {
  switch (one.state) {
    case "done":
      if (one.after !== undefined) {
        return `after ${cell(one.after, 60)}, simulated`;
      }
      return one.reads === undefined
        ? "foreseen"
        : `${cell(one.reads, 60)} changes: more may follow`;
    case "failed":
    case "not started":
      return one.state;
  }
}
