import pLimit from "p-limit";
import { resourcesOf } from "../paths/snapshot";
import { formatValue } from "../stacks/problems";
import { driftOf, resourceName, type Drifted } from "./drift";
import { checkIdentity } from "./identity";
import { begin, progressOn, type CommonOptions, type Terminal } from "./opening";
import type { StackPlan } from "./project";
import { banner, plural, table } from "./render";
import { failures } from "./report";
import { runStack, type StackResult } from "./runs";
import { defaultParallel } from "./target";

/** What was found of one stack. */
interface Found {
  stack: StackPlan;
  drifted: Drifted[];
}

export interface DriftOptions extends CommonOptions {
  /** How many stacks are read side by side; as many as fit the engine unless given. */
  parallel?: number;
}

/**
 * Shows what differs between the states and the world, which other hands may have changed; writes nothing.
 *
 * @returns the exit code: 1 when anything differs, or a stack could not be read
 * @throws SettingsError when a stack was built in another account or region than its settings say
 */
export async function driftCommand(options: DriftOptions, terminal: Terminal): Promise<number> {
  const opened = begin(options, terminal);
  const { stacks, state, kind } = opened;
  checkIdentity(stacks, state);
  const { found, failed } =
    kind.engine === "pulumi" ? await refreshed(opened, options, terminal) : compared(opened);
  const missing = stacks.filter(
    (stack) => ![...found, ...failed].some((one) => one.stack === stack),
  );
  const count = found.reduce((sum, { drifted }) => sum + drifted.length, 0);
  if (options.json) {
    const entries = found.map(
      ({ stack: { name, account, region }, drifted }) =>
        [name, { account, region, drifted }] as const,
    );
    const unread = failed.map(({ stack }) => stack.name);
    const value = { target: kind.target, stacks: Object.fromEntries(entries), unread };
    terminal.out(JSON.stringify(value, null, 2));
  } else {
    const rows = found.flatMap(({ stack, drifted }) =>
      drifted.flatMap((one) => rowsOf(stack, one)),
    );
    if (rows.length > 0) {
      const head = ["STACK", "RESOURCE", "DRIFT", "KEY", "BEFORE", "NOW"];
      table([head, ...rows]).forEach((line) => terminal.out(line));
    }
    terminal.out(
      count > 0
        ? `${plural(count, "resource")} of the states changed or deleted in the world.`
        : failed.length > 0
          ? "Nothing found; not every stack could be read."
          : found.length === 0
            ? "Nothing is built: there is nothing to compare."
            : "The world has everything as the states say.",
    );
  }
  missing.forEach(({ name }) => terminal.err(`${name}: not built yet: nothing to compare`));
  failures({ ...kind, stacks: failed, warnings: [] }).forEach((line) => terminal.err(line));
  terminal.err(banner(stacks, kind));
  return count > 0 || failed.length > 0 ? 1 : 0;
}

type Opened = ReturnType<typeof begin>;

/** Compares the builtin engine's states with the simulated world. */
function compared({ stacks, state }: Opened): { found: Found[]; failed: StackResult[] } {
  const world = state.copyWorld();
  const found = stacks.flatMap((stack) => {
    const snapshot = state.load(stack.name);
    return snapshot ? [{ stack, drifted: driftOf(stack, resourcesOf(snapshot), world) }] : [];
  });
  return { found, failed: [] };
}

/** Has the Pulumi engine compare what it holds with what there is. */
async function refreshed(
  { project, stacks, state, kind }: Opened,
  options: DriftOptions,
  terminal: Terminal,
): Promise<{ found: Found[]; failed: StackResult[] }> {
  const { PulumiEngine } = await import("./pulumi/engine");
  const progress = progressOn(terminal, stacks);
  const unlock = state.lock();
  try {
    const world = state.openWorld();
    const engine = await PulumiEngine.open({ project, state, target: kind.target, world });
    const limit = pLimit(options.parallel ?? defaultParallel(kind));
    const [found, failed]: [Found[], StackResult[]] = [[], []];
    const read = async (stack: StackPlan): Promise<void> => {
      if (!(await engine.backend.has(stack))) {
        return;
      }
      progress.started(stack.name);
      const { signal } = terminal;
      const onBegin = (what: string) => progress.began(stack.name, what);
      const result = await runStack(stack, async (onStep) => {
        const drifted = await engine.drift(stack, { onStep, onBegin, signal });
        found.push({ stack, drifted });
        return { steps: [], outputs: {}, resources: () => [] };
      });
      progress.ended(result);
      failed.push(...(result.state === "failed" ? [result] : []));
    };
    await Promise.all(stacks.map((stack) => limit(() => read(stack))));
    const order = ({ stack }: { stack: StackPlan }) => stacks.indexOf(stack);
    found.sort((a, b) => order(a) - order(b));
    failed.sort((a, b) => order(a) - order(b));
    return { found, failed };
  } finally {
    unlock();
    progress.close();
  }
}

/** A row for each key that changed, or one for a resource that is gone. */
function rowsOf({ name }: StackPlan, one: Drifted): string[][] {
  const resource = resourceName(one.urn);
  if (one.drift === "deleted") {
    return [[name, resource, "deleted", "", "", ""]];
  }
  return Object.entries(one.changes).map(([key, { before, now }]) => [
    ...[name, resource, "changed", key, formatValue(before), formatValue(now)],
  ]);
}
