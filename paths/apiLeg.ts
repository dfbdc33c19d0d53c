import { replyOf } from "./integration/integration";
import type { Journey } from "./journey";
import {
  DEPLOYMENT,
  deploymentOf,
  findApi,
  FUNCTION,
  functionOf,
  REST_API,
  route,
  stagesOf,
} from "./network/apis";
import { sole } from "./network/network";
import { UNKNOWN } from "./network/properties";

/** From API Gateway to the function. */
export function reachApi(journey: Journey): void {
  const { network, identity, url, apiEndpoint } = journey;
  const [stageName = "", ...rest] = url.path.split("/").slice(1);
  journey.stageName = stageName;
  journey.path = `/${rest.join("/")}`;
  const api =
    identity.kind === "api"
      ? findApi(network, identity.id)
      : // Behind this fault the call goes on with the API that can only have been meant.
        identity.kind === "none" && apiEndpoint
        ? sole(network.of(apiEndpoint.stack, REST_API))
        : undefined;
  if (!api) {
    return;
  }
  journey.api = api;
  const stages = stagesOf(network, api);
  journey.stage = stages.find(({ properties }) => properties.text("stageName") === stageName);
  const stage = journey.stage ?? sole(stages);
  journey.deployment =
    (stage && deploymentOf(network, stage)) ?? sole(network.where(DEPLOYMENT, "restApi", api.id));
  const routed = route(network, api, journey.request.method, journey.path);
  journey.routed = routed;
  journey.way = routed === UNKNOWN ? undefined : routed.found ? routed : routed.meant;
  const integration = journey.way?.integration;
  journey.lambda = integration
    ? functionOf(network, integration)
    : // Without an integration the call was meant for the only function.
      sole(network.of(api.stack, FUNCTION));
  journey.reply = replyOf(journey);
}
