/**
 * Whether a text fits a pattern with `*` (any characters, also none) and `?` (exactly one).
 *
 * No regular expression: a policy is somebody else's text, and this takes at most pattern × text steps.
 */
export function fits(pattern: string, text: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at++;
      resume = position;
    } else if (wanted === "?" || wanted === text[position]) {
      at++;
      position++;
    } else if (star >= 0) {
      // The last `*` takes one character more; an earlier one need not, as this one can.
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

export const hasWildcard = (text: string): boolean => text.includes("*") || text.includes("?");
