import { resourcesOf } from "../paths/snapshot";
import { SettingsError, type Problem } from "../stacks/problems";
import type { StackPlan } from "./project";
import type { States } from "./states";

/**
 * A stack stays in the account and region that it was built in: in another one the engine would find
 * nothing of what its state tells.
 *
 * @throws SettingsError naming both
 */
export function checkIdentity(stacks: readonly StackPlan[], states: States): void {
  const problems = stacks.flatMap((stack): Problem[] => {
    const built = builtIn(stack.name, states);
    const given = { "aws:region": stack.region, "aws:allowedAccountIds": stack.account };
    return built
      ? (["aws:region", "aws:allowedAccountIds"] as const)
          .filter((key) => built[key] !== given[key])
          .map((key) => ({
            where: stack.locate([key]),
            what: `is not the ${key === "aws:region" ? "region" : "account"} that ${stack.name} was built in`,
            value: given[key],
            allowed: built[key],
            fix: `destroy the stack first, or give the new one a settings file of its own`,
          }))
      : [];
  });
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
}

/** Region and account of a stack's provider, as its state tells them. */
function builtIn(stack: string, states: States) {
  const snapshot = states.load(stack);
  const inputs = (snapshot ? resourcesOf(snapshot) : []).find(
    ({ type }) => type === "pulumi:providers:aws",
  )?.inputs;
  if (!inputs) {
    return undefined;
  }
  const accounts = JSON.parse(
    (inputs["allowedAccountIds"] as string | undefined) ?? "[]",
  ) as string[];
  return {
    "aws:region": String(inputs["region"]),
    "aws:allowedAccountIds": accounts[0] ?? "",
  };
}
