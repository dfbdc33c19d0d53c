import { ROOT_TYPE, type ResourceState } from "../paths/snapshot";

/** The URNs that a resource needs: its parent, its provider and what its inputs come from. */
export function needsOf(resource: ResourceState): string[] {
  const provider = resource.provider?.slice(0, resource.provider.lastIndexOf("::"));
  return [
    ...new Set([
      ...(resource.parent ? [resource.parent] : []),
      ...(provider ? [provider] : []),
      ...(resource.dependencies ?? []),
      ...Object.values(resource.propertyDependencies ?? {}).flat(),
    ]),
  ];
}

/**
 * Resources to delete, each before what it needs.
 *
 * @param gone resources that are no longer wanted
 * @param replaced resources whose URN has another one now
 */
export function deletionOrder(
  gone: readonly ResourceState[],
  replaced: readonly ResourceState[],
): ResourceState[] {
  // Of a URN that is in both lists, as a cut-off run can leave it, the place of one serves for all.
  const byUrn = new Map([...replaced, ...gone].map((resource) => [resource.urn, resource]));
  const places = new Map(inOrder([...byUrn.values()]).map(({ urn }, i) => [urn, i]));
  const place = ({ urn }: ResourceState) => places.get(urn) ?? 0;
  return [...gone, ...replaced].sort((a, b) => place(b) - place(a));
}

/**
 * Resources so that each stands after what it needs, the stack first; what could stand in any order
 * stands in the order of its URN. Registration order is no part of it: the same set is the same list.
 *
 * @throws when resources need each other in a circle
 */
export function inOrder(resources: readonly ResourceState[]): ResourceState[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const waiting = new Map<string, number>();
  const dependents = new Map<string, ResourceState[]>();
  for (const resource of resources) {
    const needs = needsOf(resource).filter((urn) => byUrn.has(urn));
    waiting.set(resource.urn, needs.length);
    for (const urn of needs) {
      const others = dependents.get(urn);
      if (others) {
        others.push(resource);
      } else {
        dependents.set(urn, [resource]);
      }
    }
  }
  const ready = resources.filter(({ urn }) => waiting.get(urn) === 0).sort(compare);
  const sorted: ResourceState[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    sorted.push(next);
    for (const dependent of dependents.get(next.urn) ?? []) {
      const left = (waiting.get(dependent.urn) ?? 0) - 1;
      waiting.set(dependent.urn, left);
      if (left === 0) {
        ready.splice(placeAmong(ready, dependent), 0, dependent);
      }
    }
  }
  if (sorted.length < resources.length) {
    const left = resources.filter((resource) => !sorted.includes(resource));
    throw new Error(`resources need each other: ${left.map(({ urn }) => urn).join(", ")}`);
  }
  return sorted;
}

/** The stack first, then by URN. */
function compare(a: ResourceState, b: ResourceState): number {
  const rank = ({ type }: ResourceState) => (type === ROOT_TYPE ? 0 : 1);
  return rank(a) - rank(b) || (a.urn < b.urn ? -1 : 1);
}

/** Where a resource belongs in a sorted list: a service has a thousand rules that are ready at once. */
function placeAmong(sorted: readonly ResourceState[], resource: ResourceState): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = sorted[middle];
    if (other && compare(other, resource) < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}
