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
  sentences: readonly string[],
): string[] {
  const rows = result.stacks.map((one) => {
    const counts = tally(stepsOf(one));
    const cells = (["create", "update", "replace", "delete", "same"] as const).map((op) =>
      String(counts[op] ?? 0),
    );
    return `| ${[one.stack.name, one.stack.account, one.state, ...cells].join(" | ")} |`;
  });
  return [
    `**${changeCount(result)} in the cloud** · \`simulated\`: no AWS account was contacted`,
    "",
    ...sentences.map((sentence) => `- ${sentence}`),
    "",
    "| Stack | Account | Preview | Create | Update | Replace | Delete | Same |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
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
