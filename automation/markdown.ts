import type { Call } from "../stacks/calls";
import { curl } from "./render";
import { changeCount } from "./report";
import { tally, stepsOf, type RunResult } from "./runs";

/** The shown changes of one stack. */
export interface StackTree {
  name: string;
  lines: string[];
}

/** A preview as Markdown: what matters first, then the trees, folded. */
export function markdown(
  result: RunResult,
  trees: readonly StackTree[],
  calls: Record<string, { before: Call[]; after: Call[] }>,
): string[] {
  const rows = result.stacks.map((one) => {
    const counts = tally(stepsOf(one));
    const cells = (["create", "update", "replace", "delete", "same"] as const).map((op) =>
      String(counts[op] ?? 0),
    );
    return `| ${[one.stack.name, one.stack.account, one.state, ...cells].join(" | ")} |`;
  });
  const changed = Object.entries(calls).flatMap(([, { before, after }]) => {
    const [old, now] = [before.map(curl), after.map(curl)];
    return [
      ...old.filter((call) => !now.includes(call)).map((call) => `- ~~\`${call}\`~~`),
      ...now.filter((call) => !old.includes(call)).map((call) => `- \`${call}\``),
    ];
  });
  return [
    `**${changeCount(result)} in the cloud** · \`simulated\`: no AWS account was contacted`,
    "",
    "| Stack | Account | Preview | Create | Update | Replace | Delete | Same |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
    ...(changed.length > 0 ? ["", "Calls that change:", "", ...changed] : []),
    ...trees
      .filter(({ lines }) => lines.length > 0)
      .flatMap(({ name, lines }) => [
        "",
        `<details><summary>${name}</summary>`,
        "",
        "```diff",
        ...lines,
        "```",
        "",
        "</details>",
      ]),
  ];
}
