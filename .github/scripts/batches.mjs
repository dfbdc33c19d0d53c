// The jobs that deploy a project: the stacks of `private-api stacks --json` by the phase in which they are
// built, in batches for the matrices of a workflow.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Jobs of one phase. A matrix takes 256; the rest is left for what else a workflow may come to need. */
export const MOST_JOBS = 200;

/**
 * Names in batches for at most `mostJobs` jobs: one name each for as long as they suffice, so that each
 * stack has a log of its own and is run again alone; then as few to each as there must be, and no more jobs
 * than that takes.
 *
 * @param {readonly string[]} names
 * @returns {string[]} names with commas between, as `--stacks` takes them
 */
export function batchesOf(names, mostJobs = MOST_JOBS) {
  const size = Math.max(1, Math.ceil(names.length / mostJobs));
  return Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
    names.slice(i * size, (i + 1) * size).join(","),
  );
}

/**
 * The outputs of the job that plans.
 *
 * @param {{ stacks: { name: string, phase: string }[] }} given what `private-api stacks --json` prints
 * @returns {{ direct: string, services: string, customers: string }} JSON lists of batches; services are
 *   built one after the other, and so in one batch
 */
export function planOf({ stacks }) {
  const of = (phase) => stacks.filter((stack) => stack.phase === phase).map(({ name }) => name);
  const unknown = stacks.filter(({ phase }) => !["direct", "service", "customer"].includes(phase));
  if (unknown.length > 0) {
    throw new Error(`stacks of no known phase: ${unknown.map(({ name }) => name).join(", ")}`);
  }
  const lists = {
    direct: batchesOf(of("direct")),
    services: batchesOf(of("service"), 1),
    customers: batchesOf(of("customer")),
  };
  return Object.fromEntries(
    Object.entries(lists).map(([key, list]) => [key, JSON.stringify(list)]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const plan = planOf(JSON.parse(readFileSync(0, "utf8")));
  process.stdout.write(
    Object.entries(plan)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  );
}
