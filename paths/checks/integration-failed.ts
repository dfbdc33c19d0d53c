import { known, UNKNOWN } from "../network/properties";
import { fault, internalError, unknown, type Check } from "./check";

export const integrationFailed: Check = {
  code: "INTEGRATION_FAILED",
  hop: "integration",
  cause: "The method has no integration, or it invokes its function by another verb than POST.",
  symptom: '500 `{"message": "Internal server error"}`, or 502',
  repair: "Give the method an integration of the function with integrationHttpMethod POST.",
  source: "API Gateway guide, Lambda proxy integrations; Lambda's Invoke API is a POST",
  evidence: "documented",
  judge: ({ way, lambda }) => {
    if (!way) {
      return undefined;
    }
    const { integration, method } = way;
    const seen = internalError();
    if (!integration) {
      const fix = "give the method an integration, and deploy again";
      return (
        method && fault({ resource: method, detail: "the method has no integration", fix, seen })
      );
    }
    const type = integration.properties.text("type");
    if (type === "MOCK") {
      return undefined;
    }
    if (type !== "AWS_PROXY") {
      return unknown(`how an integration of type ${type === UNKNOWN ? "?" : type} answers`);
    }
    const verb = integration.properties.text("integrationHttpMethod");
    if (verb === UNKNOWN || lambda === UNKNOWN) {
      return unknown("what the integration invokes");
    }
    if (verb !== "POST") {
      return fault({
        resource: integration,
        detail: `the integration invokes the function by ${verb}, and Lambda takes POST alone`,
        fix: 'set integrationHttpMethod: "POST"',
        seen,
      });
    }
    return lambda
      ? undefined
      : unknown(`whether there is a function for ${known(integration.properties.text("uri"))}`);
  },
};
