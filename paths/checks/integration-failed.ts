import type { Node } from "../network/network";
import { known, UNKNOWN } from "../network/properties";
import { fault, internalError, unknown, type Check } from "./check";

export const integrationFailed: Check = {
  code: "INTEGRATION_FAILED",
  hop: "integration",
  cause:
    "The method has no integration, or API Gateway cannot make an answer of it: it invokes a function by another verb than POST, has no response for its status, or a role that does not trust API Gateway.",
  symptom: '500 `{"message": "Internal server error"}`, or 502',
  repair:
    "Give the method an integration: of a function with integrationHttpMethod POST, else with a response without a pattern and a role that trusts apigateway.amazonaws.com.",
  source:
    "API Gateway guide, Lambda proxy integrations, integration responses; Lambda's Invoke API is a POST; what is said of responses and roles is inferred",
  evidence: "documented",
  judge: ({ way, lambda, reply }) => {
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
    if (reply?.kind === "unclear") {
      return unknown(reply.assumption);
    }
    if (reply?.kind === "broken") {
      const { resource, detail, fix, evidence } = reply;
      return fault({ resource, detail, fix, seen, evidence: evidence ?? "documented" });
    }
    if (reply && !isOfFunction(integration)) {
      return undefined;
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

/** Whether an integration that maps its answers invokes a function. */
const isOfFunction = ({ properties }: Node): boolean =>
  known(properties.text("uri"))?.includes(":lambda:path/") ?? false;
