import type { ResourceState } from "../../paths/snapshot";

/** The same, where the engine promises no order, and without a provider's UUID, which is drawn. */
function comparable(resource: ResourceState): ResourceState {
  const { dependencies, propertyDependencies, provider, id } = resource;
  const sorted = Object.entries(propertyDependencies ?? {}).map(
    ([key, urns]) => [key, [...urns].sort()] as const,
  );
  return {
    ...resource,
    ...(dependencies ? { dependencies: [...dependencies].sort() } : {}),
    ...(propertyDependencies ? { propertyDependencies: Object.fromEntries(sorted) } : {}),
    ...(provider ? { provider: provider.slice(0, provider.lastIndexOf("::")) } : {}),
    ...(resource.type.startsWith("pulumi:providers:") ? { id: id ? "<uuid>" : undefined } : {}),
  };
}

/** The resources of two engines' states as they can be compared: by URN, less what differs by nature. */
export function comparableAll(resources: readonly ResourceState[]): ResourceState[] {
  return resources.map(comparable).sort((a, b) => (a.urn < b.urn ? -1 : 1));
}
