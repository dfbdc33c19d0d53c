/**
 * Records what the real Pulumi engine does with the sample settings and with each change of them: run by
 * hand, with a pulumi CLI on PATH, whenever the program or the pinned SDK changes:
 *
 *     node -r ts-node/register/transpile-only tests/recordings/record.ts
 *
 * AWS is the simulated one, served to the engine as a provider; nothing is contacted.
 */
import * as fs from "fs";
import { World } from "../../simulator/world";
import { CHANGES } from "../support/changes";
import { makeFolder } from "../support/project";
import {
  exportOf,
  preview,
  project,
  pulumi,
  recordedOn,
  up,
  write,
  type Place,
} from "./realEngine";

const STACKS = ["service", "customer"];

async function main(): Promise<void> {
  const base: Place = { backend: makeFolder(), world: World.empty() };
  const sample = project({});
  const recorded = await recordedOn(sample, base);
  for (const stack of STACKS) {
    await pulumi(sample, base, "", "stack", "init", stack);
    await up(sample, base, stack);
    write(`sample-${stack}.json`, {
      recordedOn: recorded,
      export: await exportOf(sample, base, stack),
    });
    process.stderr.write(`sample ${stack}\n`);
  }
  for (const [name, files] of Object.entries(CHANGES)) {
    const backend = makeFolder();
    fs.cpSync(base.backend, backend, { recursive: true });
    const place: Place = { backend, world: base.world.copy() };
    const folder = project(files);
    const stacks: Record<string, unknown> = {};
    for (const stack of STACKS) {
      const previewed = await preview(folder, place, stack);
      await up(folder, place, stack);
      const again = await preview(folder, place, stack);
      stacks[stack] = { previewed, again, export: await exportOf(folder, place, stack) };
    }
    write(`change-${name.replaceAll(" ", "-")}.json`, {
      recordedOn: recorded,
      change: name,
      stacks,
    });
    process.stderr.write(`${name}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
