import type { StackPlan } from "../../automation/project";
import type { StackResult } from "../../automation/runs";
import type { Step } from "../../simulator/step";

/** A stack's plan with no more than what its order depends on. */
const plan = (name: string, account: string, settings: object): StackPlan =>
  ({
    ...{ name, account, settings, project: "private-api", region: "ap-northeast-1" },
    ...{ config: {}, file: `Pulumi.${name}.yaml`, locate: () => name },
  }) as unknown as StackPlan;

/** A service, with the direct customers whose stacks it reads. */
export const servicePlan = (name: string, direct: string[] = []): StackPlan =>
  plan(name, "111111111111", { role: "service", direct: direct.map((one) => ({ name: one })) });

/** A customer over PrivateLink. */
export const customerPlan = (name: string, serviceStack: string | undefined): StackPlan =>
  plan(name, "222222222222", { role: "customer", via: "privatelink", serviceStack });

/** A direct customer, which reads no other stack. */
export const directPlan = (name: string): StackPlan =>
  plan(name, "333333333333", { role: "customer", via: "direct" });

export const step = (op: Step["op"], name: string, type = "aws:ec2/vpc:Vpc"): Step => ({
  ...{ op, type, urn: `urn:pulumi:s::private-api::${type}::${name}` },
});

export const done = (stack: StackPlan, steps: Step[] = []): StackResult => ({
  ...{ state: "done", stack, steps, outputs: {} },
  resources: () => [],
});

export const failed = (stack: StackPlan, message: string, steps: Step[] = []): StackResult => ({
  ...{ state: "failed", stack, steps, error: new Error(message) },
});
