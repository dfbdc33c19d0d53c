import type { HttpOutcome } from "../checks/check";
import type { MethodView } from "../network/apis";
import type { Network, Node } from "../network/network";
import { known, UNKNOWN, type Maybe } from "../network/properties";
import { broken, unclear, type Answered, type Reply } from "./reply";
import { entriesOf, templateText } from "./template";

const INTEGRATION_RESPONSE = "aws:apigateway/integrationResponse:IntegrationResponse";
const METHOD_RESPONSE = "aws:apigateway/methodResponse:MethodResponse";

/** What a backend gives API Gateway, before that is made the caller's answer. */
export interface BackendAnswer {
  status: number;
  /** By name in lower case; UNKNOWN for one that is there with a value that nobody can tell. */
  headers: ReadonlyMap<string, Maybe<string>>;
  body: Maybe<string>;
}

/** A status as a method declares it. */
type Declared = { node: Node } | Reply;

/**
 * The caller's answer: the integration response whose pattern fits the backend's status, else the one
 * without a pattern, with the headers and the body that it maps.
 *
 * Source: API Gateway guide, set up an integration response; that a status for which there is no response
 * becomes 500 is general knowledge.
 */
export function mapped(
  network: Network,
  way: MethodView,
  given: BackendAnswer,
  about: Pick<Answered, "detail" | "assumptions"> & { isHead: boolean },
): Reply {
  const chosen = responseFor(network, way, given.status);
  if (!("node" in chosen)) {
    return chosen;
  }
  const { node } = chosen;
  const status = Number(known(node.properties.text("statusCode")));
  const declared = declaredAs(network, way, status);
  if (declared !== true) {
    return declared;
  }
  const { headers, unknownHeaders } = headersOf(node, given);
  const body = about.isHead ? "" : bodyOf(node, given);
  const outcome: HttpOutcome = {
    ...{ kind: "http", status, headers },
    ...(unknownHeaders.length > 0 ? { unknownHeaders } : {}),
    ...(body === UNKNOWN ? {} : { body }),
  };
  const names = unknownHeaders.join(", ");
  return {
    ...{ kind: "answered", outcome, detail: about.detail, resource: way.integration },
    assumptions: [
      ...about.assumptions,
      ...(names === "" ? [] : [`the answer has ${names}, with values that no export tells`]),
      ...(body === UNKNOWN ? ["the body of the answer is not known"] : []),
    ],
  };
}

/** What belongs to a method: of its API, resource and verb. UNKNOWN when there may be others. */
function ofMethod(
  network: Network,
  type: string,
  { integration }: MethodView,
): Maybe<readonly Node[]> {
  const keys = ["restApi", "resourceId", "httpMethod"] as const;
  const [api, resource, verb] = keys.map((key) => known(integration?.properties.text(key)));
  if (!integration || api === undefined || resource === undefined || verb === undefined) {
    return UNKNOWN;
  }
  const all = network.where(type, "restApi", api);
  const mayBe = ({ properties }: Node, key: string, wanted: string) =>
    [wanted, UNKNOWN].includes(properties.text(key) as string);
  const own = all.filter(
    (one) => mayBe(one, "resourceId", resource) && mayBe(one, "httpMethod", verb),
  );
  const isUntold = ({ properties }: Node) => keys.some((key) => properties.text(key) === UNKNOWN);
  const strays = network.strays(type, "restApi", integration.stack);
  return strays.length > 0 || own.some(isUntold) ? UNKNOWN : own;
}

