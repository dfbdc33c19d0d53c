import { parseCurl } from "../../paths/curlLine";
import { Network } from "../../paths/network/network";
import type { Request } from "../../paths/request";
import { trace, type Trace } from "../../paths/trace";
import { fill, type Base } from "./bases";
import type { Exports } from "./faults/exports";

/** A call as a person writes it: where from, and a curl line with `{api}` and other names to fill in. */
export interface WrittenCall {
  from: string;
  curl: string;
}

const HEADER = "-H 'x-apigw-api-id: {api}'";
const OWN_NAME = "https://{api}.execute-api.{region}.amazonaws.com/prod";

/** Every way to call the API of the sample settings that works. */
export const WORKING_CALLS = {
  "by the API's own name": { from: "customer", curl: `curl ${OWN_NAME}` },
  "by a vanity name": { from: "customer", curl: `curl -k https://vpce.hoge.co.jp/prod ${HEADER}` },
  "by the endpoint's name": {
    from: "customer",
    curl: `curl -k https://{customerEndpoint}/prod ${HEADER}`,
  },
  "by the API's own name, in the service's account": { from: "service", curl: `curl ${OWN_NAME}` },
  "by the execute-api endpoint's name": {
    from: "service",
    curl: `curl -k https://{endpoint}/prod ${HEADER}`,
  },
  "by the load balancer's name": { from: "service", curl: `curl -k https://{nlb}/prod ${HEADER}` },
} satisfies Record<string, WrittenCall>;

const V1 = "https://{api}.execute-api.{region}.amazonaws.com/v1";
const SIGNED = "-H 'Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, Signature=00'";
const ON_PREM = "onprem:192.168.0.10";

/** Calls of the base "every kind" that work; the last one asks the resolver. */
export const WORKING_CALLS_OF_EVERY_KIND = {
  "a mock, by the customer's own endpoint": { from: "customer", curl: `curl ${V1}/pets/` },
  "a mock, in the service's account": { from: "service", curl: `curl ${V1}/pets` },
  "a signed call": { from: "customer", curl: `curl ${V1}/signed ${SIGNED}` },
  "a call with a key": {
    from: "customer",
    curl: `curl ${V1}/keyed -H 'x-api-key: k-customer-0123456789abcdef'`,
  },
  "an object": { from: "customer", curl: `curl ${V1}/files/index.html` },
  "from outside AWS": { from: ON_PREM, curl: `curl https://{endpoint}/v1/pets ${HEADER}` },
  "from outside AWS by a private name": { from: ON_PREM, curl: `curl ${V1}/pets` },
} satisfies Record<string, WrittenCall>;

/** The request that a written call makes in the stacks of a base. */
export function toRequest({ from, curl }: WrittenCall, base: Base): Request {
  const words = [...fill(curl, base).matchAll(/'([^']*)'|(\S+)/g)];
  return { from, ...parseCurl(words.map(([, quoted, plain]) => quoted ?? plain ?? "")) };
}

/** What comes of a call in exports. */
export function traceIn(exports: Exports, request: Request): Trace {
  return trace(new Network(exports.named()), request);
}
