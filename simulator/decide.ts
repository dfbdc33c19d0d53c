import { isDeepStrictEqual } from "util";
import type { ResourceState } from "../paths/snapshot";
import type { Cloud } from "./aws/cloud";
import type { Properties, Registration } from "./sdk";

/** What must be done with a resource, and with which inputs. */
export type Decision =
  | { op: "create"; inputs: Properties }
  | { op: "same" }
  | { op: "update"; inputs: Properties; diffReasons: string[] }
  | { op: "replace"; inputs: Properties; diffReasons: string[]; replaceReasons: string[] };

/**
 * Compares what a program asks for with what the last run left, as the provider would.
 *
 * @throws when the provider refuses the inputs
 */
export function decide(
  cloud: Cloud,
  request: Pick<Registration, "type" | "inputs" | "ignoreChanges" | "replaceOnChanges">,
  old: ResourceState | undefined,
): Decision {
  const { type } = request;
  if (!old || old.external) {
    return { op: "create", inputs: request.inputs };
  }
  const before = old.inputs ?? {};
  const inputs = withIgnored(request.inputs, before, request.ignoreChanges);
  const checked = cloud.check(type, inputs);
  const diffReasons = changedKeys(before, checked);
  if (diffReasons.length === 0) {
    return { op: "same" };
  }
  const asked = diffReasons.filter((key) => request.replaceOnChanges.includes(key));
  const forced = cloud.replaceKeys(type, diffReasons, before, checked);
  const replaceReasons = [...new Set([...forced, ...asked])].sort();
  return replaceReasons.length === 0
    ? { op: "update", inputs, diffReasons }
    : { op: "replace", inputs, diffReasons, replaceReasons };
}

/** The keys whose values differ, sorted. */
export function changedKeys(before: Properties, after: Properties): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .sort();
}

/**
 * The new inputs, with the old values of what the program says to ignore.
 *
 * @throws when it says so of a part of an input
 */
function withIgnored(
  asked: Properties,
  before: Properties,
  ignored: readonly string[],
): Properties {
  const part = ignored.find((key) => !/^\w+$/.test(key));
  if (part !== undefined) {
    throw new Error(`the builtin engine ignores changes of whole inputs alone, not of ${part}`);
  }
  const kept = ignored.filter((key) => key in before).map((key) => [key, before[key]] as const);
  const rest = Object.entries(asked).filter(([key]) => !ignored.includes(key));
  return Object.fromEntries([...rest, ...kept]);
}
