import * as fc from "fast-check";

/** Texts that would mean something in Markdown, HTML or GitHub, if they were not written as code. */
const MEANT = [
  ..."`|<>@#&\\*_~[]()!-\n\r\t",
  ...["```", "````diff", "~~~", "</details>", "<details>", "</summary>", "<!--", "-->", "<b>"],
  ...["@octocat", "@org/team", "#1", "GH-1", "https://a.example", "www.a.example", "](//a)"],
  ...["\\`", "| a | b |", "---", "&#64;a", "\u001b[31m", "\u202e", "\u2028", "\ud800", "😀", "x"],
];

/** Texts made of such pieces. */
export const nastyText = (maxLength = 12): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...MEANT), { maxLength }).map((parts) => parts.join(""));

/**
 * What is wrong with the structure of a Markdown text: blocks of code that do not end, folds that do not
 * end or that code ends, lines of a table with another number of cells than its head.
 */
export function structureFaults(text: string): string[] {
  const faults: string[] = [];
  let fence: string | undefined;
  let folds = 0;
  let cells: number | undefined;
  for (const line of text.split("\n")) {
    if (fence !== undefined) {
      const [, run = ""] = /^ {0,3}(`+) *$/.exec(line) ?? [];
      fence = run.length >= fence.length ? undefined : fence;
      continue;
    }
    [, fence] = /^ {0,3}(`{3,}|~{3,})[^`]*$/.exec(line) ?? [];
    const bare = withoutCode(line);
    folds += (bare.match(/<details/g)?.length ?? 0) - (bare.match(/<\/details/g)?.length ?? 0);
    if (folds < 0) {
      faults.push(`a fold ends that did not begin: ${line}`);
    }
    if (!line.startsWith("|")) {
      cells = undefined;
      continue;
    }
    const count = line.replace(/\\\|/g, "").split("|").length;
    if (cells !== undefined && count !== cells) {
      faults.push(`a row of ${count} cells in a table of ${cells}: ${line}`);
    }
    cells = count;
  }
  return [
    ...faults,
    ...(fence === undefined ? [] : ["a block of code does not end"]),
    ...(folds === 0 ? [] : [`${folds} folds do not end`]),
  ];
}

/** What of a text GitHub would give a meaning: all that is not in code. */
export function outsideOfCode(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    if (fence !== undefined) {
      fence = line === fence ? undefined : fence;
    } else {
      [, fence] = /^(`{3,})\w*$/.exec(line) ?? [];
      const bare = line.replace(/<code>[^<]*<\/code>/g, "");
      lines.push(fence === undefined ? withoutCode(bare) : "");
    }
  }
  return lines.join("\n");
}

/** A line without what stands between two runs of backticks of one length. */
function withoutCode(line: string): string {
  const [, before = "", run = "", rest = ""] = /^((?:[^`\\]|\\[^])*)(`+)([^]*)$/.exec(line) ?? [];
  if (run === "") {
    return line;
  }
  const end = [...rest.matchAll(/`+/g)].find(([other]) => other === run);
  return end === undefined
    ? `${before}${run}${withoutCode(rest)}`
    : `${before} ${withoutCode(rest.slice(end.index + run.length))}`;
}

/** What would notify people, link, refer, or be a tag. */
export const MEANINGS =
  /@[a-z0-9]|#\d|GH-\d|:\/\/|www\.|\]\(|<(?!\/?details>|\/?summary>|!-- private-api preview: [^<>]* -->$)/im;
