import assert from "node:assert/strict";
import type { Request } from "../../paths/request";
import { traceIn } from "./calls";
import { nameOf, type Exports } from "./faults/exports";
import { repair } from "./repair";

/**
 * Asserts that what blocks a call in damaged exports is what must be restored for it to arrive: all of it,
 * and nothing less.
 *
 * @returns the resources at fault and the codes that name them
 */
export function assertBlockedBy(clean: Exports, damaged: Exports, request: Request) {
  const { verdict, blockedBy } = traceIn(damaged, request);
  const urns = [...new Set(blockedBy.map(({ resource }) => resource!))];
  const after = (restored: readonly string[]) =>
    traceIn(repair(damaged, clean, restored), request).verdict;

  assert.ok(
    urns.every((urn) => urn !== null),
    "a resource is at fault",
  );
  assert.notEqual(verdict, "unknown");
  assert.equal(verdict === "reachable", urns.length === 0);
  const names = urns.map(nameOf).join(", ");
  assert.equal(after(urns), "reachable", `after restoring ${names}`);
  for (const left of urns) {
    const others = urns.filter((urn) => urn !== left);
    assert.notEqual(after(others), "reachable", `without ${nameOf(left)} of ${names}`);
  }

  return { urns, codes: blockedBy.map(({ code }) => code) };
}
