/** Something that is shown whole, shortened, or not at all. */
export interface Item {
  lines: readonly string[];
  /** The same in at most `room` characters, where that is worth showing. */
  cut?: (room: number) => { lines: string[]; leftOut: number } | undefined;
}

/** A part of a comment: what does not fit is counted. */
export interface Section {
  /** What one left-out item is called, and what more than one are. */
  noun: readonly [one: string, many: string];
  open: readonly string[];
  items: readonly Item[];
  close: readonly string[];
  /**
   * What stands in the place of left-out items, of at most `room` characters; where nothing does,
   * {@link Filled.leftOut} counts them.
   */
  instead?: { room: number; lines: (count: number) => string[] };
}

/** What fitted, and what did not: `[1800, "row", "rows"]`. */
export interface Filled {
  lines: string[];
  leftOut: [count: number, one: string, many: string][];
}

/** The length of lines with a line break after each, in UTF-16 code units: never less than in characters. */
export function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/**
 * Fills `room` with sections, the most important first, and of each with its first items: the last items
 * of the last section are left out first. A section's frame has its room for certain; one without an item
 * that fits is left out with it, unless something stands in the place of its items.
 */
export function fill(sections: readonly Section[], room: number): Filled {
  const present = sections.filter(({ items }) => items.length > 0);
  let left = room - present.reduce((sum, section) => sum + frameOf(section), 0);
  const lines: string[] = [];
  const leftOut: Filled["leftOut"] = [];
  for (const { noun, open, items, close, instead } of present) {
    const shown: string[] = [];
    let taken = 0;
    for (const { lines: whole, cut } of items) {
      const size = sizeOf(whole);
      const shortened = size > left ? cut?.(left) : undefined;
      if (size > left && !shortened) {
        break;
      }
      shown.push(...(shortened?.lines ?? whole));
      left -= sizeOf(shortened?.lines ?? whole);
      taken += 1;
      if (shortened) {
        leftOut.push([shortened.leftOut, "line of a tree", "lines of a tree"]);
        break;
      }
    }
    const missing = items.length - taken;
    const replacement = missing > 0 ? instead?.lines(missing) : undefined;
    const isShown = taken > 0 || replacement !== undefined;
    if (isShown) {
      lines.push(...open, ...shown, ...(replacement ?? []), ...close);
    }
    // What the frame did not take is the next section's.
    const frame = isShown ? [...open, ...(replacement ?? []), ...close] : [];
    left += frameOf({ open, close, instead }) - sizeOf(frame);
    if (missing > 0 && !replacement) {
      leftOut.push([missing, ...noun]);
    }
  }
  return { lines, leftOut };
}

/** What a section takes without any of its items, at most. */
function frameOf({ open, close, instead }: Pick<Section, "open" | "close" | "instead">): number {
  return sizeOf(open) + sizeOf(close) + (instead?.room ?? 0);
}
