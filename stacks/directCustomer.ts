import { getRegion } from "@pulumi/aws/getRegion";
import { ClientInstance } from "../components/clientInstance";
import { ExecuteApiEndpoint } from "../components/executeApiEndpoint";
import { Network } from "../components/network";
import type { CustomerSettings } from "./customerSchema";
import { accountZones, planServiceNetwork } from "./plan";

/**
 * An account that calls the APIs through an `execute-api` endpoint of its own. It is built before the
 * service, whose policy names the endpoint; so it cannot know the APIs, and the service lists its calls.
 *
 * @returns the stack's outputs
 */
export async function directCustomer(settings: CustomerSettings): Promise<Record<string, unknown>> {
  const [{ region }, zones] = await Promise.all([getRegion(), accountZones()]);
  const network = new Network("network", await planServiceNetwork(settings.network, region, zones));
  const sources = settings.clientSources ?? [network.cidrBlock];
  const endpoint = new ExecuteApiEndpoint("execute-api", {
    region,
    vpcId: network.vpcId,
    subnetIds: network.subnetIds,
    clientCidrs: sources.filter((source) => source.includes("/")),
    clientGroups: Object.fromEntries(
      sources.filter((source) => source.startsWith("sg-")).map((id) => [id, id]),
    ),
  });
  if (settings.client) {
    const client = new ClientInstance("client", {
      region,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      targets: { endpoint: endpoint.securityGroupId },
    });
    if (sources.includes("client")) {
      endpoint.admitGroup("client", client.securityGroupId);
    }
  }

  return {
    vpcEndpointId: endpoint.vpcEndpointId,
    endpointDnsName: endpoint.dnsName,
    region,
    calls: [],
  };
}
