import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import pLimit from "p-limit";
import { StateFolder } from "../../automation/stateFolder";
import { resourcesOf } from "../../paths/snapshot";
import { runCli, type CliRun } from "./cli";
import { makeFolder } from "./project";
import { buildAll } from "./states";

const PRELOAD = path.join(__dirname, "killAtWrite.cjs");

/** One change of a state folder, after which a run can be killed. */
export interface KillPoint {
  /** How many changes the run has made by then. */
  number: number;
  /** `append world.json.journal`: in the world. `replace service.json`: a step is saved. */
  change: string;
}

/** An `up` of a project on the state folder that it finds. */
export interface Work {
  directory: string;
  /** A state folder to begin with; none to begin from nothing. */
  start?: string;
}

/** What an undisturbed run leaves, and every point on the way. */
export interface Whole {
  folder: string;
  points: KillPoint[];
}

/** Runs undisturbed. */
export async function runWhole(work: Work): Promise<Whole> {
  const list = path.join(makeFolder(), "changes.json");
  const folder = begin(work);
  const run = await runIn(work, folder, { KILL_LIST: list });
  assert.equal(run.code, 0, run.stderr);
  const changes = JSON.parse(fs.readFileSync(list, "utf8")) as string[];
  return { folder, points: changes.map((change, i) => ({ number: i + 1, change })) };
}

/**
 * Kills a run at each of some points, two at a time, and runs it again.
 *
 * @param left is told of each state folder as the killed run left it
 * @returns what is not as after an undisturbed run: point, failed stacks and files that differ
 */
export async function differences(
  work: Work,
  whole: Whole,
  points: readonly KillPoint[],
  left: (folder: string, point: KillPoint) => void = () => undefined,
): Promise<string[]> {
  const limit = pLimit(2);
  const resume = (point: KillPoint) =>
    limit(async () => {
      const folder = begin(work);
      await runKilled(work, folder, point.number);
      left(folder, point);
      const { result } = await buildAll(work.directory, folder);
      const failed = result.stacks.filter(({ state }) => state !== "done");
      const wrong = [
        ...failed.map(({ stack }) => `${stack.name} failed`),
        ...differingFiles(folder, whole.folder),
      ];
      fs.rmSync(folder, { recursive: true });
      return wrong.length > 0 ? [`${point.number} ${point.change}: ${wrong.join(", ")}`] : [];
    });
  return (await Promise.all(points.map(resume))).flat();
}

/**
 * Runs again and again on one state folder, each time killed after a number of changes, until a run ends.
 *
 * @returns the folder, and how many runs were killed
 */
export async function runKilledOften(work: Work, every: number, most: number) {
  const folder = begin(work);
  for (let kills = 0; kills <= most; kills++) {
    const run = await runIn(work, folder, { KILL_AFTER: String(every) });
    if (run.signal === null) {
      assert.equal(run.code, 0, run.stderr);
      return { folder, kills };
    }
    assert.equal(run.signal, "SIGKILL");
  }
  throw new Error(`it has not come to an end after ${most} kills`);
}

/** The state folder that a run leaves which is killed at a point. */
export async function killedAt(work: Work, { number }: KillPoint): Promise<string> {
  const folder = begin(work);
  await runKilled(work, folder, number);
  return folder;
}

async function runKilled(work: Work, folder: string, after: number): Promise<void> {
  const run = await runIn(work, folder, { KILL_AFTER: String(after) });
  const ended = `after change ${after} it ended with ${run.code}: ${run.stderr}`;
  assert.equal(run.signal, "SIGKILL", ended);
}

/** A state folder for one run. */
function begin({ start }: Work): string {
  const folder = path.join(makeFolder(), "state");
  if (start !== undefined) {
    fs.cpSync(start, folder, { recursive: true });
  }
  return folder;
}

/** Runs `up` as users do, killed or listing its changes as the environment says. */
export function runIn(
  { directory }: Work,
  folder: string,
  env: NodeJS.ProcessEnv,
  engine: readonly string[] = [],
): Promise<CliRun> {
  return runCli(["up", "--state", folder, ...engine], {
    ...{ cwd: directory, preload: PRELOAD },
    env: { KILL_FOLDER: folder, ...env },
  });
}

/** The names of the files, hidden ones too, that two folders do not both have with the same bytes. */
export function differingFiles(one: string, other: string): string[] {
  const [left, right] = [one, other].map((folder) => {
    const names = fs.readdirSync(folder);
    return new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));
  });
  const names = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])].sort();
  return names.filter((name) => left?.get(name) !== right?.get(name));
}

/** What the world of a state folder has and no stack's state knows of, as `type id`. */
export function unknownToStates(folder: string, stacks: readonly string[]): string[] {
  const state = StateFolder.open(folder);
  const known = stacks.flatMap((stack) => {
    const snapshot = state.load(stack);
    return snapshot ? resourcesOf(snapshot) : [];
  });
  const keys = new Set(known.map(({ type, id }) => `${type} ${id}`));
  const there = state.copyWorld().everything();
  return there.map(({ type, id }) => `${type} ${id}`).filter((key) => !keys.has(key));
}
