import * as fs from "fs";
import * as path from "path";
import { unwritable, writeAtomically } from "../paths/snapshot";
import { readChanges, readObjects, WORLD_VERSION, type Change, type Key } from "./worldFile";

/** One thing that exists in the simulated cloud. */
export interface WorldObject {
  type: string;
  id: string;
  account: string;
  region: string;
  /** Who made it: a URN, or `seed` for what was there before. */
  origin: string;
  /** How many things the same URN had before this one. */
  generation?: number;
  inputs: Record<string, unknown>;
  /** Everything that can be read of it. */
  attributes: Record<string, unknown>;
  /** What AWS knows of it and no property shows. */
  hidden?: Record<string, unknown>;
}

/**
 * The simulated cloud: all accounts and regions, apart from any stack's state, so that what exists and
 * what a state remembers can differ. Written before the state is; every change is one line appended to
 * a journal, which the next load folds into the file.
 */
export class World {
  /** By type, then by account, then by region and id: nothing is ever searched through. */
  private readonly objects = new Map<string, Map<string, Map<string, WorldObject>>>();

  /** By who made it: what lets a run that was cut off find what it had made already. */
  private readonly made = new Map<string, WorldObject>();

  private constructor(private readonly file?: string) {}

  /** A world in memory alone. */
  static empty(): World {
    return new World();
  }

  /** The world kept in a file, which need not exist yet; what is left of a cut-off run is folded in. */
  static load(file: string): World {
    const world = World.read(file);
    if (fs.existsSync(journalOf(file))) {
      world.save();
    }
    return world;
  }

  /** What a run that was cut off had made and not folded in: states may not know of it. */
  static cutOff(file: string): WorldObject[] {
    const left = new Map<string, WorldObject>();
    for (const change of readChanges(journalOf(file))) {
      if ("put" in change) {
        left.set(keyOf(change.put), change.put);
      } else {
        left.delete(keyOf(change.remove));
      }
    }
    return [...left.values()];
  }

  /** The same, for a {@link copy}: writes nothing. */
  static read(file: string): World {
    const world = new World(file);
    readObjects(file).forEach((object) => world.apply({ put: object }));
    readChanges(journalOf(file)).forEach((change) => world.apply(change));
    return world;
  }

  /** The same world in memory alone: what is done to the copy is not done. */
  copy(): World {
    const world = new World();
    this.everything().forEach((object) => world.apply({ put: object }));
    return world;
  }

  /** What a URN made in an account and region as its `generation`-th thing, if that exists. */
  madeBy(maker: Maker): WorldObject | undefined {
    return this.made.get(makerOf(maker));
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

  /** Takes over everything of another world, and forgets what was here; for {@link save} to keep. */
  become(other: World): void {
    this.objects.clear();
    this.made.clear();
    other.everything().forEach((object) => this.apply({ put: object }));
  }

  /** Folds the journal into the file: sorted, so that the same world is the same bytes. */
  save(): void {
    if (this.file) {
      const file = { version: WORLD_VERSION, objects: this.everything() };
      writeAtomically(this.file, `${JSON.stringify(file, null, 1)}\n`);
      fs.rmSync(journalOf(this.file), { force: true });
    }
  }

  private change(change: Change): void {
    if (this.file) {
      const journal = journalOf(this.file);
      try {
        fs.mkdirSync(path.dirname(journal), { recursive: true });
        fs.appendFileSync(journal, `${JSON.stringify(change)}\n`);
      } catch (error) {
        throw unwritable(journal, error);
      }
    }
    this.apply(change);
  }

  private apply(change: Change): void {
    if ("put" in change) {
      const { type, account, region, id } = change.put;
      const accounts = this.objects.get(type) ?? new Map<string, Map<string, WorldObject>>();
      const objects = accounts.get(account) ?? new Map<string, WorldObject>();
      this.objects.set(type, accounts.set(account, objects.set(`${region} ${id}`, change.put)));
      this.made.set(makerOf(change.put), change.put);
    } else {
      const { type, account, region, id } = change.remove;
      const objects = this.objects.get(type)?.get(account);
      const old = objects?.get(`${region} ${id}`);
      if (old && this.made.get(makerOf(old)) === old) {
        this.made.delete(makerOf(old));
      }
      objects?.delete(`${region} ${id}`);
    }
  }
}

type Maker = Pick<WorldObject, "account" | "region" | "origin" | "generation">;

const makerOf = ({ account, region, origin, generation = 0 }: Maker): string =>
  [account, region, origin, generation].join(" ");

const keyOf = (object: Key): string =>
  [object.account, object.region, object.type, object.id].join(" ");

const journalOf = (file: string): string => `${file}.journal`;
