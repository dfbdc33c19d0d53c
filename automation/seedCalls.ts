import type { Verdict } from "../paths/trace";
import type { Network } from "../paths/network/network";
import { isMap } from "../paths/network/properties";
import type { Request } from "../paths/request";
import type { Call } from "../stacks/calls";
import { objectCalls } from "./seedObjects";
import { onPremCalls } from "./seedOnPrem";
import { petstoreCalls } from "./seedPetstore";
import { callsOf } from "./render";

/** Where a published answer comes from: printed by its author, documented by AWS, or inferred. */
export type Published = "seen" | "doc" | "inf";

/** A call, and what must come of it. */
export interface ExpectedCall {
  /** `C1` for a call of the published systems; the place in a stack's own list for others. */
  name: string;
  request: Request;
  expect: {
    verdict?: Verdict;
    status?: number;
    /** The body; several where sources do not agree on it. */
    body?: string | readonly string[];
    curl?: number;
    warning?: string;
    /** Names of headers that the answer must have. */
    headers?: readonly string[];
  };
  published?: Published;
}

const HELLO = "Hello from Lambda";
export const FORBIDDEN = '{"message":"Forbidden"}';
/** An address of a network that has no resolver for private names. */
const ON_PREM = "onprem:192.168.0.10";

interface Service {
  stack: string;
  region: string;
  api: { id: string; host: string; stage: string };
  nlb: string;
  endpoint: string;
}

/** Every stack's own calls: each of them must arrive. */
export function ownCalls(network: Network): ExpectedCall[] {
  return network.stacks.flatMap((stack) =>
    callsOf(network.outputsOf(stack) ?? {}).map((call, i): ExpectedCall => {
      const { from, url, headers, insecure } = call;
      return {
        name: `${stack} ${i + 1}`,
        request: { from, method: "GET", url, headers, insecure },
        expect: { verdict: "reachable" },
      };
    }),
  );
}

/**
 * The calls that were published of the systems that these stacks hold: with a load balancer, an API
 * `hello` at stage `prod` and customers with both kinds of names; the pet store; pages of a bucket; a network outside AWS.
 * The numbers are those of the seeds.
 */
export function seedCalls(network: Network): ExpectedCall[] {
  return network.stacks.flatMap((stack) => {
    const service = asService(stack, network.outputsOf(stack) ?? {});
    const own = service ? [...ofService(service), ...ofCustomers(network, service)] : [];
    return [
      ...own,
      ...petstoreCalls(network, stack),
      ...objectCalls(network, stack),
      ...onPremCalls(network, stack),
    ];
  });
}

function asService(stack: string, outputs: Record<string, unknown>): Service | undefined {
  const { contract, nlbDnsName, endpointDnsName } = outputs;
  const apis = isMap(contract) ? contract["apis"] : undefined;
  const hello = isMap(apis) ? apis["hello"] : undefined;
  const isWhole =
    isMap(hello) && ["id", "host", "stage"].every((key) => typeof hello[key] === "string");
  const { stage, path } = isMap(hello) ? hello : {};
  return isMap(contract) && isWhole && path === "/" && stage === "prod"
    ? {
        ...{ stack, region: String(contract["region"]) },
        api: hello as unknown as Service["api"],
        ...{ nlb: String(nlbDnsName), endpoint: String(endpointDnsName) },
      }
    : undefined;
}

function ofService({ stack, region, api, nlb, endpoint }: Service): ExpectedCall[] {
  const header = { "x-apigw-api-id": api.id };
  const at = (host: string) => `https://${host}/${api.stage}`;
  const call = (
    name: string,
    published: Published,
    request: Pick<Request, "url"> & Partial<Request>,
    expect: ExpectedCall["expect"],
  ): ExpectedCall => ({
    ...{ name, published, expect },
    request: { from: stack, method: "GET", headers: {}, insecure: true, ...request },
  });
  const hello = { verdict: "reachable", status: 200, body: HELLO } as const;
  const own = { url: at(api.host) };
  const zonal = endpoint.replace(/^([^.]+)\./, `$1-${region}a.`);
  return [
    call("C1", "seen", own, hello),
    call("C2", "seen", { ...own, from: "internet" }, { verdict: "blocked", curl: 6 }),
    call("C3", "seen", { url: at(nlb) }, { verdict: "blocked", status: 403, body: FORBIDDEN }),
    call("C4", "seen", { url: at(nlb), headers: header }, hello),
    call("C5", "seen", { url: at(endpoint), headers: header }, hello),
    call("C14", "seen", { url: at(endpoint), headers: { host: api.host } }, hello),
    call("C14 zonal", "doc", { url: at(zonal), headers: header }, hello),
    call(
      "C15",
      "seen",
      { url: at(`execute-api.${region}.amazonaws.com`), insecure: false },
      { verdict: "blocked", curl: 60 },
    ),
    call(
      "C16",
      "seen",
      { url: at(`mesoko.execute-api.${region}.amazonaws.com`), insecure: false },
      { verdict: "blocked", status: 403, body: FORBIDDEN },
    ),
    call("C17", "seen", { ...own, from: ON_PREM }, { verdict: "blocked", curl: 6 }),
  ];
}

function ofCustomers(network: Network, service: Service): ExpectedCall[] {
  return network.stacks.flatMap((stack) => {
    const outputs = network.outputsOf(stack) ?? {};
    const calls = callsOf(outputs).filter(
      ({ url }) => new URL(url).pathname === `/${service.api.stage}`,
    );
    const isOwnName = ({ url }: Call) => new URL(url).hostname === service.api.host;
    const vanity = calls.find((call) => call.insecure && !isOwnName(call));
    const own = calls.find((call) => !call.insecure && isOwnName(call));
    const name = outputs["endpointDnsName"];
    if (stack === service.stack || typeof name !== "string" || !name.includes(".vpce-svc-")) {
      return [];
    }
    const header = { "x-apigw-api-id": service.api.id };
    const request = { from: stack, method: "GET", headers: header, insecure: true };
    const hello = { verdict: "reachable", status: 200, body: HELLO } as const;
    const forbidden = { verdict: "blocked", status: 403, body: FORBIDDEN } as const;
    const mismatch = { verdict: "blocked", curl: 60 } as const;
    const byEndpoint = { ...request, url: `https://${name}/${service.api.stage}` };
    const byVanity = vanity && { ...request, url: vanity.url };
    const expected: (ExpectedCall | undefined)[] = [
      byVanity && { name: "C6", published: "seen", request: byVanity, expect: hello },
      { name: "C7", published: "seen", request: byEndpoint, expect: hello },
      byVanity && {
        ...{ name: "C8", published: "doc", expect: mismatch },
        request: { ...byVanity, insecure: false },
      },
      byVanity && {
        ...{ name: "C9", published: "doc", expect: forbidden },
        request: { ...byVanity, headers: {} },
      },
      own && {
        ...{ name: "C10", published: "inf", expect: hello },
        request: { ...request, url: own.url, headers: {}, insecure: false },
      },
    ];
    return expected.flatMap((one) => one ?? []);
  });
}
