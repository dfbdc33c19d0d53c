import pc from "picocolors";
import type { Paint } from "../paths/render/terminal";

/**
 * Colours where a person looks: on a terminal that can show them, unless `NO_COLOR` is set. Asked here
 * because picocolors by itself colours whatever a CI provider captures.
 */
export const COLOURS = pc.createColors(pc.isColorSupported && process.stdout.isTTY === true);

/** The colours of calls and their hops. */
export const PAINT: Paint = {
  good: COLOURS.green,
  bad: COLOURS.red,
  unsure: COLOURS.yellow,
  dim: COLOURS.dim,
};
