import { getRegion } from "@pulumi/aws/getRegion";
import { ClientInstance } from "../components/clientInstance";
import { ExecuteApiEndpoint } from "../components/executeApiEndpoint";
import { Network } from "../components/network";
import { bundleProbe, Probe } from "../components/probe";
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
  const { vpcId, subnetIds } = network;
  const targets = { endpoint: endpoint.securityGroupId };
  const client = settings.client
    ? new ClientInstance("client", { region, vpcId, subnetIds, targets })
    : undefined;
  const probe = settings.probe
    ? new Probe("probe", { code: await bundleProbe(), vpcId, subnetIds, targets })
    : undefined;
  for (const [source, made] of Object.entries({ client, probe })) {
    if (made && sources.includes(source)) {
      endpoint.admitGroup(source, made.securityGroupId);
    }
  }

  return {
    vpcEndpointId: endpoint.vpcEndpointId,
    endpointDnsName: endpoint.dnsName,
    region,
    ...(probe ? { probe: probe.functionArn } : {}),
    calls: [],
  };
}
