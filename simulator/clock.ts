import type { ResourceState } from "../paths/snapshot";
import { modelOf } from "./aws/models";
import { inOrder, needsOf } from "./order";

/** A resource that takes time to make, and how long: published creation times, else estimates. */
export interface TimedResource {
  urn: string;
  seconds: number;
}

/** How long making resources of one stack would take on AWS. */
export interface Estimate {
  seconds: number;
  /** The resources that decide it, each made after the one before. */
  criticalPath: TimedResource[];
  /** What it would take if each waited for nothing but what it is told: see {@link minimalNeeds}. */
  shortestSeconds: number;
}

/**
 * Adds published creation times (aws-facts 10) over the registered dependencies: everything that can run
 * side by side does. An estimate of AWS alone: without the engine's own time, updates and deletes.
 *
 * @param resources the whole stack
 * @param made the URNs of what is made; the rest is there already
 */
export function estimate(resources: readonly ResourceState[], made: ReadonlySet<string>): Estimate {
  const ordered = inOrder(resources.filter((resource) => !resource.delete));
  const own = new Map(
    ordered.map(({ urn, type }) => [urn, made.has(urn) ? (modelOf(type)?.seconds ?? 0) : 0]),
  );
  const ids = new Map(ordered.map(({ urn, id = "" }) => [urn, id]));
  const { seconds, criticalPath } = longestPath(ordered, own, needsOf);
  const shortest = longestPath(ordered, own, (resource) => minimalNeeds(resource, ids));
  return { seconds, criticalPath, shortestSeconds: shortest.seconds };
}

/**
 * The path through resources that takes longest; of equally long ones the first by URN.
 *
 * @param ordered each after what it needs
 * @param own seconds of each by itself, by URN
 */
function longestPath(
  ordered: readonly ResourceState[],
  own: ReadonlyMap<string, number>,
  needs: (resource: ResourceState) => string[],
): Pick<Estimate, "seconds" | "criticalPath"> {
  const ends = new Map<string, { seconds: number; after?: string }>();
  const endOf = (urn: string): number => ends.get(urn)?.seconds ?? 0;
  const later = (a: string, b: string) => endOf(b) - endOf(a) || (a < b ? -1 : 1);
  for (const resource of ordered) {
    const [after] = needs(resource)
      .filter((urn) => ends.has(urn))
      .sort(later);
    const start = after === undefined ? 0 : endOf(after);
    ends.set(resource.urn, { seconds: start + (own.get(resource.urn) ?? 0), after });
  }
  const [last] = [...ends.keys()].sort(later);
  const criticalPath: TimedResource[] = [];
  for (let urn = last; urn !== undefined; urn = ends.get(urn)?.after) {
    const seconds = own.get(urn) ?? 0;
    if (seconds > 0) {
      criticalPath.unshift({ urn, seconds });
    }
  }
  return { seconds: last === undefined ? 0 : endOf(last), criticalPath };
}

/**
 * What a resource cannot do without: what the program says it depends on, and, for each input, those
 * resources whose ids it holds. Where it holds no id, as an address does not, all that it comes from.
 *
 * Fewer than are registered: an input of a component that its provider builds comes, as the engine is
 * told, from every subnet, also where it is the id of the VPC alone.
 *
 * @param ids ids of the stack's resources by URN; a component's is empty
 */
function minimalNeeds(resource: ResourceState, ids: ReadonlyMap<string, string>): string[] {
  const { inputs = {}, dependencies = [], propertyDependencies = {} } = resource;
  const comeFrom = new Set(Object.values(propertyDependencies).flat());
  const saidByProgram = dependencies.filter((urn) => !comeFrom.has(urn));
  const told = Object.entries(propertyDependencies).flatMap(([key, urns]) => {
    const value = JSON.stringify(inputs[key] ?? null);
    const holds = (urn: string) =>
      (ids.get(urn) ?? "") !== "" && value.includes(ids.get(urn) ?? "");
    return urns.some(holds) ? urns.filter(holds) : urns;
  });
  return [...new Set([...saidByProgram, ...told])];
}
