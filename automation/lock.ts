import * as fs from "fs";
import * as path from "path";
import { makeFolder, unwritable } from "../paths/snapshot";
import { Refusal } from "./usageError";

/** Holds the number of the process that is at work in a state folder. */
const LOCK = ".lock";

/** The locks that this process holds. */
const held = new Set<string>();

/** Whether a file of a state folder is a lock, or one on its way to become it. */
export const isLock = (name: string): boolean => name === LOCK || name.startsWith(`${LOCK}.`);

/**
 * Takes the lock of a folder, which is made if need be; a lock whose process is gone counts for nothing.
 *
 * @returns gives it back
 * @throws Refusal when another run holds it; StateError when the folder cannot be written
 */
export function lockFolder(folder: string): () => void {
  const lock = path.resolve(folder, LOCK);
  const own = `${lock}.${process.pid}`;
  try {
    makeFolder(path.dirname(lock));
    // Written aside and linked: no other run ever sees a lock without its number.
    fs.writeFileSync(own, `${process.pid}\n`);
    while (!link(own, lock)) {
      takeOver(lock, own);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unwritable(lock, error);
  } finally {
    removeIfThere(own);
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) {
      removeIfThere(lock);
    }
  };
}

/** @returns whether there was no lock */
function link(own: string, lock: string): boolean {
  try {
    fs.linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** Puts a lock aside whose process is gone. @throws Refusal when the process lives */
function takeOver(lock: string, own: string): void {
  const pid = ownerOf(lock);
  if (pid === undefined) {
    return;
  }
  if (isAlive(pid, lock)) {
    throw new Refusal(`another run (pid ${pid}) is using ${path.dirname(lock)}`, {
      fix: `wait until it has ended; if there is no such run, remove ${lock}`,
    });
  }
  const aside = `${own}.stale`;
  fs.renameSync(lock, aside);
  if (Object.is(ownerOf(aside), pid)) {
    removeIfThere(aside);
  } else {
    // A third run was quicker, and this is its lock.
    fs.renameSync(aside, lock);
  }
}

/** A folder may have been removed while it was locked. */
function removeIfThere(file: string): void {
  if (fs.existsSync(file)) {
    fs.unlinkSync(file);
  }
}

/** The process that a lock names, or `undefined` when it has been given back. */
function ownerOf(lock: string): number | undefined {
  try {
    return Number(fs.readFileSync(lock, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function isAlive(pid: number, lock: string): boolean {
  if (!(pid > 0)) {
    return false;
  }
  if (pid === process.pid) {
    // The number of a process that is gone may be ours now.
    return held.has(lock);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
