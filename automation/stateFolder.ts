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
import { World, type WorldObject } from "../simulator/world";
import { isLock, lockFolder } from "./lock";
import type { States } from "./states";
import { BUILTIN, type RunKind } from "./target";
import { UsageError } from "./usageError";

/** Names that a stack cannot have: the folder has files of these names already. */
export const RESERVED: readonly string[] = ["world"];

/** Where the builtin engine keeps its state unless told. */
export const DEFAULT_STATE = path.join(".private-api", "simulated");

/** Where a run keeps its state unless told. */
export function defaultState({ target, engine }: RunKind): string {
  const folder = target === "aws" ? "aws" : engine === "pulumi" ? "simulated-pulumi" : "simulated";
  return path.join(".private-api", folder);
}

/** Says which engine and target made a folder; hidden, so that no stack's file can be it. */
const MARKER = ".made-by.json";
const VERSION = 1;

/** Who made a folder, as its marker tells. */
interface MadeBy {
  engine: string;
  target: string;
  version: number;
  kind?: "preview";
}

/** A file that would have taken another's place, had its process lived: `service.json.4711.tmp`. */
const SCRATCH = /\.json\.\d+\.tmp$/;

/** The state of all stacks, `<stack>.json` each, and of the simulated world, `world.json`. */
export class StateFolder implements States {
  private constructor(
    readonly directory: string,
    readonly kind: RunKind,
    private readonly forPreview = false,
  ) {}

  /**
   * Opens a folder, which need not exist yet.
   *
   * @param kind which engine works in it, on what
   * @param option the option that names the folder, for messages
   * @throws UsageError when another engine or target made it, or it holds something else
   */
  static open(directory: string, kind: RunKind = BUILTIN, option = "--state"): StateFolder {
    const { made, files } = lookInto(directory, option);
    const fix = newFolder(option);
    const place = `${option} ${directory}`;
    if (!made && !files.every((name) => isOurScratch(name) || isLock(name))) {
      throw new UsageError(
        `${place} is not empty and holds no state of the ${kind.engine} engine`,
        fix,
      );
    }
    if (made && (made.engine !== kind.engine || made.target !== kind.target)) {
      throw new UsageError(
        `${place} was made by engine ${made.engine} on target ${made.target}; ` +
          `this run has engine ${kind.engine} on target ${kind.target}`,
        fix,
      );
    }
    if (made && made.version !== VERSION) {
      throw new UsageError(`${place} is of version ${made.version}; known is ${VERSION}`, fix);
    }
    return new StateFolder(directory, kind);
  }

  /**
   * Opens a folder of states to read, which must be there.
   *
   * @throws UsageError when it holds none
   */
  static openExisting(directory: string, option: string): StateFolder {
    if (!lookInto(directory, option).made) {
      throw new UsageError(
        `${option} ${directory} holds no states`,
        "name a folder that npx private-api up, or preview --out, has made",
      );
    }
    return StateFolder.open(directory, BUILTIN, option);
  }

  /**
   * Opens a folder for the states that a preview foretells: never one with states of what is there.
   *
   * @throws UsageError when it is neither empty nor made by a preview
   */
  static openForPreview(directory: string, option: string): StateFolder {
    const { made, files } = lookInto(directory, option);
    if (made ? made.kind !== "preview" : files.length > 0) {
      throw new UsageError(
        `${option} ${directory} ${made ? "holds kept states" : "is not empty"}; a preview must not overwrite it`,
        newFolder(option),
      );
    }
    return new StateFolder(directory, BUILTIN, true);
  }

  /**
   * Keeps other runs out of the folder until the returned function is called.
   *
   * @throws Refusal when another run is at work in it; StateError when the folder cannot be written
   */
  lock(): () => void {
    return lockFolder(this.directory);
  }

  /** The simulated world, of which AWS has none; the folder is marked as ours, and rid of what a killed run was writing. */
  openWorld(): World {
    this.mark();
    const { target } = this.kind;
    const left = fs.readdirSync(this.directory).filter((name) => SCRATCH.test(name));
    left.forEach((name) => fs.rmSync(path.join(this.directory, name), { force: true }));
    return target === "aws" ? World.empty() : World.load(path.join(this.directory, "world.json"));
  }

  /** The stacks that the folder has a file of, sorted. */
  stacks(): string[] {
    return readDirectory(this.directory)
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .map((name) => path.basename(name, ".json"))
      .filter((name) => !RESERVED.includes(name))
      .sort();
  }

  /** Says in the folder whose it is; another run may be at work in it. */
  mark(): void {
    const { engine, target } = this.kind;
    const marker: MadeBy = { engine, target, version: VERSION };
    const made = this.forPreview ? { ...marker, kind: "preview" } : marker;
    writeAtomically(path.join(this.directory, MARKER), `${JSON.stringify(made)}\n`);
  }

  /** What a killed run had made in the simulated world; asked before the world is opened. */
  cutOff(): WorldObject[] {
    return this.kind.target === "aws" ? [] : World.cutOff(path.join(this.directory, "world.json"));
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

  /** Keeps what `pulumi stack export` printed of a stack. */
  keep(stack: string, snapshot: StackExport): void {
    saveSnapshot(this.fileOf(stack), snapshot);
  }

  /** Leaves out what was kept of a stack that is not there. */
  forget(stack: string): void {
    fs.rmSync(this.fileOf(stack), { force: true });
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

const newFolder = (option: string): string => `name a new or an empty folder with ${option}`;

/** Whether a run that was killed before it could mark the folder left a file. */
const isOurScratch = (name: string): boolean => name.startsWith(MARKER) && SCRATCH.test(name);

/** Who made a folder, and what is in it. @throws UsageError when it is no folder */
function lookInto(directory: string, option: string): { made?: MadeBy; files: string[] } {
  let isFolder: boolean | undefined;
  try {
    isFolder = fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory();
  } catch (error) {
    const reason = (error as Error).message.split(", ")[0];
    throw new UsageError(`${option} ${shortened(directory)}: ${reason}`, newFolder(option));
  }
  if (isFolder === false) {
    throw new UsageError(`${option} ${directory} is not a folder`, newFolder(option));
  }
  return {
    made: readMarker(path.join(directory, MARKER)),
    files: isFolder ? readDirectory(directory) : [],
  };
}

/** The names of what a folder holds; none when it is not there. */
function readDirectory(directory: string): string[] {
  return fs.existsSync(directory) ? fs.readdirSync(directory) : [];
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text);

/** Who made a folder; nobody known when the marker is missing or is not ours. */
function readMarker(file: string): MadeBy | undefined {
  try {
    const made = JSON.parse(fs.readFileSync(file, "utf8")) as Partial<MadeBy> | null;
    return typeof made?.engine === "string" ? (made as MadeBy) : undefined;
  } catch {
    return undefined;
  }
}
