import { orphanWarnings } from "./orphans";
import { liveProgress, plainProgress, type Progress } from "./progress";
import { loadProject, selectStacks, type StackPlan } from "./project";
import { banner } from "./render";
import type { StackEngine } from "./stackEngine";
import { defaultState, StateFolder } from "./stateFolder";
import type { EngineName, RunKind, Target } from "./target";
import type { World } from "../simulator/world";
import type { Project } from "./project";
import { UsageError } from "./usageError";

/** Where a command writes, so that tests can read it. */
export interface Terminal {
  out: (line: string) => void;
  err: (line: string) => void;
  /** The screen that a person looks at while a command runs, if there is one. */
  live?: Pick<NodeJS.WriteStream, "write" | "rows" | "columns">;
  /** Asks a person, if there is one. @returns the answer */
  ask?: (question: string) => Promise<string>;
  /** Aborted when the person wants the command to end. */
  signal?: AbortSignal;
}

export interface CommonOptions {
  directory: string;
  state?: string;
  stacks?: string[];
  json?: boolean;
  target?: Target;
  engine?: EngineName;
}

/**
 * Which engine carries a command out, and on what.
 *
 * @throws UsageError when the builtin engine is asked for on AWS, which it does not know
 */
export function kindOf({ target = "simulated", engine }: Pick<CommonOptions, "target" | "engine">) {
  if (target === "aws" && engine === "builtin") {
    throw new UsageError(
      "--engine builtin knows the simulated cloud alone",
      "leave out --engine: --target aws has the Pulumi engine",
    );
  }
  const kind: RunKind = { target, engine: engine ?? (target === "aws" ? "pulumi" : "builtin") };
  return kind;
}

/** The project, the stacks asked for and the folder of their states. */
export function open(options: CommonOptions & { against?: string }) {
  const project = loadProject(options.directory);
  const stacks: StackPlan[] = selectStacks(project, options.stacks ?? []);
  const kind = kindOf(options);
  const state =
    options.against === undefined
      ? StateFolder.open(options.state ?? defaultState(kind), kind)
      : StateFolder.openExisting(options.against, "--against");
  return { project, stacks, state, kind };
}

/** The same, and says what this is and which built stacks it does not see. */
export function begin(options: CommonOptions & { against?: string }, terminal: Terminal) {
  const opened = open(options);
  terminal.err(banner(opened.stacks, opened.kind));
  const warnings = orphanWarnings(opened.project, opened.state);
  warnings.forEach((warning) => terminal.err(`warning: ${warning}`));
  return opened;
}

/** Shows how stacks run: in place on a terminal, line by line elsewhere. */
export function progressOn(terminal: Terminal, stacks: readonly StackPlan[]): Progress {
  if (!terminal.live) {
    return plainProgress(terminal.err);
  }
  const live = liveProgress(terminal.live, stacks.length);
  const { err } = terminal;
  // Whatever is said meanwhile stands above what is drawn, and is not drawn over.
  terminal.err = (text) => live.said(text);
  return {
    ...live,
    close: () => {
      terminal.err = err;
      live.close();
    },
  };
}

/** What makes the engine of a run; the builtin one is at hand. */
export function engineFor(
  project: Project,
  state: StateFolder,
  { engine, target }: RunKind,
): ((world: World) => Promise<StackEngine>) | undefined {
  return engine === "builtin"
    ? undefined
    : async (world) => {
        const { PulumiEngine } = await import("./pulumi/engine");
        return PulumiEngine.open({ project, state, target, world });
      };
}
