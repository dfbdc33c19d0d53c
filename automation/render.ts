import { isMap } from "../paths/network/properties";
import type { ResourceState } from "../paths/snapshot";
import type { Call } from "../stacks/calls";
import { COLOURS } from "./paint";
import { BUILTIN, type RunKind } from "./target";

const SIMULATED = "SIMULATED: no AWS account was contacted. For real:";

/** The first and the last line of what knows no project. */
export const BANNER = `${SIMULATED} README, To AWS`;

/** Customers that the banner names before it speaks of all of them. */
const NAMED = 3;

/** The first and the last line of every run: what it was, and where it was simulated the commands for real. */
export function banner(
  stacks: readonly {
    name: string;
    account?: string;
    settings: { role: "service" | "customer"; via?: string };
  }[],
  { target }: Pick<RunKind, "target"> = BUILTIN,
): string {
  if (target === "aws") {
    const accounts = [...new Set(stacks.flatMap(({ account }) => account ?? []))];
    const more = accounts.length > NAMED ? ` and ${accounts.length - NAMED} more` : "";
    return `AWS: ${plural(stacks.length, "stack")} in account ${accounts.slice(0, NAMED).join(", ")}${more}`;
  }
  const isLast = ({ settings }: (typeof stacks)[number]) =>
    settings.role === "customer" && settings.via !== "direct";
  const customers = stacks.filter(isLast);
  const isService = ({ settings }: (typeof stacks)[number]) => settings.role === "service";
  const direct = stacks.filter((stack) => !isLast(stack) && !isService(stack));
  // In the order in which they are built: a direct customer comes before its service.
  const first = [...direct, ...stacks.filter(isService)];
  const named = customers.length <= NAMED ? [...first, ...customers] : first;
  const steps = named.map(({ name }) => `pulumi up --stack ${name}`);
  if (customers.length > NAMED) {
    steps.push(`pulumi up --stack <customer> for each of ${customers.length}`);
  }
  return `${SIMULATED} ${steps.join(", then ")} (README, To AWS)`;
}

/** A call as a command for a shell. */
export function curl(call: Call): string {
  const headers = Object.entries(call.headers).flatMap(([key, value]) => [
    "-H",
    `${key}: ${value}`,
  ]);
  return ["curl", ...(call.insecure ? ["-k"] : []), call.url, ...headers].map(quoted).join(" ");
}

/** A word as a shell takes it for what it is. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The calls among a stack's outputs. */
export function callsOf(outputs: Record<string, unknown>): Call[] {
  return listedCalls(outputs).filter(isCall);
}

/** How many of a stack's calls cannot be read: an export may keep values to itself. */
export function unreadCalls(outputs: Record<string, unknown>): number {
  return listedCalls(outputs).filter((call) => !isCall(call)).length;
}

const listedCalls = ({ calls }: Record<string, unknown>): unknown[] =>
  calls === undefined ? [] : Array.isArray(calls) ? (calls as unknown[]) : [calls];

function isCall(call: unknown): call is Call {
  if (!isMap(call)) {
    return false;
  }
  const { from, url, headers, insecure } = call;
  return (
    typeof from === "string" &&
    typeof url === "string" &&
    URL.canParse(url) &&
    isMap(headers) &&
    Object.values(headers).every((value) => typeof value === "string") &&
    typeof insecure === "boolean"
  );
}

/** Rows with their columns aligned; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join("  ")
      .trimEnd(),
  );
}

/** Seconds for people: under two minutes to the second, else to the minute. */
export function duration(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** `1 resource`, `2 resources`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What a tree shows beside a resource. */
export interface Mark {
  /** One character, before it. */
  symbol: string;
  /** Behind it; may be empty. */
  note: string;
}

/**
 * The resources of a stack as a tree, by parent; providers, which nobody wrote, are left out.
 *
 * @param marks what is shown beside resources, by URN
 * @param full whether branches without marks are shown, with the ids of what is in them
 */
export function tree(
  resources: readonly ResourceState[],
  marks: ReadonlyMap<string, Mark> = new Map(),
  { full = false } = {},
): string[] {
  const shown = resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
  const children = (parent: string | undefined): ResourceState[] =>
    shown
      .filter((resource) => resource.parent === parent)
      .filter((resource) => full || isMarked(resource))
      .sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const isMarked = ({ urn }: ResourceState): boolean =>
    marks.has(urn) || shown.some((other) => other.parent === urn && isMarked(other));
  const draw = (resource: ResourceState, lead: string, last: boolean, depth: number): string[] => {
    const { urn, id, custom } = resource;
    const [, , types = "", name = ""] = urn.split("::");
    const { symbol = " ", note = "" } = marks.get(urn) ?? {};
    const branch = depth === 0 ? "" : `${lead}${last ? "└─ " : "├─ "}`;
    const below = depth === 0 ? "" : `${lead}${last ? "   " : "│  "}`;
    const own = children(urn);
    const behind = [note, full && custom && id ? COLOURS.dim(id) : ""].filter(
      (text) => text !== "",
    );
    const type = shortType(types.split("$").pop() ?? "");
    return [
      [`${symbol} ${branch}${type} ${COLOURS.bold(name)}`, ...behind].join("  "),
      ...own.flatMap((child, i) => draw(child, below, i === own.length - 1, depth + 1)),
    ];
  };
  return children(undefined).flatMap((root, i, all) => draw(root, "", i === all.length - 1, 0));
}

/** `aws:ec2/vpcEndpoint:VpcEndpoint` as `aws:ec2:VpcEndpoint`. */
function shortType(type: string): string {
  return type.replace(/\/[^:]*/, "");
}
