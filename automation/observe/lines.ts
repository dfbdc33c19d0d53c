import { answerJson } from "../../paths/render/json";
import { curlLine, outcomeLine, traceLines } from "../../paths/render/terminal";
import { PAINT } from "../paint";
import { plural, table } from "../render";
import type { Observation } from "./answer";
import type { ObservedCall } from "./observe";

/** How a call came out, beside how it was to: one word for each. */
export type Standing = "same" | "different" | "unpredicted" | "not observed";

export const standingOf = ({ seen }: ObservedCall): Standing =>
  seen.kind === "observed" ? seen.comparison.kind : seen.kind;

const MARKS: Readonly<Record<Standing, string>> = {
  same: PAINT.good("✔"),
  different: PAINT.bad("✘"),
  unpredicted: PAINT.unsure("?"),
  "not observed": PAINT.dim("–"),
};

/** What was foretold beside what was seen, a call a line. */
export function observedLines(calls: readonly ObservedCall[]): string[] {
  return table([
    ["", "", "PREDICTED", "OBSERVED", ""],
    ...calls.map((one) => [
      MARKS[standingOf(one)],
      one.call.name,
      one.predicted
        ? cut(outcomeLine(one.predicted.outcome))
        : "unknown: no export holds the place",
      one.seen.kind === "observed" ? cut(seenLine(one.seen.observation)) : "not observed",
      `${one.call.request.from}$ ${curlLine(one.call.request)}`,
    ]),
  ]);
}

/** Why a call stands as it does, and what was seen on its way. */
export function detailLines(one: ObservedCall, full: boolean): string[] {
  const { call, predicted, seen } = one;
  const title = `${call.name}: ${reasons(one).join("; ") || standingOf(one)}`;
  const path =
    seen.kind !== "observed"
      ? []
      : [
          `observed:  ${seenLine(seen.observation)}`,
          ...attemptLines(seen.observation),
          ...certificateLines(seen.observation),
        ];
  const foretold = predicted
    ? full
      ? traceLines(predicted, PAINT)
      : [`predicted: ${outcomeLine(predicted.outcome)}`]
    : [];
  return ["", title, ...foretold, ...path];
}

function reasons({ seen, unexpected }: ObservedCall): string[] {
  const predicted = unexpected.map((text) => `the prediction ${text}`);
  if (seen.kind !== "observed") {
    return [seen.because, ...predicted];
  }
  switch (seen.comparison.kind) {
    case "same":
      return predicted;
    case "different":
      return [...seen.comparison.differences, ...predicted];
    case "unpredicted":
      return [...unexpected, `nothing can be foretold: ${seen.comparison.because}`];
  }
}

function seenLine({ outcome }: Observation): string {
  return outcomeLine(outcome);
}

function attemptLines({ addresses, attempts }: Observation): string[] {
  return [
    `  resolved to ${addresses.join(", ") || "nothing"}`,
    ...attempts.map(
      ({ address, ms, error }) => `  ${address}: ${error ?? "connected"} after ${ms} ms`,
    ),
  ];
}

function certificateLines({ certificate }: Observation): string[] {
  return certificate
    ? [
        `  certificate of ${certificate.subject}, by ${certificate.issuer}: ${certificate.names.join(", ")}` +
          (certificate.untrusted === null ? "" : ` (${certificate.untrusted})`),
      ]
    : [];
}

/** How many calls stand how. */
export function summaryOf(calls: readonly ObservedCall[]) {
  const count = (standing: Standing) => calls.filter((one) => standingOf(one) === standing).length;
  return {
    asPredicted: count("same"),
    notAsPredicted: count("different"),
    unpredicted: count("unpredicted"),
    notObserved: count("not observed"),
    /** Of all of these: calls that do not come out as they must, by prediction or, without one, as seen. */
    notAsExpected: calls.filter(({ unexpected }) => unexpected.length > 0).length,
  };
}

/** The same in a sentence. */
export function summaryLine(calls: readonly ObservedCall[]): string {
  const { asPredicted, notAsPredicted, unpredicted, notObserved, notAsExpected } = summaryOf(calls);
  const observed = asPredicted + notAsPredicted + unpredicted;
  return (
    `${plural(calls.length, "call")}, ${observed} observed on AWS: ${asPredicted} as predicted, ` +
    `${notAsPredicted} otherwise, ${unpredicted} that nobody could predict; ${notObserved} not observed.` +
    (notAsExpected === 0 ? "" : ` ${notAsExpected} not as they must come out.`)
  );
}

/** A call for machines; keys in its headers are left out, as everywhere. */
export function observedJson(one: ObservedCall) {
  const { call, predicted, seen } = one;
  const { request: _, ...rest } = call;
  return {
    ...rest,
    from: call.request.from,
    standing: standingOf(one),
    reasons: reasons(one),
    predicted: predicted ? answerJson(predicted) : null,
    observed: seen.kind === "observed" ? seen.observation : null,
  };
}

const cut = (line: string): string => (line.length > 48 ? `${line.slice(0, 47)}…` : line);
