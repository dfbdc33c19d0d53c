import * as fs from "fs";
import * as path from "path";
import { writeAtomically } from "../paths/snapshot";

/** One thing that exists in the simulated cloud. */
export interface WorldObject {
  type: string;
  id: string;
  account: string;
  region: string;
  /** Who made it: a URN, or `seed` for what was there before. */
  origin: string;
  inputs: Record<string, unknown>;
  /** Everything that can be read of it. */
  attributes: Record<string, unknown>;
  /** What AWS knows of it and no property shows. */
  hidden?: Record<string, unknown>;
}

interface WorldFile {
  version: 1;
  objects: WorldObject[];
}

const VERSION = 1;

/**
 * The simulated cloud: all accounts and regions, apart from any stack's state, so that what exists and
 * what a state remembers can differ. Written before the state is; every change is one line appended to
 * a journal, which the next load folds into the file.
 */
export class World {
  /** By type, then by account, then by region and id: nothing is ever searched through. */
  private readonly objects = new Map<string, Map<string, Map<string, WorldObject>>>();

  private constructor(private readonly file?: string) {}

  /** A world in memory alone. */
  static empty(): World {
    return new World();
  }

  /** The world kept in a file, which need not exist yet. */
  static load(file: string): World {
    const world = new World(file);
    for (const object of readWorld(file).objects) {
      world.apply({ put: object });
    }
    const changes = readLines(journalOf(file));
    for (const line of changes) {
      world.apply(JSON.parse(line) as Change);
    }
    if (fs.existsSync(journalOf(file))) {
      world.save();
    }
    return world;
  }

  /** Everything of a type that an account has in a region. */
  list(type: string, account: string, region: string): WorldObject[] {
    const objects = this.objects.get(type)?.get(account)?.values() ?? [];
    return [...objects].filter((object) => object.region === region);
  }

  /** Everything of a type, in all accounts. */
  all(type: string): WorldObject[] {
    return [...(this.objects.get(type)?.values() ?? [])].flatMap((account) => [
      ...account.values(),
    ]);
  }

  get(type: string, account: string, region: string, id: string): WorldObject | undefined {
    return this.objects.get(type)?.get(account)?.get(`${region} ${id}`);
  }

  /** Everything there is, sorted. */
  everything(): WorldObject[] {
    return [...this.objects.keys()]
      .flatMap((type) => this.all(type))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  put(object: WorldObject): void {
    this.change({ put: object });
  }

  remove({ type, account, region, id }: Key): void {
    this.change({ remove: { type, account, region, id } });
  }

  /** Folds the journal into the file: sorted, so that the same world is the same bytes. */
  save(): void {
    if (this.file) {
      const file: WorldFile = { version: VERSION, objects: this.everything() };
      writeAtomically(this.file, `${JSON.stringify(file, null, 1)}\n`);
      fs.rmSync(journalOf(this.file), { force: true });
    }
  }

  private change(change: Change): void {
    if (this.file) {
      fs.mkdirSync(path.dirname(this.file), { recursive: true });
      fs.appendFileSync(journalOf(this.file), `${JSON.stringify(change)}\n`);
    }
    this.apply(change);
  }

  private apply(change: Change): void {
    if ("put" in change) {
      const { type, account, region, id } = change.put;
      const accounts = this.objects.get(type) ?? new Map<string, Map<string, WorldObject>>();
      const objects = accounts.get(account) ?? new Map<string, WorldObject>();
      this.objects.set(type, accounts.set(account, objects.set(`${region} ${id}`, change.put)));
    } else {
      const { type, account, region, id } = change.remove;
      this.objects.get(type)?.get(account)?.delete(`${region} ${id}`);
    }
  }
}

type Key = Pick<WorldObject, "type" | "account" | "region" | "id">;
type Change = { put: WorldObject } | { remove: Key };

const keyOf = (object: Key): string =>
  [object.account, object.region, object.type, object.id].join(" ");

const journalOf = (file: string): string => `${file}.journal`;

function readWorld(file: string): WorldFile {
  if (!fs.existsSync(file)) {
    return { version: VERSION, objects: [] };
  }
  const world = JSON.parse(fs.readFileSync(file, "utf8")) as WorldFile;
  if (world.version !== VERSION) {
    throw new Error(
      `${file} is a world of version ${String(world.version)}; known is ${String(VERSION)}`,
    );
  }
  return world;
}

/** The whole lines of a file: a last line that a crash cut off says nothing. */
function readLines(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}
