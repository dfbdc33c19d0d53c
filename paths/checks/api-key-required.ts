import type { Journey } from "../journey";
import { keysOf, keysWithValue, PLAN, plansOf } from "../network/apiKeys";
import { sole } from "../network/network";
import { known, UNKNOWN } from "../network/properties";
import { fault, forbidden, nameOf, unknown, type Check, type Finding } from "./check";

const KEY_HEADER = "x-api-key";

export const apiKeyRequired: Check = {
  code: "API_KEY_REQUIRED",
  hop: "method",
  cause:
    "The method asks for an API key, and the call carries none, or one that no usage plan of the stage has.",
  symptom: '403 `{"message":"Forbidden"}`',
  repair: "Send x-api-key with a key of a usage plan that the API's stage is in.",
  source:
    "API Gateway guide, usage plans and API keys; gateway response types (INVALID_API_KEY); the body is general knowledge",
  evidence: "documented",
  judge: (journey) => {
    const { way, api, request } = journey;
    const required = way?.method?.properties.flag("apiKeyRequired") ?? false;
    if (!api || required === false) {
      return undefined;
    }
    if (required === UNKNOWN) {
      return unknown("whether the method asks for an API key");
    }
    const source = api.properties.text("apiKeySource") ?? "HEADER";
    if (source !== "HEADER") {
      return unknown(
        `which API key the call has: ${source === UNKNOWN ? "no export tells where it stands" : "the authorizer gives it"}`,
      );
    }
    const given = request.headers[KEY_HEADER];
    return given === undefined || given === ""
      ? fault({
          // Which of the two is wrong, the method or the call, nobody can tell.
          resource: way?.method,
          detail: `the method asks for an API key, and there is no header ${KEY_HEADER}`,
          fix: `add the header: -H '${KEY_HEADER}: <key>', or set the method's apiKeyRequired to false`,
          seen: forbidden(),
        })
      : ofKey(journey, given);
  },
};

/** What of a key that was given can be told. Its value is never repeated. */
function ofKey(journey: Journey, given: string): Finding | readonly Finding[] | undefined {
  const { network, api, stage, stageName } = journey;
  const name = known(stage?.properties.text("stageName")) ?? stageName;
  const plans = api && plansOf(network, api, name);
  if (!api || plans === undefined || plans === UNKNOWN) {
    return unknown(`which usage plans the stage ${name} is in`);
  }
  const seen = forbidden();
  const disabled = keysWithValue(network, given).filter(({ isEnabled }) => isEnabled === false);
  const faults = disabled.map(({ node }) =>
    fault({
      resource: node,
      detail: `the API key ${nameOf(node)} is disabled`,
      fix: `enable the API key ${nameOf(node)}`,
      seen,
    }),
  );
  if (plans.length === 0) {
    const outside = fault({
      resource: sole(network.of(api.stack, PLAN)) ?? stage ?? api,
      detail: `the stage ${name} of ${nameOf(api)} is in no usage plan, so no API key is one of it`,
      fix: `add the stage ${name} to a usage plan that holds the key`,
      seen,
    });
    return [outside, ...faults];
  }
  const keys = keysOf(network, plans);
  const same = keys === UNKNOWN ? [] : keys.filter(({ value }) => value === given);
  if (same.some(({ isEnabled }) => isEnabled === true)) {
    return undefined;
  }
  if (keys === UNKNOWN || same.some(({ isEnabled }) => isEnabled === UNKNOWN)) {
    return unknown("whether the API key is one of the stage's usage plan");
  }
  if (same.length > 0) {
    return faults;
  }
  if (keys.some(({ value }) => value === UNKNOWN)) {
    return unknown(
      "whether the API key is one of the stage's usage plan: the exports keep the values secret",
    );
  }
  const other = fault({
    resource: sole(plans) ?? journey.way?.method,
    detail: `the API key is none of those of the stage's usage plan (${keys.length})`,
    fix: "send a key of the usage plan, or add the key to it",
    seen,
  });
  return [other, ...faults];
}
