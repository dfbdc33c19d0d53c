/**
 * The shape of `pulumi stack export`, which every part of this project meets in: the engines write it,
 * the analyser reads it, and people hand it over.
 */
import * as fs from "fs";
import * as path from "path";

/** One resource of a stack, as the engine keeps it. */
export interface ResourceState {
  urn: string;
  custom: boolean;
  id?: string;
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  parent?: string;
  protect?: boolean;
  external?: boolean;
  /** Replaced by another resource of the same URN, and still to be deleted. */
  delete?: boolean;
  dependencies?: string[];
  provider?: string;
  propertyDependencies?: Record<string, string[]>;
  retainOnDelete?: boolean;
  ignoreChanges?: string[];
  replaceOnChanges?: string[];
}

/** What `pulumi stack export` prints. */
export interface StackExport {
  version: 3;
  deployment: {
    manifest: { time: string; magic: string; version: string };
    resources?: ResourceState[];
    metadata?: Record<string, unknown>;
  };
}

/** The manifest of an export that no clock has touched: the same run gives the same bytes. */
const MANIFEST = { time: "2000-01-01T00:00:00Z", magic: "", version: "" };

export const ROOT_TYPE = "pulumi:pulumi:Stack";

/** Wraps resources as an export. */
export function toExport(resources: readonly ResourceState[]): StackExport {
  return {
    version: 3,
    deployment: { manifest: MANIFEST, resources: [...resources], metadata: {} },
  };
}

/** The resources of an export; an empty stack's has none, nor one that is not there. */
export function resourcesOf(snapshot: StackExport | undefined): ResourceState[] {
  return snapshot?.deployment.resources ?? [];
}

/** The outputs of the stack itself, or `undefined` when it was never built to the end. */
export function outputsOf(snapshot: StackExport): Record<string, unknown> | undefined {
  return resourcesOf(snapshot).find((resource) => resource.type === ROOT_TYPE)?.outputs;
}

/** A file of a state that cannot be read, written or understood. */
export class StateError extends Error {
  override readonly name = "StateError";

  constructor(file: string, what: string, fix: string, value?: string) {
    const given = value === undefined ? "" : `\n  value:   ${value.slice(0, 120)}`;
    super(`${file}: ${what}${given}\n  fix:     ${fix}`);
  }

  /** The text of a file is broken; of a simulated state nothing is lost that a run cannot make again. */
  static broken(file: string, what: string, value?: unknown): StateError {
    const fix =
      `put back the file as it was, or remove the folder ${path.dirname(file)} ` +
      "and build it anew: npx private-api up";
    return new StateError(file, what, fix, value === undefined ? undefined : JSON.stringify(value));
  }
}

/**
 * Reads an export from a file, or `undefined` when there is none.
 *
 * @throws StateError when it cannot be read or is no export
 */
export function loadSnapshot(file: string): StackExport | undefined {
  const text = readIfThere(file);
  return text === undefined ? undefined : checkSnapshot(parseState(text, file), file);
}

/** The text of a file, or `undefined` when there is none. @throws StateError when it cannot be read */
export function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw new StateError(
      file,
      `cannot be read: ${reasonOf(error)}`,
      `make ${file} a readable file`,
    );
  }
}

/** The JSON in a file's text. @throws StateError when it is none */
export function parseState(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw StateError.broken(file, `is not JSON: ${(error as Error).message}`);
  }
}

/** Whether a value is a map of keys. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function checkSnapshot(given: unknown, file: string): StackExport {
  const broken = (what: string, value: unknown) =>
    StateError.broken(file, `is not the state of a stack: ${what}`, value ?? null);
  if (!isRecord(given)) {
    throw broken("it is not a map", given);
  }
  if (given["version"] !== 3) {
    throw broken("its version is not 3", given["version"]);
  }
  const { deployment } = given;
  if (!isRecord(deployment)) {
    throw broken("deployment is not a map", deployment);
  }
  const resources = deployment["resources"] ?? [];
  if (!Array.isArray(resources)) {
    throw broken("deployment.resources is not a list", resources);
  }
  resources.forEach((resource: unknown, i) => {
    const texts =
      isRecord(resource) && ["urn", "type"].every((k) => typeof resource[k] === "string");
    if (!texts) {
      throw broken(`deployment.resources[${i}] is not a resource with urn and type`, resource);
    }
  });
  return given as unknown as StackExport;
}

/** Writes an export so that a crash leaves either the old one or the new one. */
export function saveSnapshot(file: string, snapshot: StackExport): void {
  writeAtomically(file, `${JSON.stringify(snapshot, null, 1)}\n`);
}

/**
 * Replaces a file's text in one step.
 *
 * @throws StateError when it cannot be written; what was there stays
 */
export function writeAtomically(file: string, text: string): void {
  const scratch = `${file}.${process.pid}.tmp`;
  try {
    makeFolder(path.dirname(file));
    fs.writeFileSync(scratch, text);
    fs.renameSync(scratch, file);
  } catch (error) {
    removeQuietly(scratch);
    throw unwritable(file, error);
  }
}

/** The error of a file that cannot be written. */
export function unwritable(file: string, error: unknown): StateError {
  const fix = "make the folder writable, or name another one";
  return new StateError(file, `cannot be written: ${reasonOf(error)}`, fix);
}

/** Makes a folder and those above it. One by one: Node never comes back from a recursive `/proc/x`. */
export function makeFolder(folder: string): void {
  if (fs.existsSync(folder)) {
    return;
  }
  const above = path.dirname(folder);
  if (above !== folder) {
    makeFolder(above);
  }
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another run may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
  }
}

function removeQuietly(file: string): void {
  try {
    fs.unlinkSync(file);
  } catch {
    // It was never made, or the folder lets nothing be removed: the first error says more.
  }
}

/** Why the system refused, in its words without the path: `EACCES: permission denied`. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(", ")[0] ?? text;
}
