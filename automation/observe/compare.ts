import type { Outcome } from "../../paths/checks/check";
import { parseUrl } from "../../paths/request";
import { certificateFits, certificateNames } from "../../paths/tls";
import type { ExpectedCall } from "../seedCalls";
import { keptOf, type Observation } from "./answer";

/** How what was seen of a call stands to what was foretold. */
export type Comparison =
  | { kind: "same" }
  | { kind: "different"; differences: string[] }
  /** The exports do not tell what must come out: nothing was confirmed, and nothing refuted. */
  | { kind: "unpredicted"; because: string };

/**
 * Compares what a probe saw with what was foretold for each subnet that it may have called from.
 *
 * @param predictions one for each subnet; where they differ, what was seen must be one of them
 * @param region of the API, for the names of its certificates
 */
export function compare(
  url: string,
  predictions: readonly Outcome[],
  observed: Observation,
  region: string,
): Comparison {
  const found = predictions.map((predicted) => differences(url, predicted, observed, region));
  const unknown = predictions.find((predicted) => predicted.kind === "unknown");
  if (unknown?.kind === "unknown") {
    return { kind: "unpredicted", because: unknown.because };
  }
  const [first = ["nothing was foretold"]] = found;
  return found.some((all) => all.length === 0)
    ? { kind: "same" }
    : { kind: "different", differences: first };
}

function differences(
  url: string,
  predicted: Outcome,
  { outcome, certificate }: Observation,
  region: string,
): string[] {
  switch (predicted.kind) {
    case "unknown":
      return [];
    case "error": {
      const codes = [predicted.curl, ...(predicted.or ?? [])];
      if (outcome.kind === "http") {
        return [`answered ${outcome.status}, not curl: (${codes.join(" or ")})`];
      }
      return codes.includes(outcome.curl)
        ? // Whose certificate it is that does not fit is foretold, too.
          predicted.curl === 60
          ? ofCertificate(url, certificate, region)
          : []
        : [`ended with curl: (${outcome.curl}), not (${codes.join(" or ")})`];
    }
    case "http": {
      if (outcome.kind === "error") {
        return [`ended with curl: (${outcome.curl}), not with an answer`];
      }
      const { status, body, orBodies = [] } = predicted;
      const bodies = body === undefined ? [] : [body, ...orBodies].map(keptOf);
      return [
        ...(status === undefined || status === outcome.status
          ? []
          : [`answered ${outcome.status}, not ${status}`]),
        ...(bodies.length === 0 || bodies.includes(outcome.body)
          ? []
          : [`answered another body, not ${bodies.map((text) => text || "none").join(" or ")}`]),
        ...ofCertificate(url, certificate, region),
      ];
    }
  }
}

/** What is wrong with the certificate that was shown, where API Gateway's was to be. */
function ofCertificate(url: string, shown: Observation["certificate"], region: string): string[] {
  if (!shown) {
    return ["showed no certificate"];
  }
  const { host } = parseUrl(url);
  const fits = certificateFits(host, region);
  const names = certificateNames(region);
  const isTheirs = shown.names.some((name) => names.includes(name.replace(/^DNS:/, "")));
  return [
    ...(isTheirs
      ? []
      : [
          `showed a certificate of ${shown.names.join(", ") || "no name"}, not of ${names.join(", ")}`,
        ]),
    ...(shown.fits === fits
      ? []
      : [`its certificate is ${shown.fits ? "" : "not "}of ${host}, foretold otherwise`]),
  ];
}

/** What of an observation cannot be as it must: all there is to judge by where nothing was foretold. */
export function shortfalls(
  { verdict, status, body, curl }: ExpectedCall["expect"],
  { outcome }: Observation,
): string[] {
  const bodies = body === undefined ? [] : [body].flat().map(keptOf);
  if (outcome.kind === "error") {
    const mayFail = curl === undefined && verdict !== "reachable" && status === undefined;
    return outcome.curl === curl || mayFail
      ? []
      : [
          `ended with curl: (${outcome.curl}), must ${curl === undefined ? "arrive" : `end with (${curl})`}`,
        ];
  }
  return [
    ...(curl === undefined ? [] : [`answered ${outcome.status}, must end curl with ${curl}`]),
    ...(status === undefined || status === outcome.status
      ? []
      : [`answered ${outcome.status}, must answer ${status}`]),
    ...(bodies.length === 0 || bodies.includes(outcome.body)
      ? []
      : [`answered another body, must be ${bodies.join(" or ")}`]),
  ];
}