function responseFor(network: Network, way: MethodView, status: number): Declared {
  const all = ofMethod(network, INTEGRATION_RESPONSE, way);
  const what = `which response the integration has for ${status}`;
  if (all === UNKNOWN || !way.integration) {
    return unclear(what);
  }
  const patterns = all.map((node) => ({ node, fits: fits(node, status) }));
  const [first, second] = patterns.filter(({ fits: own }) => own === true);
  const fallback = patterns.find(({ fits: own }) => own === "default");
  // Which of two patterns that fit comes first is written nowhere.
  if (second || patterns.some(({ fits: own }) => own === UNKNOWN)) {
    return unclear(what);
  }
  const chosen = (first ?? fallback)?.node;
  if (!chosen) {
    return broken({
      resource: way.integration,
      detail: `the integration has no response for ${status}, and none without a pattern`,
      fix: `give the integration a response for ${status}, or one without a selectionPattern, and deploy again`,
      evidence: "inferred",
    });
  }
  const isNumber = /^\d{3}$/.test(known(chosen.properties.text("statusCode")) ?? "");
  return isNumber ? { node: chosen } : unclear(what);
}

/** Whether a response is for a status; `default` without a pattern. */
function fits({ properties }: Node, status: number): Maybe<boolean> | "default" {
  const pattern = properties.text("selectionPattern") ?? "";
  if (pattern === UNKNOWN) {
    return UNKNOWN;
  }
  if (pattern === "") {
    return "default";
  }
  // A pattern of digits, classes and groups is the same here as in API Gateway; of others nobody knows.
  if (!/^[\d\\d{},|()[\]\-.+*?^$]+$/.test(pattern) || pattern.length > 100) {
    return UNKNOWN;
  }
  try {
    return new RegExp(`^(?:${pattern})$`).test(String(status));
  } catch {
    return UNKNOWN;
  }
}

/** Whether the method declares a status; AWS refuses a response of the integration for another one. */
function declaredAs(network: Network, way: MethodView, status: number): true | Reply {
  const all = ofMethod(network, METHOD_RESPONSE, way);
  if (all === UNKNOWN || !way.integration) {
    return unclear(`whether the method declares the status ${status}`);
  }
  const codes = all.map(({ properties }) => properties.text("statusCode"));
  if (codes.includes(String(status))) {
    return true;
  }
  return codes.includes(UNKNOWN)
    ? unclear(`whether the method declares the status ${status}`)
    : broken({
        resource: way.method ?? way.integration,
        detail: `the method does not declare the status ${status} that its integration answers with`,
        fix: `give the method a response ${status}, and deploy again`,
        evidence: "inferred",
      });
}

const ANSWER = "method.response.header.";
const BACKEND = "integration.response.header.";

const byName = <T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

/** The headers that a response maps: texts in single quotes, and the backend's own. */
function headersOf(node: Node, given: BackendAnswer) {
  const headers: Record<string, string> = {};
  const unknownHeaders: string[] = [];
  const entries = entriesOf(node.properties.raw("responseParameters"));
  for (const [name, source] of entries === UNKNOWN ? [] : byName(entries)) {
    if (!name.startsWith(ANSWER)) {
      continue;
    }
    const header = name.slice(ANSWER.length).toLowerCase();
    const value = source === UNKNOWN ? UNKNOWN : valueOf(source, given);
    if (value === UNKNOWN) {
      unknownHeaders.push(header);
    } else if (value !== undefined) {
      headers[header] = value;
    }
  }
  return { headers, unknownHeaders };
}

function valueOf(source: string, given: BackendAnswer): Maybe<string> | undefined {
  const text = /^'(.*)'$/s.exec(source)?.[1];
  if (text !== undefined) {
    return text;
  }
  return source.startsWith(BACKEND)
    ? given.headers.get(source.slice(BACKEND.length).toLowerCase())
    : UNKNOWN;
}

/** The body by the response's template; the backend's own without one. */
function bodyOf({ properties }: Node, given: BackendAnswer): Maybe<string> {
  const templates = entriesOf(properties.raw("responseTemplates"));
  const handling = properties.text("contentHandling") ?? "";
  if (templates === UNKNOWN || templates.size > 1 || handling !== "") {
    return UNKNOWN;
  }
  const [template] = templates.values();
  if (template === undefined || template === "") {
    return given.body;
  }
  return template === UNKNOWN ? UNKNOWN : templateText(template);
}
