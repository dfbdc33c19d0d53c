import { CODES } from "../paths/catalogue";
import { answerCall } from "../paths/answer";
import { parseCurl, type CurlCall } from "../paths/curlLine";
import { answerJson } from "../paths/render/json";
import { parseUrl, type Request } from "../paths/request";
import { traceLines } from "../paths/render/terminal";
import type { Trace } from "../paths/trace";
import { nearest } from "../stacks/problems";
import { knownBundles } from "./bundles";
import { loadNetwork } from "./exports";
import { BANNER } from "./render";
import { DEFAULT_STATE } from "./stateFolder";
import type { Terminal } from "./opening";
import { PAINT } from "./paint";
import { UsageError } from "./usageError";

export interface TraceOptions {
  from?: string;
  url?: string;
  insecure?: boolean;
  head?: boolean;
  request?: string;
  header?: string[];
  resolve?: string[];
  connectTo?: string[];
  state?: string;
  json?: boolean;
  expect?: string;
}

const VERDICTS = ["reachable", "partial", "blocked", "unknown"];

/**
 * Follows one call and says whether it arrives, or every reason why not.
 *
 * @param words a curl command line, in place of the options
 * @returns the exit code: 0 when an answer was given, or the expected one
 */
export async function traceCommand(
  words: readonly string[],
  options: TraceOptions,
  terminal: Terminal,
): Promise<number> {
  const call = callOf(words, options);
  checkExpected(options.expect);
  if (options.from === undefined) {
    throw new UsageError(
      "--from is missing",
      "--from customer, --from internet, --from onprem:10.9.0.7",
    );
  }
  const request: Request = { from: options.from, ...call };
  parseUrl(request.url);
  const network = loadNetwork(options.state ?? DEFAULT_STATE);
  const trace = await answerCall(network, request, await knownBundles());
  if (network.simulated) {
    terminal.err(BANNER);
  }
  if (options.json) {
    terminal.out(JSON.stringify(answerJson(trace), null, 2));
  } else {
    traceLines(trace, PAINT).forEach((line) => terminal.out(line));
  }
  if (network.simulated) {
    terminal.err(BANNER);
  }
  return options.expect === undefined || isAsExpected(trace, options.expect) ? 0 : 1;
}

/** Whether a trace has a verdict, or a code among what blocks it. */
export function isAsExpected(trace: Trace, expected: string): boolean {
  return (
    trace.verdict === expected.toLowerCase() ||
    [...trace.blockedBy, ...trace.warnings].some(({ code }) => code === expected.toUpperCase())
  );
}

function callOf(words: readonly string[], options: TraceOptions): CurlCall {
  const { url, insecure, head, request, header = [], resolve = [], connectTo = [] } = options;
  if (words.length > 0) {
    if (url !== undefined) {
      throw new UsageError("a curl command line stands in place of --url", "give one of the two");
    }
    return parseCurl(words);
  }
  if (url === undefined) {
    throw new UsageError("no call is given", "--url https://…, or -- curl https://…");
  }
  return parseCurl([
    ...(insecure ? ["-k"] : []),
    ...(head ? ["-I"] : []),
    ...(request === undefined ? [] : ["-X", request]),
    ...header.flatMap((text) => ["-H", text]),
    ...resolve.flatMap((text) => ["--resolve", text]),
    ...connectTo.flatMap((text) => ["--connect-to", text]),
    url,
  ]);
}

function checkExpected(expected: string | undefined): void {
  if (expected === undefined || VERDICTS.includes(expected.toLowerCase())) {
    return;
  }
  if (!CODES.includes(expected.toUpperCase())) {
    const near = nearest(expected, [...VERDICTS, ...CODES]);
    const allowed = `${VERDICTS.join(", ")}, or a code of docs/path-checks.md`;
    throw new UsageError(
      `--expect ${expected} is no verdict and no code; allowed: ${allowed}`,
      near ? `--expect ${near}` : "--expect reachable",
    );
  }
}
