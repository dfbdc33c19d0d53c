import { plural } from "../render";
import type { RunResult } from "../runs";
import { sizeOf, type Item, type Section } from "./budget";
import { fence, htmlCode } from "./escape";
import { hurtingSteps } from "./tables";

/** The shown changes of one stack. */
export interface StackTree {
  name: string;
  lines: string[];
}

/** Lines of a tree below which a part of it is not worth showing. */
const FEWEST = 10;

/** Every stack's tree of changes, folded: of those first that lose something. */
export function treeSection(result: RunResult, trees: readonly StackTree[]): Section {
  const hurt = new Set(
    result.stacks.filter((one) => hurtingSteps(one).length > 0).map(({ stack }) => stack.name),
  );
  const present = trees.filter(({ lines }) => lines.length > 0);
  const ordered = [
    ...present.filter(({ name }) => hurt.has(name)),
    ...present.filter(({ name }) => !hurt.has(name)),
  ];
  return {
    noun: ["tree of a stack", "trees of stacks"],
    open: [],
    items: ordered.map(toItem),
    close: [],
  };
}

function toItem(tree: StackTree): Item {
  return {
    lines: folded(tree, tree.lines.length),
    cut: (room) => {
      // Lines are of many lengths: the most that fit are sought, not reckoned.
      let [most, tooMany] = [0, tree.lines.length];
      while (tooMany - most > 1) {
        const middle = Math.floor((most + tooMany) / 2);
        if (sizeOf(folded(tree, middle)) <= room) {
          most = middle;
        } else {
          tooMany = middle;
        }
      }
      return most < FEWEST
        ? undefined
        : { lines: folded(tree, most), leftOut: tree.lines.length - most };
    },
  };
}

/** A tree in a fold, its first `most` lines. */
function folded({ name, lines }: StackTree, most: number): string[] {
  const missing = lines.length - most;
  const shown =
    missing > 0 ? [...lines.slice(0, most), `  … ${plural(missing, "more line")}`] : lines;
  return [
    `<details><summary>Resources of ${htmlCode(name)}</summary>`,
    "",
    ...fence(shown, "diff"),
    "",
    "</details>",
    "",
  ];
}
