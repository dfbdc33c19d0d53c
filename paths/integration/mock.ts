import type { Journey } from "../journey";
import type { MethodView } from "../network/apis";
import { isMap, UNKNOWN, type Maybe } from "../network/properties";
import { broken, unclear, type Reply } from "./reply";
import { mapped } from "./responses";
import { entriesOf } from "./template";

/** The type of a request's content when nobody says so. */
const JSON_TYPE = "application/json";

/**
 * What an integration of type MOCK answers: the request's template gives a status, which picks a response.
 *
 * Source: API Gateway guide, set up mock integrations.
 */
export function mockReply({ network, request }: Journey, way: MethodView): Reply {
  const integration = way.integration!;
  const templates = entriesOf(integration.properties.raw("requestTemplates"));
  const type = (request.headers["content-type"] ?? JSON_TYPE).split(";")[0]?.trim() ?? JSON_TYPE;
  const template = templates === UNKNOWN ? UNKNOWN : templates.get(type);
  const what = "which status the integration of type MOCK gives";
  if (templates !== UNKNOWN && templates.size === 0) {
    return broken({
      resource: integration,
      detail: "the integration of type MOCK has no request template, which gives its status",
      fix: `give it the request template {"statusCode": 200} for ${JSON_TYPE}, and deploy again`,
      evidence: "inferred",
    });
  }
  const status = template === undefined || template === UNKNOWN ? UNKNOWN : statusIn(template);
  return status === UNKNOWN
    ? unclear(what)
    : mapped(
        network,
        way,
        { status, headers: new Map(), body: "" },
        { detail: "answers itself (MOCK)", assumptions: [], isHead: request.method === "HEAD" },
      );
}

function statusIn(template: string): Maybe<number> {
  try {
    const parsed: unknown = JSON.parse(template);
    const status = isMap(parsed) ? parsed["statusCode"] : undefined;
    return typeof status === "number" ? status : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
