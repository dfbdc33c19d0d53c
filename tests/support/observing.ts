import * as fs from "fs";
import * as path from "path";
import type { Observation } from "../../automation/observe/answer";
import type { StackExport } from "../../paths/snapshot";
import { makeFolder, SAMPLE, type ProjectFiles } from "./project";

const withProbe = (text: string): string => `${text}  private-api:probe: true\n`;

/** The sample project with a probe in each account. */
export const WITH_PROBES: ProjectFiles = {
  service: withProbe(SAMPLE.service),
  customer: withProbe(SAMPLE.customer),
};

/**
 * Copies exports of the simulated AWS so that they look like AWS's own, which nobody here has: without the
 * mark of their provider. @returns the folder
 */
export function asOfAws(folder: string, stacks: readonly string[]): string {
  const copy = makeFolder();
  for (const stack of stacks) {
    const file = `${stack}.json`;
    const snapshot = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as StackExport;
    for (const { type, inputs, outputs } of snapshot.deployment.resources ?? []) {
      if (type === "pulumi:providers:aws") {
        delete inputs?.["simulated"];
        delete outputs?.["simulated"];
      }
    }
    fs.writeFileSync(path.join(copy, file), JSON.stringify(snapshot));
  }
  return copy;
}

/** API Gateway's certificate, as far as a call in ap-northeast-1 sees it. */
export const THEIRS = {
  subject: "CN=*.execute-api.ap-northeast-1.amazonaws.com",
  issuer: "C=US, O=Amazon, CN=Amazon RSA 2048 M02",
  names: ["DNS:*.execute-api.ap-northeast-1.amazonaws.com"],
  fits: true,
  untrusted: null,
};

/** What a probe saw of a call that ended so; `own` says what else was different. */
export function saw(
  outcome: { status: number; body: string } | { curl: number },
  own: Partial<Observation> = {},
): Observation {
  return {
    outcome:
      "curl" in outcome
        ? { kind: "error", curl: outcome.curl, message: "as curl says" }
        : { kind: "http", headers: {}, truncated: false, ...outcome },
    addresses: ["10.1.12.166"],
    attempts: [{ address: "10.1.12.166", ms: 3 }],
    certificate: THEIRS,
    ...own,
  };
}
