/** What can happen to a resource, in the words of `pulumi preview --json`. */
export type Operation =
  | "create"
  | "create-replacement"
  | "delete"
  | "delete-replaced"
  // What was only read, and is not any more: it leaves the state, and the cloud keeps it.
  | "discard"
  | "read"
  | "replace"
  | "same"
  | "update";

/** What happened, or would happen, to one resource. */
export interface Step {
  op: Operation;
  urn: string;
  type: string;
  /** The inputs that changed. */
  diffReasons?: string[];
  /** Those of them that force a new resource. */
  replaceReasons?: string[];
  /** Whether a deletion takes the resource out of the state alone: the cloud keeps it. */
  retained?: true;
}

/** Whether a step does more than meet or read what is there. */
export const isChange = ({ op }: Pick<Step, "op">): boolean => op !== "same" && op !== "read";

/** A step failed; the message names the resource. */
export class StepError extends Error {
  override readonly name = "StepError";

  constructor(
    readonly urn: string,
    override readonly cause: unknown,
  ) {
    super(`${shortUrn(urn)}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** A URN without stack and project: `aws:ec2/vpc:Vpc::network-vpc`, parents' types before it. */
export function shortUrn(urn: string): string {
  return urn.split("::").slice(2).join("::");
}
