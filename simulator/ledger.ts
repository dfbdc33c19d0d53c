import type { ResourceState } from "../paths/snapshot";
import { deletionOrder, inOrder } from "./order";
import { isChange, type Step } from "./step";

export interface LedgerOptions {
  /** The resources as the last run left them. */
  known: readonly ResourceState[];
  /** Called after every step that changes anything, with everything there is, in order. */
  save: (resources: ResourceState[]) => void;
  onStep?: (step: Step) => void;
}

/** A resource that made room, with what forced it. */
export interface DeletedFirst {
  generation: number;
  reasons: string[];
}

/**
 * The books of one run of one stack: what the last run left, what this one made or met, what waits to be
 * deleted, and every step. Decides nothing and touches no cloud.
 */
export class Ledger {
  readonly steps: Step[] = [];
  /** What the last run left; what is deleted leaves it. */
  private readonly previous: Map<string, ResourceState>;
  /** What this run has made or met. */
  private readonly resources = new Map<string, ResourceState>();
  /** Replaced resources that wait for their deletion at the end. */
  private readonly replaced: ResourceState[];
  /** URNs taken, from the moment a registration begins. */
  private readonly taken = new Set<string>();
  /** Earlier URNs, by the URN that the resource has now. */
  private readonly renamed = new Map<string, string>();
  /** What was deleted before what it names could be replaced, and waits for its registration. */
  private readonly deletedFirst = new Map<string, DeletedFirst>();
  private ended = false;

  constructor(private readonly options: LedgerOptions) {
    const kept = options.known.filter((resource) => !resource.delete);
    this.previous = new Map(kept.map((resource) => [resource.urn, resource]));
    this.replaced = options.known.filter((resource) => resource.delete);
  }

  /** @throws when the program has registered the URN already */
  take(urn: string): void {
    if (this.taken.has(urn)) {
      throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    }
    this.taken.add(urn);
  }

  /** What the last run left under a URN. */
  old(urn: string): ResourceState | undefined {
    return this.previous.get(urn);
  }

  /** What this run has made or met under a URN. */
  current(urn: string): ResourceState | undefined {
    return this.resources.get(urn);
  }

  /** Everything that this run has made or met. */
  all(): ResourceState[] {
    return [...this.resources.values()];
  }

  /** What a resource was called in the last run, when that was otherwise. */
  formerUrn(urn: string): string | undefined {
    return this.renamed.get(urn);
  }

  /**
   * Takes over under a new URN what the last run left under another, wherever it is named.
   *
   * @returns whether there was such a thing, and nothing of this run has that URN
   */
  rename(from: string, to: string): boolean {
    if (!this.previous.has(from) || this.taken.has(from)) {
      return false;
    }
    const rename = (urn: string) => (urn === from ? to : urn);
    const all = [...this.previous.values()].map((resource) => withUrns(resource, rename));
    this.previous.clear();
    all.forEach((resource) => this.previous.set(resource.urn, resource));
    this.renamed.set(to, from);
    return true;
  }

  /** Whether the stack has a thing of the cloud: one that it made, or reads. */
  owns(type: string, id: string): boolean {
    return [...this.previous.values(), ...this.resources.values(), ...this.replaced].some(
      (resource) => resource.type === type && resource.id === id,
    );
  }

  keep(resource: ResourceState): void {
    this.resources.set(resource.urn, resource);
  }

  /** Has what stood under a URN until now deleted at the end. */
  supersede(old: ResourceState): void {
    this.replaced.push({ ...old, delete: true });
  }

  /** What was replaced, and what the program no longer has: dependents first. */
  unwanted(): ResourceState[] {
    return deletionOrder(this.unmet(), this.replaced);
  }

  /** What the last run left, this one has not met, and names a resource in its inputs. */
  dependentsOf(urn: string): ResourceState[] {
    return this.unmet().filter(({ propertyDependencies = {} }) =>
      Object.values(propertyDependencies).some((urns) => urns.includes(urn)),
    );
  }

  /** Notes that a resource was deleted to make room, until the program comes to it. */
  makeRoom(urn: string, room: DeletedFirst): void {
    this.deletedFirst.set(urn, room);
  }

  /** What was noted so of a resource, once. */
  takeRoom(urn: string): DeletedFirst | undefined {
    const room = this.deletedFirst.get(urn);
    this.deletedFirst.delete(urn);
    return room;
  }

  /** Strikes out what has been deleted. */
  strike(resource: ResourceState): void {
    const waiting = this.replaced.indexOf(resource);
    if (waiting >= 0) {
      this.replaced.splice(waiting, 1);
    } else {
      this.previous.delete(resource.urn);
    }
  }

  /** Notes a step; what was only met again is in the saved state already. */
  note(step: Step): void {
    this.steps.push(step);
    if (isChange(step)) {
      this.save();
    }
    this.options.onStep?.(step);
  }

  /** From here on an empty state is one that was emptied. */
  end(): void {
    this.ended = true;
  }

  /** Saves what this run has made or met, what it has not come to yet, and what waits to be deleted. */
  save(): void {
    const all = this.all();
    if (!this.ended && this.previous.size === 0 && all.every(({ type }) => isPulumis(type))) {
      // A program that fails before it made anything leaves nothing behind.
      return;
    }
    const waiting = [...this.replaced].sort((a, b) => (a.urn < b.urn ? -1 : 1));
    this.options.save([...inOrder([...all, ...this.unmet()]), ...waiting]);
  }

  /** What the last run left and this one has not met. */
  private unmet(): ResourceState[] {
    return [...this.previous.values()].filter(({ urn }) => !this.resources.has(urn));
  }
}

/** Whether a type is Pulumi's own: the stack, providers, references. */
const isPulumis = (type: string): boolean => type.startsWith("pulumi:");

/** A resource with every URN in it put through a function. */
function withUrns(resource: ResourceState, rename: (urn: string) => string): ResourceState {
  const { parent, dependencies, propertyDependencies } = resource;
  const renamed = { ...resource, urn: rename(resource.urn) };
  if (parent !== undefined) {
    renamed.parent = rename(parent);
  }
  if (dependencies) {
    renamed.dependencies = dependencies.map(rename);
  }
  if (propertyDependencies) {
    renamed.propertyDependencies = Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map(rename)]),
    );
  }
  return renamed;
}
