import pc from "picocolors";
import type { Paint } from "../paths/render/terminal";

/** Colours of the terminal, which picocolors leaves out where they are not wanted. */
export const PAINT: Paint = { good: pc.green, bad: pc.red, unsure: pc.yellow, dim: pc.dim };
