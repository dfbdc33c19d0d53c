import { isDeepStrictEqual } from "util";
import type { Cloud } from "./aws/cloud";
import type { Properties } from "./sdk";
import { typeOfUrn } from "./urns";

interface Named {
  getUrn(): string;
}

/**
 * What the Pulumi engine has shown of its state in one run. A provider is not told whether something is made
 * for the first time or in place of something else; nor that a run was killed after it made a thing, before
 * the engine had saved it.
 */
export class KnownToEngine {
  /** The generation of what the engine has, by URN. */
  private readonly generations = new Map<string, number>();
  private readonly ids = new Set<string>();

  /** The engine had a resource of its state compared with what the program asks for. */
  compared(request: Named & { getId(): string }, generation: number): void {
    this.generations.set(request.getUrn(), generation);
    this.ids.add(request.getId());
  }

  /** A resource was made in this run, or is one that the engine knows. */
  met(id: string): void {
    this.ids.add(id);
  }

  /**
   * How many things a URN has had before the one that is to be made. What a run made that was killed before
   * it was saved is found by its inputs, and is not made twice.
   */
  generationFor(cloud: Cloud, request: Named, inputs: Properties): number {
    const urn = request.getUrn();
    const type = typeOfUrn(urn);
    const before = this.generations.get(urn);
    const first = before === undefined ? 0 : before + 1;
    const there = cloud.world
      .all(type)
      .filter(({ origin, account }) => origin === urn && account === cloud.account);
    const orphan = there.find(
      ({ id, generation = 0, inputs: its }) =>
        generation >= first && !this.ids.has(id) && isDeepStrictEqual(its, inputs),
    );
    return orphan
      ? (orphan.generation ?? 0)
      : there.reduce((next, { generation = 0 }) => Math.max(next, generation + 1), first);
  }
}
