import type { Journey } from "../journey";
import type { DnsProblem } from "../dns/resolution";
import { fault, notResolved, type Finding } from "./check";

/** What the resolution of the call's name ran into, of one kind. */
export function dnsFaults(journey: Journey, kind: DnsProblem["kind"]): Finding[] {
  return journey.dns.problems
    .filter((problem) => problem.kind === kind)
    .map(({ resource, detail, fix, assumption }) =>
      fault({ resource, detail, fix, assumption, seen: notResolved(journey.dns.name) }),
    );
}
