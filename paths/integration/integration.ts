import type { Journey } from "../journey";
import type { MethodView } from "../network/apis";
import { known, UNKNOWN } from "../network/properties";
import { roleWithArn, trusts } from "../network/roles";
import { mockReply } from "./mock";
import { objectReply } from "./objects";
import { broken, invoked, unclear, type Reply } from "./reply";

/** What API Gateway calls itself to a role. */
const SERVICE = "apigateway.amazonaws.com";

/**
 * How the integration of a call's method answers; `undefined` for one that hands everything to a function,
 * and where there is none.
 */
export function replyOf(journey: Journey): Reply | undefined {
  const integration = journey.way?.integration;
  if (!journey.way || !integration) {
    return undefined;
  }
  const type = integration.properties.text("type");
  switch (type) {
    case "AWS_PROXY":
      return undefined;
    case "MOCK":
      return mockReply(journey, journey.way);
    case "HTTP":
    case "HTTP_PROXY": {
      const uri = known(integration.properties.text("uri"));
      return uri === undefined
        ? unclear("where the integration leads")
        : invoked(`asks ${uri}`, `what ${uri} answers is its own`, integration);
    }
    case "AWS":
      return awsReply(journey, journey.way);
    default:
      return unclear(`how an integration of type ${type === UNKNOWN ? "?" : type} answers`);
  }
}

/** An action of an AWS service, called with a role's credentials. */
function awsReply(journey: Journey, way: MethodView): Reply {
  const integration = way.integration!;
  const uri = known(integration.properties.text("uri"));
  const [, service, target] = /^arn:aws:apigateway:[^:]*:([^:]+):(.+)$/.exec(uri ?? "") ?? [];
  if (service === undefined || target === undefined) {
    return unclear("which AWS service the integration asks");
  }
  if (service === "lambda") {
    const answer = "what the function's answer is mapped to";
    return invoked("invokes the function", answer, integration);
  }
  const arn = integration.properties.text("credentials");
  const role = roleWithArn(journey.network, known(arn));
  if (!role) {
    return unclear(
      `with which role ${service} is asked: ${known(arn) === undefined ? "the integration names none" : `no export holds ${known(arn)}`}`,
    );
  }
  const isTrusted = trusts(role, SERVICE);
  if (isTrusted === UNKNOWN) {
    return unclear(`whether API Gateway may assume ${role.id}`);
  }
  if (!isTrusted) {
    return broken({
      resource: role,
      detail: `the role ${role.id} does not trust ${SERVICE}, and so ${service} is not asked`,
      fix: `let ${SERVICE} assume the role (assumeRolePolicy)`,
      evidence: "inferred",
    });
  }
  return service === "s3" && target.startsWith("path/")
    ? objectReply(journey, way, role, target.slice("path/".length))
    : invoked(`asks ${service} (${target})`, `what ${service} answers is its own`, integration);
}
