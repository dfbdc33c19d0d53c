import type { ResourceState } from "../../paths/snapshot";
import { SECRET, SIGNATURE } from "../../simulator/signatures";

/** A value with the ciphertext of its secrets left out: each backend has a key of its own. */
function withoutCiphertext(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutCiphertext);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const isSecret = (value as Record<string, unknown>)[SIGNATURE] === SECRET;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecret && key === "ciphertext" ? "<encrypted>" : withoutCiphertext(inner),
    ]),
  );
}

/** What of a resource's state differs by the hour and the machine. */
export const DRAWN = ["created", "modified", "sourcePosition", "stackTrace"];

/** The same, where the engine promises no order, and without a provider's UUID, which is drawn. */
function comparable(given: ResourceState): ResourceState {
  const kept = Object.entries(given).filter(([key]) => !DRAWN.includes(key));
  const resource = withoutCiphertext(Object.fromEntries(kept)) as ResourceState;
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
