import type { Network } from "../paths/network/network";
import { isMap, known } from "../paths/network/properties";
import { callsOf } from "./render";
import type { ExpectedCall } from "./seedCalls";

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

/**
 * The calls that were published of a bucket's pages: a page that is there, with the headers that the proxy
 * hands on, and one that is not. By each machine that calls the API `site`.
 */
export function objectCalls(network: Network, stack: string): ExpectedCall[] {
  const { contract } = network.outputsOf(stack) ?? {};
  const apis = isMap(contract) && isMap(contract["apis"]) ? contract["apis"] : {};
  const site = isMap(apis["site"]) ? apis["site"] : {};
  const page = network
    .of(stack, OBJECT)
    .find(({ properties }) => /(^|\/)index\.html$/.test(known(properties.text("key")) ?? ""));
  const content = page && known(page.properties.text("content"));
  const callers = callsOf(network.outputsOf(stack) ?? {}).filter(
    ({ url }) => new URL(url).hostname === site["host"],
  );
  return typeof content !== "string"
    ? []
    : callers.flatMap(({ from, headers, insecure }): ExpectedCall[] => {
        const at = `https://${String(site["host"])}/${String(site["stage"])}`;
        const request = { from, method: "GET", headers, insecure };
        return [
          {
            ...{ name: "C18", published: "seen" },
            request: { ...request, url: `${at}/index.html` },
            expect: {
              ...{ verdict: "reachable", status: 200, body: content },
              headers: ["Content-Type", "Content-Length", "Timestamp"],
            },
          },
          {
            ...{ name: "C19", published: "doc" },
            request: { ...request, url: `${at}/missing.html` },
            expect: { verdict: "reachable", status: 404 },
          },
        ];
      });
}
