import * as fs from "fs";
import * as os from "os";
import * as path from "path";

/** Who holds a lock of a stack in a `file://` backend, as the CLI writes it. */
export interface BackendLock {
  file: string;
  pid: number;
  username: string;
  hostname: string;
}

/** The locks of a stack in a backend that is a folder of ours. */
export function locksOf(backend: string, project: string, stack: string): BackendLock[] {
  const folder = path.join(backend, ".pulumi", "locks", "organization", project, stack);
  if (!fs.existsSync(folder)) {
    return [];
  }
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name) => {
      const file = path.join(folder, name);
      try {
        const { pid, username, hostname } = JSON.parse(
          fs.readFileSync(file, "utf8"),
        ) as BackendLock;
        return [{ file, pid, username, hostname }];
      } catch {
        // Half written by a process that was killed: nobody's.
        return [{ file, pid: 0, username: "", hostname: "" }];
      }
    });
}

/**
 * Removes the locks whose processes are gone: nobody but one run at a time uses this backend, so that what
 * such a run left when it was killed stands in nobody's way.
 *
 * @returns the processes that still live, and hold the rest
 */
export function freeStaleLocks(backend: string, project: string, stack: string): number[] {
  return locksOf(backend, project, stack).flatMap(({ file, pid, hostname }) => {
    if (pid > 0 && hostname === os.hostname() && isAlive(pid)) {
      return [pid];
    }
    fs.rmSync(file, { force: true });
    return [];
  });
}

/** Milliseconds that an earlier run's process has to end: its provider is gone, so that it soon will. */
const PATIENCE = 60_000;

/**
 * Waits until no process holds a lock of a stack.
 *
 * @returns a process that holds one still
 */
export async function waitForLocks(
  backend: string,
  project: string,
  stack: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  for (let waited = 0; ; waited += POLL) {
    const [pid] = freeStaleLocks(backend, project, stack);
    if (pid === undefined || waited >= PATIENCE || signal?.aborted) {
      return pid;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

const POLL = 250;

/** Whether a pulumi process of this number lives: the number of one that is gone may be another's by now. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const comm = `/proc/${pid}/comm`;
    return !fs.existsSync(comm) || fs.readFileSync(comm, "utf8").startsWith("pulumi");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
