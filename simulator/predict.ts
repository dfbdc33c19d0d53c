import declared from "./aws/declared.json";
import { ENDPOINT } from "./aws/endpoints";
import { isUnknown, UNKNOWN, type Properties } from "./sdk";

const declarations = declared as Record<string, { outputs: string[] }>;

/** What a preview can tell of a resource to be made: its inputs, and nothing of what AWS will decide. */
export function predictCreate(type: string, inputs: Properties): Properties {
  const outputs = declarations[type]?.outputs ?? [];
  return Object.fromEntries(
    [...new Set([...Object.keys(inputs), ...outputs])].map((key) => [key, inputs[key] ?? UNKNOWN]),
  );
}

/**
 * What a preview can tell of a resource to be changed: what it has, with the new inputs.
 *
 * Of an endpoint whose subnets change the provider marks the addresses as unknown when it knows the new
 * subnets, and shows the old addresses when it does not know them (seen with a provider that mimics the
 * real one).
 */
export function predictUpdate(type: string, before: Properties, inputs: Properties): Properties {
  const after = { ...before, ...inputs };
  const subnets = inputs["subnetIds"];
  const known = Array.isArray(subnets) && !subnets.some(isUnknown);
  return type === ENDPOINT &&
    known &&
    JSON.stringify(subnets) !== JSON.stringify(before["subnetIds"])
    ? { ...after, subnetConfigurations: UNKNOWN }
    : after;
}
