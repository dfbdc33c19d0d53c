import { answerCall, type KnownBundle } from "../paths/answer";
import type { Network } from "../paths/network/network";
import { answerJson } from "../paths/render/json";
import { curlLine, outcomeLine, traceLines } from "../paths/render/terminal";
import type { Trace } from "../paths/trace";
import { knownBundles } from "./bundles";
import type { Terminal } from "./opening";
import { loadNetwork } from "./exports";
import { BANNER, table, unreadCalls } from "./render";
import { ownCalls, seedCalls, type ExpectedCall } from "./seedCalls";
import { DEFAULT_STATE } from "./stateFolder";
import { PAINT } from "./paint";
import { UsageError } from "./usageError";

/** A call that was followed, and whether it came out as it must. */
export interface CheckedCall extends ExpectedCall {
  trace: Trace;
  /** What differs from what must come out; empty when nothing does. */
  differences: string[];
}

export interface VerifyOptions {
  state?: string;
  stacks?: string[];
  json?: boolean;
  full?: boolean;
}

/**
 * Follows every stack's calls, and the published ones of the systems that the stacks hold.
 *
 * @returns the exit code: 1 when one does not come out as it must
 */
export async function verifyCommand(options: VerifyOptions, terminal: Terminal): Promise<number> {
  const network = loadNetwork(options.state ?? DEFAULT_STATE);
  const all = [...ownCalls(network), ...seedCalls(network)];
  const { stacks = [], json, full } = options;
  const stray = stacks.find((name) => !network.stacks.includes(name));
  if (stray !== undefined) {
    throw new UsageError(
      `--stacks ${stray} is no stack of the exports; they are of ${network.stacks.join(", ")}`,
      `--stacks ${network.stacks[0] ?? ""}`,
    );
  }
  const wanted = all.filter(({ request }) => stacks.length === 0 || stacks.includes(request.from));
  const checked = await checkCalls(network, wanted, await knownBundles());
  const failed = checked.filter(({ differences }) => differences.length > 0);
  if (network.simulated) {
    terminal.err(BANNER);
  }
  if (json) {
    const target = network.simulated ? "simulated" : "aws";
    const summary = { asExpected: checked.length - failed.length, notAsExpected: failed.length };
    terminal.out(JSON.stringify({ target, summary, calls: checked.map(toJson) }, null, 2));
  } else {
    callLines(checked).forEach((line) => terminal.out(line));
    for (const { name, differences, trace } of full ? checked : failed) {
      terminal.out("");
      terminal.out(`${name}${differences.map((text) => `: ${text}`).join("")}`);
      traceLines(trace, PAINT).forEach((line) => terminal.out(line));
    }
    terminal.out(
      checked.length === 0
        ? "0 calls: the stacks list none, as no API has a route that anybody may GET."
        : failed.length === 0
          ? `${checked.length} calls, all as expected.`
          : `${checked.length} calls, ${failed.length} not as expected.`,
    );
  }
  const unread = network.stacks
    .filter((stack) => stacks.length === 0 || stacks.includes(stack))
    .filter((stack) => unreadCalls(network.outputsOf(stack) ?? {}) > 0);
  for (const stack of unread) {
    terminal.err(
      `not all calls of ${stack} can be read: they are secret in its export, or not known yet\n` +
        `  fix:     pulumi stack export --show-secrets --stack ${stack}`,
    );
  }
  if (network.simulated) {
    terminal.err(BANNER);
  }
  return failed.length === 0 && unread.length === 0 ? 0 : 1;
}

const toJson = ({ trace, ...call }: CheckedCall) => ({ ...call, trace: answerJson(trace) });

/** Follows calls and compares what comes out with what must. */
export async function checkCalls(
  network: Network,
  calls: readonly ExpectedCall[],
  knownBundle: KnownBundle,
): Promise<CheckedCall[]> {
  const checked: CheckedCall[] = [];
  for (const call of calls) {
    const trace = await answerCall(network, call.request, knownBundle);
    checked.push({ ...call, trace, differences: differences(call, trace) });
  }
  return checked;
}

/** Every call in a line: where from, what, what came out, whether it must. */
export function callLines(checked: readonly CheckedCall[]): string[] {
  return table(
    checked.map(({ name, request, trace, differences: wrong, published }) => [
      wrong.length === 0 ? PAINT.good("✔") : PAINT.bad("✘"),
      name,
      published ?? "",
      cut(outcomeLine(trace.outcome)),
      `${request.from}$ ${curlLine(request)}`,
    ]),
  );
}

/** Every call in a line: what must come out by whose word, what comes out here, the call. */
export function comparedLines(checked: readonly CheckedCall[]): string[] {
  return table([
    ["", "", "", "PUBLISHED", "HERE", ""],
    ...checked.map(({ name, request, trace, differences: wrong, published, expect }) => [
      wrong.length === 0 ? PAINT.good("✔") : PAINT.bad("✘"),
      ...[name, published ?? "", cut(expectedLine(expect)), cut(outcomeLine(trace.outcome))],
      `${request.from}$ ${curlLine(request)}`,
    ]),
  ]);
}

function expectedLine({ status, body, curl }: ExpectedCall["expect"]): string {
  return curl === undefined
    ? `${status ?? ""} ${[body ?? ""].flat().join(" or ")}`.trim()
    : `curl: (${curl})`;
}

/** The rest of a long answer is among the details. */
const cut = (line: string): string => (line.length > 48 ? `${line.slice(0, 47)}…` : line);

/** What of an answer is not as it must be. */
export function differences({ expect }: Pick<ExpectedCall, "expect">, answer: Trace): string[] {
  const { verdict, outcome, warnings } = answer;
  const { status, body, curl, warning, headers = [] } = expect;
  const wrong: string[] = [];
  if (expect.verdict !== undefined && expect.verdict !== verdict) {
    wrong.push(`is ${verdict}, must be ${expect.verdict}`);
  }
  if (status !== undefined && (outcome.kind !== "http" || outcome.status !== status)) {
    wrong.push(`must answer ${status}`);
  }
  const bodies = body === undefined ? [] : [body].flat();
  if (bodies.length > 0 && (outcome.kind !== "http" || !bodies.includes(outcome.body ?? ""))) {
    wrong.push(`must answer ${bodies.join(" or ")}`);
  }
  if (curl !== undefined && (outcome.kind !== "error" || outcome.curl !== curl)) {
    wrong.push(`must end curl with ${curl}`);
  }
  const answered =
    outcome.kind === "http"
      ? [...Object.keys(outcome.headers), ...(outcome.unknownHeaders ?? [])]
      : [];
  const missing = headers.filter(
    (name) => !answered.some((given) => given.toLowerCase() === name.toLowerCase()),
  );
  if (missing.length > 0) {
    wrong.push(`must have ${missing.join(", ")}`);
  }
  if (warning !== undefined && !warnings.some(({ code }) => code === warning)) {
    wrong.push(`must warn of ${warning}`);
  }
  return wrong;
}
