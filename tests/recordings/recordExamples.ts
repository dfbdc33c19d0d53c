/**
 * Records what the real Pulumi engine does with the examples: builds each, previews it again, makes its change,
 * and destroys it. Run by hand, with a pulumi CLI on PATH, whenever the program, an example or the pinned SDK
 * changes; names of examples limit it to these:
 *
 *     node -r ts-node/register/transpile-only tests/recordings/recordExamples.ts [example …]
 *
 * AWS is the simulated one, served to the engine as a provider; nothing is contacted.
 */
import * as fs from "fs";
import * as path from "path";
import { loadProject } from "../../automation/project";
import { World } from "../../simulator/world";
import { EXAMPLES } from "../support/examples";
import { makeFolder, change, ROOT } from "../support/project";
import {
  exampleProject,
  exportOf,
  preview,
  pulumi,
  recordedOn,
  up,
  write,
  type Place,
} from "./realEngine";

async function record(name: string): Promise<void> {
  const example = EXAMPLES[name];
  if (!example) {
    throw new Error(`${name} is no example; they are ${Object.keys(EXAMPLES).join(", ")}`);
  }
  const folder = exampleProject(name);
  const place: Place = { backend: makeFolder(), world: World.empty() };
  const stacks = loadProject(folder).stacks.map((stack) => stack.name);
  const built: Record<string, unknown> = {};
  for (const stack of stacks) {
    await pulumi(folder, place, "", "stack", "init", stack);
    await up(folder, place, stack);
    built[stack] = await exportOf(folder, place, stack);
  }
  const again: Record<string, unknown> = {};
  for (const stack of stacks) {
    again[stack] = await preview(folder, place, stack);
  }
  const { file, from, to } = example.change;
  // The CLI has written the stack's salt into its settings, and these anew.
  const changing = path.join(folder, file);
  const salt = /^encryptionsalt:.*$/m.exec(fs.readFileSync(changing, "utf8"))?.[0] ?? "";
  const own = fs.readFileSync(path.join(ROOT, "examples", name, file), "utf8");
  fs.writeFileSync(changing, `${change(own, from, to)}${salt === "" ? "" : `${salt}\n`}`);
  const changed: Record<string, unknown> = {};
  for (const stack of stacks) {
    const previewed = await preview(folder, place, stack);
    await up(folder, place, stack);
    changed[stack] = { previewed, export: await exportOf(folder, place, stack) };
  }
  for (const stack of destroyOrder(folder)) {
    await pulumi(folder, place, stack, "destroy", "--yes", "--skip-preview", "--stack", stack);
  }
  const left = place.world.everything().map(({ type }) => type);
  write(`example-${name}.json`, {
    ...{ recordedOn: await recordedOn(folder, place), example: name },
    ...{ built, again, changed, left: left.sort() },
  });
  process.stderr.write(`${name}\n`);
}

/** The stacks in the order in which they are deleted: what is built last goes first. */
const destroyOrder = (folder: string): string[] =>
  loadProject(folder)
    .stacks.map((stack) => stack.name)
    .reverse();

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  for (const name of names.length > 0 ? names : Object.keys(EXAMPLES)) {
    await record(name);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
