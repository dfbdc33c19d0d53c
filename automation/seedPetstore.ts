import type { Network } from "../paths/network/network";
import { isMap } from "../paths/network/properties";
import { callsOf } from "./render";
import { FORBIDDEN, type ExpectedCall, type Published } from "./seedCalls";

/** The pets of the sample, as its function answers. */
const PETS =
  '[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99},' +
  '{"id":3,"type":"fish","price":0.99}]';

interface Api {
  id: string;
  host: string;
  stage: string;
}

/**
 * The calls that were published of the pet store: by machines of its own account, by direct customers that
 * its policy names, and by one that it does not.
 */
export function petstoreCalls(network: Network, stack: string): ExpectedCall[] {
  const { contract, endpointDnsName } = network.outputsOf(stack) ?? {};
  const apis = isMap(contract) && isMap(contract["apis"]) ? contract["apis"] : {};
  const api = asApi(apis["petstore"]);
  if (!isMap(contract) || !api) {
    return [];
  }
  const [region, account] = [String(contract["region"]), String(contract["account"])];
  const call = (
    name: string,
    published: Published,
    from: string,
    host: string,
    expect: ExpectedCall["expect"],
    headers: Record<string, string> = {},
  ): ExpectedCall => ({
    ...{ name, published, expect },
    request: {
      ...{ from, method: "GET", headers, insecure: "host" in headers },
      url: `https://${host}/${api.stage}/pets/`,
    },
  });
  const pets = { verdict: "reachable", status: 200, body: PETS } as const;
  const stranger = `mesoko.execute-api.${region}.amazonaws.com`;
  const denied: ExpectedCall["expect"] = {
    ...{ verdict: "blocked", status: 403 },
    body: JSON.stringify({
      Message:
        "User: anonymous is not authorized to perform: execute-api:Invoke on resource: " +
        `arn:aws:execute-api:${region}:********${account.slice(-4)}:${api.id}/${api.stage}/GET/pets/`,
    }),
  };
  const listed = new Set(
    callsOf(network.outputsOf(stack) ?? {})
      .filter(({ url }) => new URL(url).hostname === api.host)
      .map(({ from }) => from),
  );
  return [
    call("C11", "seen", stack, api.host, pets),
    ...others(apis).map((other): ExpectedCall => {
      const url = `https://${other.host}/${other.stage}${other.path}`;
      const request = { from: stack, method: "GET", url, headers: {}, insecure: false };
      return {
        name: "C13",
        published: "seen",
        request,
        expect: { verdict: "reachable", status: 200 },
      };
    }),
    call("C14", "seen", stack, String(endpointDnsName), pets, { host: api.host }),
    call("C15", "seen", stack, `execute-api.${region}.amazonaws.com`, {
      ...{ verdict: "blocked", curl: 60 },
    }),
    call("C16", "seen", stack, stranger, { verdict: "blocked", status: 403, body: FORBIDDEN }),
    call("C17", "seen", "onprem:192.168.0.10", api.host, { verdict: "blocked", curl: 6 }),
    // What answers depends on whose API it is, which no export tells; that it may be hidden is known.
    call("C25", "doc", stack, `abcde12345.execute-api.${region}.amazonaws.com`, {
      warning: "PUBLIC_API_SHADOWED",
    }),
    ...network.stacks
      .filter((other) => isDirect(network.outputsOf(other) ?? {}))
      .map((other) =>
        listed.has(other)
          ? call("C11", "seen", other, api.host, pets)
          : call("C12", "seen", other, api.host, denied),
      ),
  ];
}

/** A customer with an `execute-api` endpoint of its own knows no API. */
const isDirect = ({ contract, endpointDnsName }: Record<string, unknown>): boolean =>
  contract === undefined && String(endpointDnsName).includes(".execute-api.");

/** The other APIs on the same endpoint, each with a path that answers. */
function others(apis: Record<string, unknown>): (Api & { path: string })[] {
  return Object.entries(apis).flatMap(([name, value]) => {
    const api = name === "petstore" ? undefined : asApi(value);
    const path = isMap(value) ? value["path"] : undefined;
    return api && typeof path === "string" ? [{ ...api, path: path === "/" ? "" : path }] : [];
  });
}

function asApi(value: unknown): Api | undefined {
  const isWhole =
    isMap(value) && ["id", "host", "stage"].every((key) => typeof value[key] === "string");
  return isWhole ? (value as unknown as Api) : undefined;
}
