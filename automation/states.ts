import { outputsOf, toExport, type ResourceState, type StackExport } from "../paths/snapshot";
import type { World, WorldObject } from "../simulator/world";

/** Where a run finds the stacks as they were left, and leaves them. */
export interface States {
  load(stack: string): StackExport | undefined;
  save(stack: string, resources: ResourceState[]): void;
  /** The outputs of a stack that was built to its end. */
  outputs(stack: string): Record<string, unknown> | undefined;
  isBuilt(stack: string): boolean;
  /** Keeps other runs out until the returned function is called. */
  lock(): () => void;
  openWorld(): World;
  /** What a killed run had made in the simulated world; asked before that is opened. */
  cutOff(): WorldObject[];
}

/** States that a preview would leave: what it saves stands before what is there, and in memory alone. */
export class PredictedStates implements States {
  private readonly saved = new Map<string, StackExport>();

  constructor(
    private readonly base: Pick<States, "load">,
    private readonly world: World,
  ) {}

  load(stack: string): StackExport | undefined {
    return this.saved.get(stack) ?? this.base.load(stack);
  }

  save(stack: string, resources: ResourceState[]): void {
    this.saved.set(stack, toExport(resources));
  }

  outputs(stack: string): Record<string, unknown> | undefined {
    const snapshot = this.load(stack);
    return snapshot && outputsOf(snapshot);
  }

  isBuilt(stack: string): boolean {
    return this.outputs(stack) !== undefined;
  }

  lock(): () => void {
    // Nobody else sees them.
    return () => undefined;
  }

  openWorld(): World {
    return this.world;
  }

  cutOff(): WorldObject[] {
    return [];
  }
}
