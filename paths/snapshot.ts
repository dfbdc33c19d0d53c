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

/** The resources of an export; an empty stack's has none. */
export function resourcesOf(snapshot: StackExport): ResourceState[] {
  return snapshot.deployment.resources ?? [];
}

/** The outputs of the stack itself, or `undefined` when it was never built to the end. */
export function outputsOf(snapshot: StackExport): Record<string, unknown> | undefined {
  return resourcesOf(snapshot).find((resource) => resource.type === ROOT_TYPE)?.outputs;
}

/** Reads an export from a file, or `undefined` when there is none. */
export function loadSnapshot(file: string): StackExport | undefined {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const snapshot = JSON.parse(text) as StackExport;
  if (snapshot.version !== 3 || typeof snapshot.deployment !== "object") {
    throw new Error(`${file} is not an export of a stack in version 3`);
  }
  return snapshot;
}

/** Writes an export so that a crash leaves either the old one or the new one. */
export function saveSnapshot(file: string, snapshot: StackExport): void {
  writeAtomically(file, `${JSON.stringify(snapshot, null, 1)}\n`);
}

/** Replaces a file's text in one step. */
export function writeAtomically(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const scratch = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(scratch, text);
  fs.renameSync(scratch, file);
}
