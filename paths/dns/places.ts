import { interfacesOf } from "../network/endpoints";
import type { Network, Node } from "../network/network";
import type { Found } from "./resolution";

interface Answer {
  lines: string[];
  detail: string;
  /** The name that has the addresses, when there are lines to print about them. */
  answered?: string;
  /** The zone's name for a zonal name. */
  zoneName?: string;
}

/** The addresses of an endpoint, all of them or that of one zone. */
export function atEndpoint(network: Network, endpoint: Node, answer: Answer): Found {
  const { lines, detail, answered, zoneName } = answer;
  const places = interfacesOf(network, endpoint).filter(
    (at) => zoneName === undefined || at.zoneName === zoneName,
  );
  const addresses = places.flatMap(({ address }) => address ?? []).sort();
  return {
    lines: [
      ...lines,
      ...(answered === undefined ? [] : addresses.map((one) => `${answered} has address ${one}`)),
    ],
    detail,
    landings: places.map((at) => ({ kind: "endpoint", endpoint, at })),
    problems: [],
    ...(places.length === 0 ? { unclear: `the addresses of ${endpoint.id}` } : {}),
  };
}
