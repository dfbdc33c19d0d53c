import type { HttpOutcome } from "./checks/check";
import type { Journey } from "./journey";
import { isMap, known, UNKNOWN } from "./network/properties";
import type { Network } from "./network/network";
import type { Request } from "./request";
import { follow, type Trace } from "./trace";

/** Runs a function with an event and gives what it answered. */
export type RunFunction = (event: Record<string, unknown>) => Promise<unknown>;

/**
 * The functions that may be run: those whose code the caller knows and trusts. Code that only a state file
 * names is never run.
 *
 * @param hash of the function's archive, as the state has it
 */
export type KnownBundle = (hash: string) => RunFunction | undefined;

/** What a proxy integration answers when it cannot use what the function gave. */
const BAD_GATEWAY: HttpOutcome = {
  ...{ kind: "http", status: 502, body: '{"message": "Internal server error"}' },
  headers: { "x-amzn-errortype": "InternalServerErrorException" },
};

/**
 * Traces a call, and has the function answer where the call arrives and the function is known; otherwise
 * the answer is that it was invoked, with status and body not known.
 *
 * @throws RequestError when the URL is not https or the vantage point does not exist
 */
export async function answerCall(
  network: Network,
  request: Request,
  knownBundle: KnownBundle,
): Promise<Trace> {
  const { trace, journey } = follow(network, request);
  const arrives = trace.outcome.kind === "http" && trace.outcome.status === undefined;
  if (!arrives || !journey || journey.reply) {
    return trace;
  }
  const run = knownBundle(bundleHash(journey) ?? "");
  if (!run) {
    const assumption =
      "the function's code is not known here: it was invoked, its answer is unknown";
    return { ...trace, assumptions: [...trace.assumptions, assumption] };
  }
  return { ...trace, outcome: await invoke(run, proxyEvent(journey), request.method === "HEAD") };
}

function bundleHash({ lambda }: Journey): string | undefined {
  const code = lambda && lambda !== UNKNOWN ? lambda.state.outputs?.["code"] : undefined;
  const hash = isMap(code) ? code["hash"] : undefined;
  return typeof hash === "string" ? hash : undefined;
}

async function invoke(
  run: RunFunction,
  event: Record<string, unknown>,
  withoutBody: boolean,
): Promise<HttpOutcome> {
  let result: unknown;
  try {
    result = await run(event);
  } catch {
    return BAD_GATEWAY;
  }
  if (!isMap(result) || typeof result["statusCode"] !== "number") {
    return BAD_GATEWAY;
  }
  const { statusCode, headers = {}, body = "", isBase64Encoded } = result;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const plain = isBase64Encoded === true ? Buffer.from(text, "base64").toString() : text;
  return {
    ...{ kind: "http", status: statusCode, body: withoutBody ? "" : plain },
    headers: Object.fromEntries(
      Object.entries(isMap(headers) ? headers : {}).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    ),
  };
}

/** The event of a Lambda proxy integration, as far as a call decides it. */
function proxyEvent(journey: Journey): Record<string, unknown> {
  const { request, routed, stageName, path, api } = journey;
  const query = new URL(request.url).searchParams;
  const found = routed && routed !== UNKNOWN && routed.found ? routed : undefined;
  return {
    ...{ resource: found?.resourcePath ?? "/", path, httpMethod: request.method },
    headers: request.headers,
    queryStringParameters: query.size > 0 ? Object.fromEntries(query) : null,
    pathParameters: found && Object.keys(found.parameters).length > 0 ? found.parameters : null,
    requestContext: {
      ...{ stage: stageName, httpMethod: request.method, path: `/${stageName}${path}` },
      apiId: api && known(api.properties.text("id")),
    },
    ...{ body: null, isBase64Encoded: false },
  };
}
