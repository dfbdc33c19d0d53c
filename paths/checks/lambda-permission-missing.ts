import type { Journey } from "../journey";
import { permissionsOf, stagesOf, type MethodView } from "../network/apis";
import { sole } from "../network/network";
import { known, UNKNOWN } from "../network/properties";
import { matchArn } from "../policies/arn";
import { fault, internalError, nameOf, unknown, type Check } from "./check";

export const lambdaPermissionMissing: Check = {
  code: "LAMBDA_PERMISSION_MISSING",
  hop: "integration",
  cause: "The function does not let API Gateway invoke it for this stage, verb and path.",
  symptom: '500 `{"message": "Internal server error"}`',
  repair: "Add a permission for apigateway.amazonaws.com with the API's ARN as source.",
  source: "API Gateway guide, Lambda integrations (permissions); the body is general knowledge",
  evidence: "documented",
  judge: (journey) => {
    const { network, api, routed, way, lambda, request } = journey;
    if (!api || !lambda || lambda === UNKNOWN || !way || routed === UNKNOWN) {
      return undefined;
    }
    const prefix = known(api.properties.text("executionArn"));
    if (prefix === undefined) {
      return unknown(`whether ${nameOf(lambda)} lets the API invoke it`);
    }
    const arns = meantArns(journey, prefix, way);
    const verdicts = permissionsOf(network, lambda).map(({ properties }) => {
      const [principal, action, source] = ["principal", "action", "sourceArn"].map((key) =>
        properties.text(key),
      );
      if (principal !== "apigateway.amazonaws.com" && principal !== "*" && principal !== UNKNOWN) {
        return "no";
      }
      if (action !== UNKNOWN && action !== "lambda:InvokeFunction" && action !== "lambda:*") {
        return "no";
      }
      const from =
        source === UNKNOWN ? "unknown" : source === undefined ? "yes" : matchesAny(source, arns);
      return from === "yes" && [principal, action].includes(UNKNOWN) ? "unknown" : from;
    });
    if (verdicts.includes("yes")) {
      return undefined;
    }
    return verdicts.includes("unknown")
      ? unknown(`whether ${nameOf(lambda)} lets the API invoke it`)
      : fault({
          resource: lambda,
          detail: `no permission of ${nameOf(lambda)} lets API Gateway invoke it for ${arns[0]}`,
          fix: `add a permission for apigateway.amazonaws.com with the sourceArn ${prefix}/*/${routed?.found ? request.method : way.verb}${way.resourcePath}`,
          seen: internalError(),
        });
  },
};

/**
 * What API Gateway would invoke the function for. Where the call names no stage or method that there is,
 * nobody can tell which of the two is wrong: then a permission for either is enough.
 */
function meantArns(journey: Journey, prefix: string, way: MethodView): string[] {
  const { network, api, routed, request, stage, stageName } = journey;
  const other = stage || !api ? undefined : sole(stagesOf(network, api));
  const stages = [stageName, known(other?.properties.text("stageName")) ?? stageName];
  const isFound = routed !== UNKNOWN && routed?.found === true;
  const verbs = [request.method, isFound ? request.method : way.verb];
  const path = way.resourcePath.replace(/\{[^}]+\}/g, "*");
  return [
    ...new Set(stages.flatMap((name) => verbs.map((verb) => `${prefix}/${name}/${verb}${path}`))),
  ];
}

function matchesAny(source: string, arns: readonly string[]): "yes" | "no" | "unknown" {
  const verdicts = arns.map((arn) => matchArn(source, arn));
  return (["yes", "unknown"] as const).find((one) => verdicts.includes(one)) ?? "no";
}
