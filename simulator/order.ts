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
  const dependents = new Map<string, string[]>();
  for (const resource of resources) {
    const needs = needsOf(resource).filter((urn) => byUrn.has(urn));
    waiting.set(resource.urn, needs.length);
    needs.forEach((urn) => dependents.set(urn, [...(dependents.get(urn) ?? []), resource.urn]));
  }
  const rank = (urn: string) => (byUrn.get(urn)?.type === ROOT_TYPE ? 0 : 1);
  const compare = (a: string, b: string) => rank(a) - rank(b) || (a < b ? -1 : 1);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([urn]) => urn);
  ready.sort(compare);
  const sorted: ResourceState[] = [];
  for (let urn = ready.shift(); urn !== undefined; urn = ready.shift()) {
    const resource = byUrn.get(urn);
    if (resource) {
      sorted.push(resource);
    }
    const freed = (dependents.get(urn) ?? []).filter((dependent) => {
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      return left === 0;
    });
    if (freed.length > 0) {
      ready.push(...freed);
      ready.sort(compare);
    }
  }
  if (sorted.length < resources.length) {
    const left = resources.filter((resource) => !sorted.includes(resource));
    throw new Error(`resources need each other: ${left.map(({ urn }) => urn).join(", ")}`);
  }
  return sorted;
}
