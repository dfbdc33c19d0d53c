import pc from "picocolors";
import type { ResourceState } from "../paths/snapshot";
import type { Call } from "../stacks/calls";

/** The first and the last line of every simulated run. */
export const BANNER =
  "SIMULATED: no AWS account was contacted. " +
  "For real: pulumi up --stack service, then pulumi up --stack customer (README, To AWS)";

/** A call as a command for a shell. */
export function curl(call: Call): string {
  const headers = Object.entries(call.headers).map(([name, value]) => `-H '${name}: ${value}'`);
  return ["curl", ...(call.insecure ? ["-k"] : []), call.url, ...headers].join(" ");
}

/** The calls among a stack's outputs. */
export function callsOf(outputs: Record<string, unknown>): Call[] {
  return Array.isArray(outputs["calls"]) ? (outputs["calls"] as Call[]) : [];
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

/** The resources of a stack as a tree, by parent; providers, which nobody wrote, are left out. */
export function tree(resources: readonly ResourceState[]): string[] {
  const shown = resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
  const children = (parent: string | undefined) =>
    shown.filter((resource) => resource.parent === parent).sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const draw = (resource: ResourceState, lead: string, last: boolean, depth: number): string[] => {
    const [, , types = "", name = ""] = resource.urn.split("::");
    const type = types.split("$").pop() ?? "";
    const branch = depth === 0 ? "" : `${lead}${last ? "└─ " : "├─ "}`;
    const below = depth === 0 ? "" : `${lead}${last ? "   " : "│  "}`;
    const own = children(resource.urn);
    const id = resource.id && resource.custom ? pc.dim(`  ${resource.id}`) : "";
    return [
      `${branch}${shortType(type)} ${pc.bold(name)}${id}`,
      ...own.flatMap((child, i) => draw(child, below, i === own.length - 1, depth + 1)),
    ];
  };
  return children(undefined).flatMap((root, i, all) => draw(root, "", i === all.length - 1, 0));
}

/** `aws:ec2/vpcEndpoint:VpcEndpoint` as `aws:ec2:VpcEndpoint`. */
function shortType(type: string): string {
  return type.replace(/\/[^:]*/, "");
}
