import { isChange, type Step } from "../simulator/step";
import { COLOURS } from "./paint";
import { duration } from "./render";
import type { StackResult } from "./runs";

/** Who looks on while stacks run. */
export interface Progress {
  started(stack: string): void;
  /** Something has begun: `creating aws:ec2/vpc:Vpc::network-vpc`. */
  began(stack: string, what: string): void;
  stepped(stack: string, step: Step): void;
  /** AWS throttles the stack, which is tried again. @param seconds until then @param tries until now */
  paused(stack: string, seconds: number, tries: number): void;
  /** Something that the user should know, and that does not stop the stack. */
  warned(stack: string, text: string): void;
  ended(result: StackResult): void;
  /** A line that has to do with no stack. */
  said(text: string): void;
  /** Nothing more comes. */
  close(): void;
}

/** Nobody looks on. */
export const SILENT: Progress = {
  started: () => undefined,
  began: () => undefined,
  stepped: () => undefined,
  paused: () => undefined,
  warned: () => undefined,
  ended: () => undefined,
  said: () => undefined,
  close: () => undefined,
};

/** Milliseconds after which a stack that says nothing is shown to be at work. */
const BEAT = 30_000;

/** What is known of a stack that runs. */
interface Running {
  changes: number;
  what: string;
}

/** Whether a step counts for people: a replacement is one, and components are nothing in the cloud. */
const counts = (step: Step): boolean =>
  isChange(step) && step.op !== "create-replacement" && step.type.startsWith("aws:");

function line(stack: string, { changes, what }: Running): string {
  const parts = [...(changes > 0 ? [`${changes} done`] : []), ...(what === "" ? [] : [what])];
  return `${stack}: ${parts.join(", ") || "running"}`;
}

const pause = (seconds: number, tries: number): string =>
  `AWS throttles; try ${tries + 1} in ${duration(seconds)}`;

const warning = (stack: string, text: string): string => `warning: ${stack}: ${text}`;

/** The stacks that run. */
class Board {
  readonly running = new Map<string, Running>();

  started(stack: string): void {
    this.running.set(stack, { changes: 0, what: "" });
  }

  began(stack: string, what: string): void {
    this.change(stack, (one) => (one.what = what));
  }

  stepped(stack: string, step: Step): void {
    this.change(stack, (one) => (one.changes += counts(step) ? 1 : 0));
  }

  private change(stack: string, change: (one: Running) => void): void {
    const one = this.running.get(stack);
    if (one) {
      change(one);
    }
  }
}

/** A line when a stack begins or ends, and now and then while it runs: for logs. */
export function plainProgress(write: (line: string) => void): Progress {
  const board = new Board();
  const beat = setInterval(
    () => board.running.forEach((one, stack) => write(line(stack, one))),
    BEAT,
  ).unref();
  return {
    started: (stack) => {
      board.started(stack);
      write(`${stack}: started`);
    },
    began: (stack, what) => board.began(stack, what),
    stepped: (stack, step) => board.stepped(stack, step),
    paused: (stack, seconds, tries) => write(`${stack}: ${pause(seconds, tries)}`),
    warned: (stack, text) => write(warning(stack, text)),
    ended: (result) => {
      board.running.delete(result.stack.name);
      write(`${result.stack.name}: ${result.state}`);
    },
    said: write,
    close: () => clearInterval(beat),
  };
}

/** Milliseconds between two drawings at least: more often nobody can read. */
const FRAME = 100;

/** A line for each stack that runs, drawn anew in place: for terminals. */
export function liveProgress(
  stream: Pick<NodeJS.WriteStream, "write" | "rows" | "columns">,
  total: number,
): Progress {
  const board = new Board();
  const ended = { done: 0, failed: 0 };
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;
  const fit = (text: string) => text.slice(0, Math.max(1, (stream.columns || 80) - 1));
  /** Draws all lines below what is there to stay. @param above lines to stay */
  const draw = (above: readonly string[] = []): void => {
    timer = undefined;
    // The cursor has a row of its own, below: what scrolls out at the top is never reached again.
    const height = Math.max(1, (stream.rows || 24) - 1);
    const room = Math.max(0, height - 2);
    const all = [...board.running].map(([stack, one]) => `  ${line(stack, one)}`);
    const hidden = all.length > room ? [`  and ${all.length - room} more`] : [];
    const { done, failed } = ended;
    const counts = `${done} of ${total} stacks done${failed > 0 ? `, ${failed} failed` : ""}, ${board.running.size} running`;
    const lines = [...all.slice(0, room), ...hidden, ...(total > 0 ? [counts] : [])]
      .slice(-height)
      .map(fit);
    const back = drawn > 0 ? `\x1b[${drawn}A\x1b[0J` : "";
    stream.write(`${back}${[...above, ...lines.map(COLOURS.dim)].map((l) => `${l}\n`).join("")}`);
    drawn = lines.length;
  };
  const soon = (): void => {
    timer ??= setTimeout(draw, FRAME);
  };
  return {
    started: (stack) => {
      board.started(stack);
      soon();
    },
    began: (stack, what) => {
      board.began(stack, what);
      soon();
    },
    stepped: (stack, step) => {
      board.stepped(stack, step);
      soon();
    },
    paused: (stack, seconds, tries) => {
      board.began(stack, pause(seconds, tries));
      soon();
    },
    warned: (stack, text) => draw(warning(stack, text).split("\n")),
    said: (text) => draw(text.split("\n")),
    ended: ({ stack: { name }, state }) => {
      board.running.delete(name);
      ended[state === "done" ? "done" : "failed"] += 1;
      draw([`${name}: ${state}`]);
    },
    close: () => {
      clearTimeout(timer);
      if (drawn > 0) {
        stream.write(`\x1b[${drawn}A\x1b[0J`);
        drawn = 0;
      }
    },
  };
}
