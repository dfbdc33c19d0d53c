// Takes the meaning out of what a preview of a pull request wrote: its code, and so its output, belongs to
// whoever opened the pull request. Nothing in it may notify people, link, refer to issues, or end the fold or the
// block of code that it stands in. What `private-api preview --markdown` writes comes out as it went in.

/** Keeps GitHub from seeing a name, a number or a link in a text, and people from seeing a difference. */
const NOTHING = "\u200b";

/** The lines of HTML that a comment has. */
const FOLD = /^<details><summary>([^<>]*)(?:<code>([^<>]*)<\/code>)?([^<>]*)<\/summary>$/;
const FOLD_END = "</details>";
const FENCE = /^(`{3,})(?:diff|text)$/;

/** Text outside of code, without any meaning but the words'. */
function tame(text) {
  return text
    .replace(/&(?!(?:amp|lt|gt|quot);)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/@(?=[\w-])/g, `@${NOTHING}`)
    .replace(/#(?=\d)/g, `#${NOTHING}`)
    .replace(/(GH-)(?=\d)/gi, `$1${NOTHING}`)
    .replaceAll("://", `:${NOTHING}//`)
    .replace(/(www)\./gi, `$1${NOTHING}.`)
    .replace(/\](?=[([:])/g, `]${NOTHING}`);
}

/** A line of Markdown: code in it stays, and every piece of code ends in its line. */
function tameLine(line) {
  const parts = [];
  let rest = line.replace(/^(\s*)(~{3,})/, "$1\\$2");
  for (;;) {
    const start = /(?<!\\)(?:\\\\)*(`+)/.exec(rest);
    if (!start) {
      parts.push(tame(rest));
      return parts.join("");
    }
    const [, run] = start;
    const from = start.index + start[0].length;
    const end = [...rest.slice(from).matchAll(/`+/g)].find(([other]) => other === run);
    if (!end) {
      // It would begin a piece of code that ends in another line.
      parts.push(tame(rest.slice(0, from).replaceAll("`", "'")));
      rest = rest.slice(from);
      continue;
    }
    const code = rest.slice(from, from + end.index);
    // A table's cells end at pipes even within code.
    const closed = code.replace(/(?<!\\)\|/g, "\\|");
    parts.push(tame(rest.slice(0, from - run.length)), run, closed, run);
    rest = rest.slice(from + end.index + run.length);
  }
}

/** A fold's line of HTML, in which Markdown has no meaning, and entities have one. */
function tameFold([, before, code, after]) {
  const shown = code === undefined ? "" : `<code>${code}</code>`;
  return `<details><summary>${tame(before)}${shown}${tame(after)}</summary>`;
}

/**
 * The same text without anything that means more than it says, every fold and every block of code ended.
 *
 * @param {string} text
 * @returns {string[]} its lines
 */
function harmless(text) {
  const lines = [];
  let fence;
  let folds = 0;
  const alone = (line) => {
    // Lines of HTML go on until an empty one: what follows would not be Markdown.
    if (lines.length > 0 && lines.at(-1) !== "") {
      lines.push("");
    }
    lines.push(line);
  };
  let needsGap = false;
  for (const raw of text.replace(/\r\n?/g, "\n").split("\n")) {
    const line = raw.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, " ");
    if (fence !== undefined) {
      // A longer run ends it as well, and so do spaces around it.
      const [, run = ""] = /^ {0,3}(`+) *$/.exec(line) ?? [];
      const isEnd = run.length >= fence.length;
      lines.push(isEnd ? fence : line);
      fence = isEnd ? undefined : fence;
      continue;
    }
    if (needsGap && line !== "") {
      lines.push("");
    }
    needsGap = false;
    const [, opened] = FENCE.exec(line) ?? [];
    const fold = FOLD.exec(line);
    if (opened !== undefined) {
      fence = opened;
      lines.push(line);
    } else if (fold) {
      folds += 1;
      needsGap = true;
      alone(tameFold(fold));
    } else if (line === FOLD_END && folds > 0) {
      folds -= 1;
      needsGap = true;
      alone(line);
    } else {
      lines.push(tameLine(line));
    }
  }
  if (fence !== undefined) {
    lines.push(fence);
  }
  for (; folds > 0; folds -= 1) {
    lines.push("", FOLD_END);
  }
  return lines;
}

module.exports = { harmless };
