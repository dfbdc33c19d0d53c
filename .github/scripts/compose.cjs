// One comment out of the previews of a pull request: pure, so that it can be tested without GitHub.
const { harmless } = require("./untrusted.cjs");

/** UTF-16 code units; GitHub takes 65,536 characters, which are never more than these. */
const LONGEST_COMMENT = 65_000;

/** Bytes of a part that are read at all: characters have four at most. */
const LONGEST_PART = 4 * 65_536;

/** Code units for what stands between two parts, and for the line that says what was left out of one. */
const ROOM_FOR_EACH = 100;

/** The first line of a preview, which nobody sees: which project's it is. */
const MARKER = /^<!-- private-api preview: [\w%.~!'()*-]{1,900} -->$/;

const sizeOf = (lines) => lines.reduce((sum, line) => sum + line.length + 1, 0);

/**
 * The marker that a preview begins with.
 *
 * @param {string} text
 * @returns {string}
 * @throws {Error} when it does not begin with one
 */
function markerOf(text) {
  const [first = ""] = text.split("\n", 1);
  if (!MARKER.test(first)) {
    throw new Error("the preview does not begin with its marker");
  }
  return first;
}

/** Lines as what must stay whole: a fold, a block of code, or one line. */
function piecesOf(lines) {
  const pieces = [];
  let open;
  let depth = 0;
  for (const line of lines) {
    if (open !== undefined) {
      pieces.at(-1).push(line);
      open = line === open ? undefined : open;
      continue;
    }
    const [, fence] = /^(`{3,})(?:diff|text)$/.exec(line) ?? [];
    if (depth > 0) {
      pieces.at(-1).push(line);
    } else {
      pieces.push([line]);
    }
    open = fence;
    depth += line.startsWith("<details>") ? 1 : line === "</details>" ? -1 : 0;
  }
  return pieces;
}

/** Lines within `room`: the last folds are left out first, then the last lines, and it says so. */
function shrink(lines, room) {
  if (sizeOf(lines) <= room) {
    return lines;
  }
  const pieces = piecesOf(lines);
  const left = { folds: 0, lines: 0 };
  const isFold = ([first]) => first.startsWith("<details>");
  let size = sizeOf(lines);
  const drop = (at) => {
    const [piece] = pieces.splice(at, 1);
    size -= sizeOf(piece);
    return piece;
  };
  while (size > room && pieces.some(isFold)) {
    drop(pieces.findLastIndex(isFold));
    left.folds += 1;
  }
  while (size > room) {
    left.lines += drop(pieces.length - 1).filter((line) => line !== "").length;
  }
  const counts = [
    ...(left.folds > 0 ? [`folds: ${left.folds}`] : []),
    ...(left.lines > 0 ? [`lines: ${left.lines}`] : []),
  ];
  return [...pieces.flat(), "", `**Left out to make room:** ${counts.join(", ")}.`];
}

/**
 * One comment, never longer than 65,000 code units: the first part first. Parts that are too long together
 * get the same room each, and what one does not need is the other's.
 *
 * @param {{ marker: string, parts: string[], commit: string, runUrl: string, isFork: boolean }} given the
 *   parts are the pull request's, everything else is GitHub's
 * @returns {string}
 */
function compose({ marker, parts, commit, runUrl, isFork }) {
  const tamed = parts.map((text) => {
    const lines = harmless(text.slice(text.indexOf("\n") + 1));
    return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  });
  const by = isFork ? ", by the code of a fork" : "";
  const last = `Of commit ${commit}${by}; everything: the files of [this run](${runUrl}).`;
  let room = LONGEST_COMMENT - sizeOf([marker, "", last]) - parts.length * ROOM_FOR_EACH;
  const bySize = [...tamed].sort((a, b) => sizeOf(a) - sizeOf(b));
  const shown = new Map();
  bySize.forEach((lines, i) => {
    const fitting = shrink(lines, Math.floor(room / (bySize.length - i)));
    shown.set(lines, fitting.join("\n"));
    room -= Math.min(room, sizeOf(fitting));
  });
  const body = tamed.map((lines) => shown.get(lines)).join("\n\n---\n\n");
  return `${marker}\n${body}\n\n${last}\n`;
}

module.exports = { compose, markerOf, LONGEST_COMMENT, LONGEST_PART };
