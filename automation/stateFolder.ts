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
import type { States } from "./states";
import { UsageError } from "./usageError";

/** Names that a stack cannot have: the folder has files of these names already. */
export const RESERVED: readonly string[] = ["world"];

/** Where the builtin engine keeps its state unless told. */
export const DEFAULT_STATE = path.join(".private-api", "simulated");

/** Says which engine and target made a folder; hidden, so that no stack's file can be it. */
const MARKER = ".made-by.json";
const NEW_FOLDER = "name a new or an empty folder with --state";
const MADE_BY = { engine: "builtin", target: "simulated", version: 1 };

/** The state of all stacks, `<stack>.json` each, and of the simulated world, `world.json`. */
export class StateFolder implements States {
  private constructor(readonly directory: string) {}

  /**
   * Opens a folder, which need not exist yet.
   *
   * @throws UsageError when another engine or target made it, or it holds something else
   */
  static open(directory: string): StateFolder {
    const file = fs.statSync(directory, { throwIfNoEntry: false });
    const made = readMarker(path.join(directory, MARKER));
    if (file && !file.isDirectory()) {
      throw new UsageError(`--state ${directory} is not a folder`, NEW_FOLDER);
    }
    if (!made && file && fs.readdirSync(directory).length > 0) {
      throw new UsageError(
        `--state ${directory} is not empty and holds no state of the builtin engine`,
        NEW_FOLDER,
      );
    }
    if (made && (made.engine !== MADE_BY.engine || made.target !== MADE_BY.target)) {
      throw new UsageError(
        `--state ${directory} was made by engine ${made.engine} on target ${made.target}; ` +
          `this run has engine ${MADE_BY.engine} on target ${MADE_BY.target}`,
        NEW_FOLDER,
      );
    }
    if (made && made.version !== MADE_BY.version) {
      throw new UsageError(
        `--state ${directory} is of version ${made.version}; known is ${MADE_BY.version}`,
        NEW_FOLDER,
      );
    }
    return new StateFolder(directory);
  }

  /** The simulated world; the folder is marked as ours from then on. */
  openWorld(): World {
    writeAtomically(path.join(this.directory, MARKER), `${JSON.stringify(MADE_BY)}\n`);
    return World.load(path.join(this.directory, "world.json"));
  }

  /** A copy of the world, in memory; writes nothing. */
  copyWorld(): World {
    return World.read(path.join(this.directory, "world.json")).copy();
  }

  load(stack: string): StackExport | undefined {
    return RESERVED.includes(stack) ? undefined : loadSnapshot(this.fileOf(stack));
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

/** Who made a folder; nobody known when the marker is missing or is not ours. */
function readMarker(file: string): typeof MADE_BY | undefined {
  try {
    const made: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    return typeof made === "object" && made !== null ? (made as typeof MADE_BY) : undefined;
  } catch {
    return undefined;
  }
}
