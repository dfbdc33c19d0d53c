import type { Network } from "../paths/network/network";
import { callsOf } from "./render";
import { FORBIDDEN, type ExpectedCall, type Published } from "./seedCalls";

/** An address that no on-prem customer's range should hold: of the benchmark range (RFC 2544). */
const OUTSIDE = "onprem:198.18.0.10";
const NO_METHOD = '{"message":"Missing Authentication Token"}';

/**
 * The calls that were published of a network outside AWS that reaches an API by the endpoint's own name:
 * right, without the header, by another verb, at another stage, and from where no rule admits.
 */
export function onPremCalls(network: Network, stack: string): ExpectedCall[] {
  const listed = callsOf(network.outputsOf(stack) ?? {}).filter(
    ({ from, headers }) => from.startsWith("onprem:") && "x-apigw-api-id" in headers,
  );
  return listed.flatMap(({ from, url, headers, insecure }) => {
    const right = { from, method: "GET", url, headers, insecure };
    const [, stage = ""] = new URL(url).pathname.split("/");
    const elsewhere = url.replace(`/${stage}`, `/${stage}-not`);
    const call = (
      name: string,
      published: Published,
      request: Partial<ExpectedCall["request"]>,
      expect: ExpectedCall["expect"],
    ): ExpectedCall => ({ ...{ name, published, expect }, request: { ...right, ...request } });
    return [
      call("C20", "seen", {}, { verdict: "reachable", status: 200 }),
      call("C21", "doc", { headers: {} }, { verdict: "blocked", status: 403, body: FORBIDDEN }),
      call(
        "C22",
        "doc",
        { method: "DELETE" },
        { verdict: "blocked", status: 403, body: NO_METHOD },
      ),
      // Sources disagree on the body.
      call(
        "C23",
        "doc",
        { url: elsewhere },
        { verdict: "blocked", status: 403, body: [FORBIDDEN, NO_METHOD] },
      ),
      call("C24", "doc", { from: OUTSIDE }, { verdict: "blocked", curl: 28 }),
    ];
  });
}
