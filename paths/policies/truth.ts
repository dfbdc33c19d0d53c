/** The three-valued logic of the evaluator: what is not known never turns into a yes. */

/** Whether something holds; `unknown` where the policy or the request leaves it open. */
export type Truth = "yes" | "no" | "unknown";

/** Whether something holds, and half a sentence that says why; empty when there is nothing to say. */
export interface Judgement {
  readonly holds: Truth;
  readonly because: string;
}

/** `yes` when all are; one `no` settles it whatever is unknown. */
export function and(truths: readonly Truth[]): Truth {
  if (truths.includes("no")) return "no";
  return truths.includes("unknown") ? "unknown" : "yes";
}

/** `yes` when one is, whatever is unknown. */
export function or(truths: readonly Truth[]): Truth {
  if (truths.includes("yes")) return "yes";
  return truths.includes("unknown") ? "unknown" : "no";
}

export function not(truth: Truth): Truth {
  if (truth === "unknown") return truth;
  return truth === "yes" ? "no" : "yes";
}

export const toTruth = (holds: boolean): Truth => (holds ? "yes" : "no");

/** All of them, with the reason of the one that decided; all the reasons when all hold. */
export function allOf(judgements: readonly Judgement[]): Judgement {
  const decisive =
    judgements.find(({ holds }) => holds === "no") ??
    judgements.find(({ holds }) => holds === "unknown");
  if (decisive !== undefined) return decisive;
  const reasons = judgements.map(({ because }) => because).filter((because) => because !== "");
  return { holds: "yes", because: reasons.join(", and ") };
}
