import { isMap } from "../../paths/network/properties";
import type { Network } from "../../paths/network/network";
import { probeOf } from "../../paths/probe";
import type { StackPlan } from "../project";
import type { ExpectedCall } from "../seedCalls";

/** A stack's probe, and the settings by which it can be invoked. */
export interface StackProbe {
  stack: StackPlan;
  /** ARN of its function. */
  arn: string;
}

/** What keeps a stack's calls from being seen, and what to do. */
export interface Obstacle {
  stack: string;
  what: string;
  fix: string;
}

/** Who makes a call: a probe; or nobody, and why. */
export type Observer =
  | { kind: "probe"; probe: StackProbe }
  /** No probe can be where the call comes from; that is no fault. */
  | { kind: "elsewhere"; because: string }
  | { kind: "obstacle"; obstacle: Obstacle };

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:[\w-]+$/;

/** Finds who makes a call. */
export function observerOf(
  network: Network,
  stacks: readonly StackPlan[],
  { request: { from, connectTo } }: Pick<ExpectedCall, "request">,
): Observer {
  if (from === "internet" || from.startsWith("onprem:")) {
    const where = from === "internet" ? "on the internet" : "in a network outside AWS";
    return { kind: "elsewhere", because: `no probe is ${where}` };
  }
  if (connectTo) {
    return { kind: "elsewhere", because: "a probe connects to where the name leads" };
  }
  const found = findProbe(network, stacks, from);
  return "arn" in found
    ? { kind: "probe", probe: found }
    : { kind: "obstacle", obstacle: { stack: from, ...found } };
}

function findProbe(
  network: Network,
  stacks: readonly StackPlan[],
  name: string,
): StackProbe | Omit<Obstacle, "stack"> {
  const stack = stacks.find((one) => one.name === name);
  const built = `npx private-api up --target aws --stacks ${name}`;
  if (!stack) {
    return {
      what: `there is no Pulumi.${name}.yaml here, so nobody knows its credentials`,
      fix: "run this in the project that has the stack's settings",
    };
  }
  const arn = network.outputsOf(name)?.["probe"];
  if (arn === undefined || !probeOf(network, name)) {
    return stack.settings.probe
      ? { what: "its probe is not built yet", fix: built }
      : {
          what: "has no probe",
          fix: `private-api:probe: true in Pulumi.${name}.yaml, then ${built}`,
        };
  }
  const [, region, account] = (typeof arn === "string" && FUNCTION_ARN.exec(arn)) || [];
  if (region === undefined || account === undefined) {
    return {
      what: `exports as its probe ${isMap(arn) ? "a secret" : JSON.stringify(arn)}, which is no function's ARN`,
      fix: `export it anew: pulumi stack export --stack ${name} --show-secrets`,
    };
  }
  if (account !== stack.account || region !== stack.region) {
    return {
      what: `has its probe in account ${account}, region ${region}; its settings are of account ${stack.account}, region ${stack.region}`,
      fix: "take the export of this very stack, or mend aws:allowedAccountIds and aws:region",
    };
  }
  return { stack, arn: arn as string };
}
