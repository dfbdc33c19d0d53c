/** What terminals colour with; a comment has no use for it. */
// eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
const COLOUR = /\u001b\[[0-9;]*m/g;

/** Control characters, those that turn the direction of text around, and halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** A text in one line, without colours and without characters that nobody sees. */
export function plain(text: string): string {
  return text.replace(COLOUR, "").replace(UNSEEN, " ").trim();
}

/** A text of at most `most` UTF-16 code units; a character that takes two of them is not torn apart. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const cut = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** The longest run of backticks in a text. */
const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

/**
 * A text as code in a line of Markdown: in code nothing has a meaning, neither tags nor `@names`.
 *
 * @param most code units of the text that are shown
 */
export function code(text: string, most = 200): string {
  const shown = shorten(plain(text), most) || "(empty)";
  const run = "`".repeat(longestRun(shown) + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${run}${pad}${shown}${pad}${run}`;
}

/** The same in a table's row, whose cells end at pipes even within code. */
export function cell(text: string, most = 120): string {
  return code(text, most).replaceAll("|", "\\|");
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text as code in HTML, as what stands in `<summary>` is. */
export function htmlCode(text: string, most = 120): string {
  const shown = shorten(plain(text), most) || "(empty)";
  return `<code>${shown.replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one)}</code>`;
}

/** Code units of a line in a block of code. */
const LONGEST_LINE = 400;

/** A block of code, which nothing in its lines can end. */
export function fence(lines: readonly string[], language: "diff" | "text"): string[] {
  // What stands before a line is its place in a tree, or its mark: it stays.
  const shown = lines.map((line) => shorten(indented(line), LONGEST_LINE));
  const run = "`".repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)));
  return [`${run}${language}`, ...shown, run];
}

function indented(line: string): string {
  const bare = line.replace(COLOUR, "");
  const [space = ""] = /^ */.exec(bare) ?? [];
  return space + plain(bare);
}
