import * as assert from "node:assert/strict";
import * as fs from "fs";
import type { Terminal } from "../../automation/opening";
import type { RunKind } from "../../automation/target";
import type { Operation } from "../../simulator/step";
import { shortName } from "./engine";
import { makeFolder } from "./project";

/** A step as `preview --json` and `up --json` show it. */
export interface ShownStep {
  op: Operation;
  urn: string;
  diffReasons: string[];
  replaceReasons: string[];
}

/** One change of one resource: operation, `Type name`, changed inputs, those of them that replace. */
export type Change = [
  op: "create" | "update" | "replace" | "delete",
  resource: string,
  changed?: string[],
  replacing?: string[],
];

/** Changes by stack; a stack that is left out has none. */
export type Changes = Record<string, Change[]>;

export const create = (...resources: string[]): Change[] =>
  resources.map((resource) => ["create", resource]);
export const remove = (...resources: string[]): Change[] =>
  resources.map((resource) => ["delete", resource]);
export const update = (key: string, ...resources: string[]): Change[] =>
  resources.map((resource) => ["update", resource, [key]]);
export const replace = (key: string, ...resources: string[]): Change[] =>
  resources.map((resource) => ["replace", resource, [key], [key]]);

/** How a command ended, with what it showed for machines and for people. */
export interface CommandRun {
  code: number;
  steps: Record<string, ShownStep[]>;
  warnings: string[];
  stderr: string[];
}

interface RunJson {
  stacks: Record<string, { state: string; steps?: ShownStep[] }>;
  warnings: string[];
}

interface Options extends Partial<RunKind> {
  directory: string;
  state: string;
  stacks?: string[];
}

/** Runs `previewCommand` or `upCommand` as the command line does, with `--json`. */
export async function runCommand(
  command: (
    options: Options & { json: true; parallel: number },
    terminal: Terminal,
  ) => Promise<number>,
  options: Options,
): Promise<CommandRun> {
  const [out, stderr]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void stderr.push(line),
  };
  const code = await command({ ...options, json: true, parallel: 4 }, terminal);
  const { stacks, warnings } = JSON.parse(out.join("\n")) as RunJson;
  const steps = Object.entries(stacks).map(([name, one]) => [name, one.steps ?? []] as const);
  return { code, steps: Object.fromEntries(steps), warnings, stderr };
}

/**
 * The changes among steps, by stack, sorted. A replacement is shown as one, and must have both of its
 * halves: the new one made, the old one deleted.
 */
export function changesOf(steps: Record<string, ShownStep[]>): Changes {
  const entries = Object.entries(steps).map(([stack, all]): [string, Change[]] => {
    const urnsOf = (op: Operation) => all.filter((s) => s.op === op).map(({ urn }) => urn);
    const replaced = urnsOf("replace").sort();
    assert.deepEqual(urnsOf("create-replacement").sort(), replaced);
    // What makes room for something else's replacement, and is not asked for any more, is gone for good.
    const gone = urnsOf("delete-replaced").filter((urn) => !replaced.includes(urn));
    assert.equal(urnsOf("delete-replaced").length - gone.length, replaced.length);
    const deleted = remove(...gone.map(shortName));
    const changes = all.flatMap(({ op, urn, diffReasons, replaceReasons }): Change[] =>
      op === "create" || op === "update" || op === "replace" || op === "delete"
        ? [[op, shortName(urn), diffReasons, replaceReasons]]
        : [],
    );
    return [stack, [...changes, ...deleted]];
  });
  return inOrder(Object.fromEntries(entries));
}

/** The same changes, each stack's sorted, without stacks that have none. */
export function inOrder(changes: Changes): Changes {
  const complete = (change: Change): Change => {
    const [op, resource, changed = [], replacing = []] = change;
    return [op, resource, changed, replacing];
  };
  const text = (change: Change) => JSON.stringify(change);
  const entries = Object.entries(changes).filter(([, all]) => all.length > 0);
  return Object.fromEntries(
    entries.map(([stack, all]) => [
      stack,
      all.map(complete).sort((a, b) => (text(a) < text(b) ? -1 : 1)),
    ]),
  );
}

/** A copy of a state folder, which a test may change. */
export function copyState(folder: string): string {
  const copy = makeFolder();
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}

/**
 * The steps of a preview in the order of their URNs, as the Pulumi engine shows them: not what stays or
 * is read, and a replacement as one step.
 */
export function shown(steps: readonly ShownStep[]): ShownStep[] {
  const hidden = ["same", "read", "create-replacement", "delete-replaced"];
  return steps
    .filter(({ op }) => !hidden.includes(op))
    .sort((a, b) => (a.urn + a.op < b.urn + b.op ? -1 : 1));
}
