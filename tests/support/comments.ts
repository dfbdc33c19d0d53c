import type { CallChange, CallVerdict } from "../../automation/callChanges";
import type { StackTree } from "../../automation/markdown";
import type { StackPlan } from "../../automation/project";
import { stepTree } from "../../automation/report";
import type { RunResult, StackResult } from "../../automation/runs";
import { BUILTIN } from "../../automation/target";
import type { ResourceState } from "../../paths/snapshot";
import type { Operation, Step } from "../../simulator/step";

/** What `markdown` is given. */
export interface CommentInput {
  result: RunResult;
  trees: StackTree[];
  sentences: string[];
  calls: Record<string, CallChange[]>;
}

export const PROJECT = "private-api";

/** A stack as a comment needs it. */
export function planOf(name: string, account = "111111111111", project = PROJECT): StackPlan {
  const settings = { role: "customer" };
  return { name, account, project, region: "ap-northeast-1", settings } as StackPlan;
}

/** A stack that was run to its end, with a resource of a component for each operation. */
export function doneStack(
  stack: StackPlan,
  ops: readonly Operation[],
  more: { after?: string; reason?: string } = {},
): StackResult {
  const urnOf = (types: string, name: string) =>
    `urn:pulumi:${stack.name}::${stack.project}::${types}::${name}`;
  const stackType = "pulumi:pulumi:Stack";
  const root = urnOf(stackType, `${stack.project}-${stack.name}`);
  const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  const resources: ResourceState[] = [{ urn: root, type: stackType, custom: false }];
  const steps = ops.map((op, i): Step => {
    const urn = urnOf(`${stackType}$${rule}`, `rule-${String(i + 1).padStart(4, "0")}`);
    if (op !== "delete") {
      resources.push({ urn, type: rule, custom: true, id: `sgr-${i + 1}`, parent: root });
    }
    const keys = [more.reason ?? "cidrIpv4"];
    const reasons = op === "replace" ? { diffReasons: keys, replaceReasons: keys } : {};
    return { op, urn, type: rule, ...reasons, ...(op === "update" ? { diffReasons: keys } : {}) };
  });
  const after = more.after === undefined ? {} : { after: more.after };
  return { state: "done", stack, steps, outputs: {}, resources: () => resources, ...after };
}

/** The tree of a stack that {@link doneStack} made. */
export function treeOf(one: StackResult): StackTree {
  const before = one.state === "done" ? goneOf(one) : [];
  return { name: one.stack.name, lines: stepTree(one, before, {}) };
}

function goneOf({ steps, resources }: StackResult & { state: "done" }): ResourceState[] {
  const parent = resources()[0]?.urn;
  return steps
    .filter(({ op }) => op === "delete")
    .map(({ urn, type }) => ({ urn, type, custom: true, parent }));
}

export const REACHABLE: CallVerdict = { verdict: "reachable", codes: [] };
export const blocked = (...codes: string[]): CallVerdict => ({ verdict: "blocked", codes });

/** A call of a stack, before a run and after it. */
export function callOf(
  from: string,
  url: string,
  before: CallVerdict | null,
  after: CallVerdict | null,
  headers: Record<string, string> = {},
): CallChange {
  const request = { from, method: "GET", url, headers, insecure: false };
  return { request, before, after, stillMade: null };
}

const OWN = "https://cc0qnec1ix.execute-api.ap-northeast-1.amazonaws.com/prod";
const DENIED = blocked("NLB_SG_PRIVATELINK_DENIED");

/**
 * A service and 300 customers with 2,000 changed resources: 200 of the service, six of each customer. Of
 * every three customers one loses its calls, one gains a call, and one keeps all as they are.
 */
export function manyStacks(): CommentInput {
  const numbers = Array.from({ length: 300 }, (_, i) => i);
  const nameOf = (i: number) => `customer-${String(i).padStart(4, "0")}`;
  const of = (count: number, op: Operation) => Array.from({ length: count }, () => op);
  const service = doneStack(planOf("service"), [
    ...of(40, "replace"),
    ...of(30, "delete"),
    ...of(60, "create"),
    ...of(70, "update"),
    ...of(100, "same"),
  ]);
  const customers = numbers.map((i) =>
    doneStack(
      planOf(nameOf(i), String(200_000_000_000 + i)),
      i % 3 === 0
        ? [...of(1, "replace"), ...of(5, "update"), ...of(9, "same")]
        : [...of(6, "update"), ...of(9, "same")],
    ),
  );
  const calls = Object.fromEntries([
    ["service", [callOf("service", OWN, REACHABLE, REACHABLE)]],
    ...numbers.map((i) => {
      const own = callOf(nameOf(i), OWN, REACHABLE, i % 3 === 0 ? DENIED : REACHABLE);
      const vanity = `https://${nameOf(i)}.hoge.co.jp/prod`;
      const added = callOf(nameOf(i), vanity, null, REACHABLE, { "x-apigw-api-id": "cc0qnec1ix" });
      return [nameOf(i), i % 3 === 1 ? [own, added] : [own]] as const;
    }),
  ]) as CommentInput["calls"];
  const stacks = [service, ...customers];
  return {
    result: { ...BUILTIN, stacks, warnings: [] },
    trees: stacks.map(treeOf),
    sentences: [],
    calls,
  };
}
