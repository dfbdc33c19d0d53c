import type { Network, Node } from "./network";
import { isMap, known, UNKNOWN, type Maybe } from "./properties";

export const PLAN = "aws:apigateway/usagePlan:UsagePlan";
const MEMBER = "aws:apigateway/usagePlanKey:UsagePlanKey";
const KEY = "aws:apigateway/apiKey:ApiKey";

/** The usage plans of a stage; UNKNOWN when one that may be does not tell its stages. */
export function plansOf(network: Network, api: Node, stageName: string): Maybe<readonly Node[]> {
  return network.onceFor(`usage plans of ${stageName}`, api, () => {
    const verdicts = network
      .all(PLAN)
      .map((plan) => ({ plan, has: hasStage(plan, api, stageName) }));
    const certain = verdicts.filter(({ has }) => has === true).map(({ plan }) => plan);
    return verdicts.some(({ has }) => has === UNKNOWN) ? UNKNOWN : certain;
  });
}

function hasStage({ properties }: Node, api: Node, stageName: string): Maybe<boolean> {
  const stages = properties.objects("apiStages");
  if (stages === UNKNOWN) {
    return UNKNOWN;
  }
  const verdicts = stages.map((one): Maybe<boolean> => {
    const [apiId, stage] = [one.text("apiId"), one.text("stage")];
    const isOther = (value: unknown, wanted: string) => value !== UNKNOWN && value !== wanted;
    return isOther(apiId, api.id) || isOther(stage, stageName)
      ? false
      : apiId === UNKNOWN || stage === UNKNOWN
        ? UNKNOWN
        : true;
  });
  return verdicts.includes(true) || (verdicts.includes(UNKNOWN) ? UNKNOWN : false);
}

/** A key of a usage plan, as far as the exports tell. */
export interface PlannedKey {
  node: Node;
  /** UNKNOWN when the export keeps it secret. */
  value: Maybe<string>;
  isEnabled: Maybe<boolean>;
}

/** The keys of some usage plans; UNKNOWN when there may be others. */
export function keysOf(network: Network, plans: readonly Node[]): Maybe<readonly PlannedKey[]> {
  const ids = new Set(plans.map(({ id }) => id));
  const members = network.all(MEMBER).filter(({ properties }) => {
    const plan = properties.text("usagePlanId");
    return plan === UNKNOWN || plan === undefined || ids.has(plan);
  });
  const keys = members.map((member): PlannedKey | undefined => {
    const { properties } = member;
    const keyId = known(properties.text("keyId"));
    const isCertain = known(properties.text("usagePlanId")) !== undefined && keyId !== undefined;
    const key = network.find(KEY, keyId);
    const values = [member, key].map((one) => one && secretText(one, "value"));
    return isCertain
      ? {
          node: key ?? member,
          value: values.find((value) => typeof value === "string") ?? UNKNOWN,
          isEnabled: key ? isEnabled(key) : UNKNOWN,
        }
      : undefined;
  });
  return keys.some((key) => key === undefined) ? UNKNOWN : keys.filter((key) => key !== undefined);
}

/** The API keys that tell a value, in a usage plan or in none. */
export const keysWithValue = (network: Network, value: string): readonly PlannedKey[] =>
  network
    .all(KEY)
    .filter((node) => secretText(node, "value") === value)
    .map((node) => ({ node, value, isEnabled: isEnabled(node) }));

const isEnabled = ({ properties }: Node): Maybe<boolean> => properties.flag("enabled") ?? true;

/** A text, also one that the export shows as a secret in plain (`pulumi stack export --show-secrets`). */
function secretText({ state, properties }: Node, key: string): Maybe<string> | undefined {
  const value: unknown = state.outputs?.[key];
  const plaintext = isMap(value) ? value["plaintext"] : undefined;
  if (typeof plaintext !== "string") {
    return properties.text(key);
  }
  try {
    const text: unknown = JSON.parse(plaintext);
    return typeof text === "string" ? text : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
