import { resourcesOf } from "../paths/snapshot";
import { formatValue } from "../stacks/problems";
import { begin, type CommonOptions, type Terminal } from "./commands";
import { driftOf, resourceName, type Drifted } from "./drift";
import { checkIdentity } from "./identity";
import type { StackPlan } from "./project";
import { banner, plural, table } from "./render";

/**
 * Shows what differs between the states and the simulated world, which other hands may have changed;
 * writes nothing.
 *
 * @returns the exit code: 1 when anything differs
 * @throws SettingsError when a stack was built in another account or region than its settings say
 */
export function driftCommand(options: CommonOptions, terminal: Terminal): number {
  const { stacks, state } = begin(options, terminal);
  checkIdentity(stacks, state);
  const world = state.copyWorld();
  const found = stacks.flatMap((stack) => {
    const snapshot = state.load(stack.name);
    return snapshot ? [{ stack, drifted: driftOf(stack, resourcesOf(snapshot), world) }] : [];
  });
  const missing = stacks.filter((stack) => !found.some((one) => one.stack === stack));
  const count = found.reduce((sum, { drifted }) => sum + drifted.length, 0);
  if (options.json) {
    const entries = found.map(
      ({ stack: { name, account, region }, drifted }) =>
        [name, { account, region, drifted }] as const,
    );
    const value = { target: "simulated", stacks: Object.fromEntries(entries) };
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
        : "The world has everything as the states say.",
    );
  }
  missing.forEach(({ name }) => terminal.err(`${name}: not built yet: nothing to compare`));
  terminal.err(banner(stacks));
  return count > 0 ? 1 : 0;
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
