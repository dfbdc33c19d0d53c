import { BALANCER, nodesOf } from "../network/balancers";
import { ENDPOINT, interfacesOf } from "../network/endpoints";
import type { Network } from "../network/network";
import { known } from "../network/properties";
import { parseRange } from "../network/ranges";
import type { Vantage } from "../vantage";
import type { Landing, Resolution } from "./resolution";

/** Whether a host is an IPv4 address, which nobody has to resolve. */
export const isAddress = (host: string): boolean =>
  !host.includes("/") && parseRange(host) !== undefined;

/**
 * What has an address that the caller gives in place of a name (`curl --resolve`): no DNS is asked. In the
 * client's own VPC it is the endpoint or the load balancer there; elsewhere only an address that no two
 * VPCs have can be told.
 */
export function addressed(network: Network, vantage: Vantage, address: string): Resolution {
  const all = holders(network).get(address) ?? [];
  const own = all.filter(({ vpcId }) => vantage.kind === "vpc" && vpcId === vantage.vpcId);
  const [found, ...more] = own.length > 0 ? own : all;
  const landing: Landing =
    found && more.length === 0 ? found.landing : { kind: "elsewhere", address };
  const detail = "the address was given";
  return { name: address, lines: [], detail, landings: [landing], problems: [] };
}

/** Everything that takes connections at an address that the exports tell. */
function holders(network: Network) {
  return network.once("holders of addresses", () => {
    const found = new Map<string, { vpcId?: string; landing: Landing }[]>();
    const add = (address: string | undefined, vpcId: string | undefined, landing: Landing) => {
      if (address !== undefined) {
        found.set(address, [...(found.get(address) ?? []), { vpcId, landing }]);
      }
    };
    for (const endpoint of network.all(ENDPOINT)) {
      const vpcId = known(endpoint.properties.text("vpcId"));
      for (const at of interfacesOf(network, endpoint)) {
        add(at.address, vpcId, { kind: "endpoint", endpoint, at });
      }
    }
    for (const balancer of network.all(BALANCER)) {
      const vpcId = known(balancer.properties.text("vpcId"));
      for (const node of nodesOf(network, balancer)) {
        add(node.address, vpcId, { kind: "balancer", balancer, node });
      }
    }
    return found;
  });
}
