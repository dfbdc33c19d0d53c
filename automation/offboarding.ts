import { phaseOf, type Project } from "./project";
import type { RunResult } from "./runs";
import { serviceOf } from "./runs";

/**
 * What is left for people to do when a customer is gone: its files are theirs, and this package never writes
 * a tracked file.
 */
export function offboardingLines(project: Project, result: RunResult): string[] {
  const all = new Set(result.stacks.map(({ stack }) => stack.name));
  return result.stacks.flatMap(({ stack, state }) => {
    const service = project.stacks.find(({ name }) => name === serviceOf(stack));
    if (state !== "done" || phaseOf(stack) !== "customer" || !service || all.has(service.name)) {
      return [];
    }
    return [
      `${stack.name} is gone. To let it go for good: remove its entry from the customers in ` +
        `Pulumi.${service.name}.yaml, then npx private-api up --stacks ${service.name}, then remove Pulumi.${stack.name}.yaml`,
    ];
  });
}
