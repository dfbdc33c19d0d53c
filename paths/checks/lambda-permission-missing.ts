import { permissionsOf } from "../network/apis";
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
  judge: ({ network, api, routed, lambda, stageName, request }) => {
    if (!api || !lambda || lambda === UNKNOWN || !routed || routed === UNKNOWN || !routed.found) {
      return undefined;
    }
    const prefix = known(api.properties.text("executionArn"));
    if (prefix === undefined) {
      return unknown(`whether ${nameOf(lambda)} lets the API invoke it`);
    }
    const path = routed.resourcePath.replace(/\{[^}]+\}/g, "*");
    const arn = `${prefix}/${stageName}/${request.method}${path}`;
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
        source === UNKNOWN ? "unknown" : source === undefined ? "yes" : matchArn(source, arn);
      return from === "yes" && [principal, action].includes(UNKNOWN) ? "unknown" : from;
    });
    if (verdicts.includes("yes")) {
      return undefined;
    }
    return verdicts.includes("unknown")
      ? unknown(`whether ${nameOf(lambda)} lets the API invoke it`)
      : fault({
          resource: lambda,
          detail: `no permission of ${nameOf(lambda)} lets API Gateway invoke it for ${arn}`,
          fix: `add a permission for apigateway.amazonaws.com with the sourceArn ${prefix}/*/${request.method}${routed.resourcePath}`,
          seen: internalError(),
        });
  },
};
