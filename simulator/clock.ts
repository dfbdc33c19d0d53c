import type { ResourceState } from "../paths/snapshot";
import { modelOf } from "./aws/models";
import { inOrder, needsOf } from "./order";

/** How long making a stack would take on AWS. */
export interface Estimate {
  seconds: number;
  /** URNs of the resources that decide it, first to last. */
  criticalPath: string[];
}

/**
 * Adds published creation times over the registered dependencies: everything that can run side by side
 * does. An estimate of AWS alone; the engine's own time and deletes are not in it.
 */
export function estimate(resources: readonly ResourceState[]): Estimate {
  const ends = new Map<string, { seconds: number; after?: string }>();
  for (const resource of inOrder(resources)) {
    // A parent and a provider cost nothing; what they wait for is among the dependencies.
    const after = needsOf(resource)
      .filter((urn) => ends.has(urn))
      .sort(
        (a, b) => (ends.get(b)?.seconds ?? 0) - (ends.get(a)?.seconds ?? 0) || (a < b ? -1 : 1),
      )[0];
    const start = after === undefined ? 0 : (ends.get(after)?.seconds ?? 0);
    const own = resource.external ? 0 : (modelOf(resource.type)?.seconds ?? 0);
    ends.set(resource.urn, { seconds: start + own, after });
  }
  const [last] = [...ends].sort(([, a], [, b]) => b.seconds - a.seconds);
  const criticalPath: string[] = [];
  for (let urn = last?.[0]; urn !== undefined; urn = ends.get(urn)?.after) {
    if ((modelOf(typeOf(urn))?.seconds ?? 0) > 0) {
      criticalPath.unshift(urn);
    }
  }
  return { seconds: last?.[1].seconds ?? 0, criticalPath };
}

const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").pop() ?? "";
