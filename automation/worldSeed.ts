import type { Locate } from "../stacks/settingsFile";
import { kindOf, type CommonOptions, type Terminal } from "./opening";
import { BANNER, table } from "./render";
import { readSeedFile, type SeedFile } from "./seedFile";
import { seedWorld, type Seeded } from "./seedWorld";
import { defaultState, StateFolder } from "./stateFolder";
import { UsageError } from "./usageError";

export interface WorldSeedOptions extends Pick<CommonOptions, "target" | "engine"> {
  /** A file of things that were there before, YAML or JSON. */
  file: string;
  state?: string;
  json?: boolean;
}

/**
 * Puts the things of a file into the simulated world. What is there already, the same, stays as it is.
 *
 * @returns the exit code
 * @throws SettingsError when the file or a thing in it is wrong; the world is then as it was
 */
export function worldSeedCommand(options: WorldSeedOptions, terminal: Terminal): number {
  const kind = kindOf(options);
  if (kind.target === "aws") {
    throw new UsageError("only the simulated world can be seeded", "leave out --target aws");
  }
  const state = StateFolder.open(options.state ?? defaultState(kind), kind);
  const { seed, locate } = readSeedFile(options.file);
  const unlock = state.lock();
  let seeded: Seeded[];
  try {
    seeded = seedInto(state, seed, locate);
  } finally {
    unlock();
  }
  terminal.err(BANNER);
  if (options.json) {
    terminal.out(JSON.stringify({ target: "simulated", seeded }, null, 2));
  } else {
    const rows = seeded.map((one) => [one.account, one.region, one.id, one.result]);
    table([["ACCOUNT", "REGION", "ID", "RESULT"], ...rows]).forEach((line) => terminal.out(line));
  }
  terminal.err(BANNER);
  return 0;
}

/** Puts the things into the world of a folder, all of them or none. */
function seedInto(state: StateFolder, seed: SeedFile, locate: Locate): Seeded[] {
  const { seeded, added } = seedWorld(state.copyWorld(), seed, locate);
  if (added.length > 0) {
    const world = state.openWorld();
    added.forEach((object) => world.put(object));
    world.save();
  }
  return seeded;
}
