import * as fs from "fs";
import * as path from "path";
import {
  loadSnapshot,
  outputsOf,
  saveSnapshot,
  toExport,
  writeAtomically,
  type ResourceState,
  type StackExport,
} from "../paths/snapshot";
import { World } from "../simulator/world";
import { UsageError } from "./usageError";

/** Where the builtin engine keeps its state unless told. */
export const DEFAULT_STATE = path.join(".private-api", "simulated");

/** Says which engine and target made a folder; hidden, so that no stack's file can be it. */
const MARKER = ".made-by.json";
const MADE_BY = { engine: "builtin", target: "simulated", version: 1 };

/** The state of all stacks, `<stack>.json` each, and of the simulated world, `world.json`. */
export class StateFolder {
  private constructor(readonly directory: string) {}

  /**
   * Opens a folder, which need not exist yet.
   *
   * @throws UsageError when another engine or target made it, or it holds something else
   */
  static open(directory: string): StateFolder {
    const marker = path.join(directory, MARKER);
    if (fs.existsSync(marker)) {
      const made = JSON.parse(fs.readFileSync(marker, "utf8")) as typeof MADE_BY;
      if (made.engine !== MADE_BY.engine || made.target !== MADE_BY.target) {
        throw new UsageError(
          `the state in ${directory} was made by engine ${made.engine} on target ${made.target}`,
          "use another --state folder",
        );
      }
    } else if (fs.existsSync(directory) && fs.readdirSync(directory).length > 0) {
      throw new UsageError(
        `${directory} is not empty and holds no state of the builtin engine`,
        "name an empty or a new folder with --state",
      );
    }
    return new StateFolder(directory);
  }

  /** The simulated world; the folder is marked as ours from then on. */
  openWorld(): World {
    writeAtomically(path.join(this.directory, MARKER), `${JSON.stringify(MADE_BY)}\n`);
    return World.load(path.join(this.directory, "world.json"));
  }

  load(stack: string): StackExport | undefined {
    return loadSnapshot(this.fileOf(stack));
  }

  save(stack: string, resources: ResourceState[]): void {
    saveSnapshot(this.fileOf(stack), toExport(resources));
  }

  /** The outputs of a stack that was built to its end. */
  outputs(stack: string): Record<string, unknown> | undefined {
    const snapshot = this.load(stack);
    return snapshot && outputsOf(snapshot);
  }

  isBuilt(stack: string): boolean {
    return this.outputs(stack) !== undefined;
  }

  private fileOf(stack: string): string {
    return path.join(this.directory, `${stack}.json`);
  }
}
