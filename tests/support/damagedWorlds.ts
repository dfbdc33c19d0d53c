import * as vm from "node:vm";
import { checkTogether, parseExport } from "../../paths/exports";
import { Network } from "../../paths/network/network";
import { RequestError, type Request } from "../../paths/request";
import type { ResourceState } from "../../paths/snapshot";
import { trace, type Verdict } from "../../paths/trace";
import type { Place } from "./damage";

export type Stack = "service" | "customer";
export type World = Record<Stack, readonly ResourceState[]>;

/** Values that an export tells twice: hiding one hides nothing. The other one is beside it. */
const TOLD_TWICE: readonly { type: string; place: RegExp; twin: Place }[] = [
  { type: "aws:lambda/function:Function", place: /^name$/, twin: ["id"] },
  { type: "aws:route53/record:Record", place: /^fqdn$/, twin: ["name"] },
  { type: "aws:route53/record:Record", place: /^name$/, twin: ["fqdn"] },
  ...[
    { type: "aws:ec2/vpcEndpoint:VpcEndpoint", ids: "subnetIds", pairs: "subnetConfigurations" },
    { type: "aws:lb/loadBalancer:LoadBalancer", ids: "subnets", pairs: "subnetMappings" },
  ].flatMap(({ type, ids, pairs }) => [
    { type, place: new RegExp(`^${ids}(\\.\\d+)?$`), twin: [pairs] },
    { type, place: new RegExp(`^${pairs}(\\.\\d+(\\.subnetId)?)?$`), twin: [ids] },
  ]),
];

export const told = ({ type }: ResourceState, place: Place) =>
  TOLD_TWICE.find((one) => one.type === type && one.place.test(place.join(".")));

/** What was read of an export before; most of them are damaged in one stack alone. */
const readBefore = new WeakMap<readonly ResourceState[], ReturnType<typeof parseExport>>();

/** Reads the exports as the command line does. */
export function networkOf(world: World, pending: Partial<Record<Stack, boolean>> = {}): Network {
  const exports = (["service", "customer"] as const).map((stack) => {
    const resources = world[stack];
    const cutOff = pending[stack] ? { pending_operations: [{ type: "updating" }] } : {};
    const known = pending[stack] ? undefined : readBefore.get(resources);
    const text = () => JSON.stringify({ version: 3, deployment: { resources, ...cutOff } });
    const own = known ?? parseExport(text(), stack, stack);
    if (!pending[stack]) {
      readBefore.set(resources, own);
    }
    return { ...own, where: stack };
  });
  checkTogether(exports);
  return new Network(exports);
}

/** The verdict, or that the caller's stack has no place to call from. */
export function verdictOf(network: Network, request: Request): Verdict | "no place" {
  try {
    return trace(network, request).verdict;
  } catch (error) {
    if (error instanceof RequestError && error.message.includes("without a VPC or an endpoint")) {
      return "no place";
    }
    throw error;
  }
}

/** How much of a call arrives, by its verdict. */
export const arrival = (verdict: string): number => ["partial", "reachable"].indexOf(verdict) + 1;

/** Far more than a batch takes, in milliseconds: what is longer goes on and on. */
const ENDLESS = 30_000;

/** Works, and throws when that has no end. */
export function bounded(work: () => unknown): void {
  (globalThis as { boundedWork?: () => unknown }).boundedWork = work;
  vm.runInThisContext("boundedWork()", { timeout: ENDLESS });
}

/** A call of a path with very many parts. */
export const deepCall = (request: Request): Request => ({
  ...request,
  url: `${request.url}/${"a/".repeat(40)}b`,
});

/** Brings what a damage changed into the same export without hidden values. */
export function merged(
  open: readonly ResourceState[],
  before: readonly ResourceState[],
  after: readonly ResourceState[],
): ResourceState[] {
  const gone = new Set(before.filter((one) => !after.includes(one)).map(({ urn }) => urn));
  const made = after.filter((one) => !before.includes(one));
  return [...open.filter(({ urn }) => !gone.has(urn)), ...made];
}
