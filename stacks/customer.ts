import * as pulumi from "@pulumi/pulumi";
import { getRegion } from "@pulumi/aws/getRegion";
import { ClientInstance } from "../components/clientInstance";
import { CustomerEndpoint } from "../components/customerEndpoint";
import { Network } from "../components/network";
import { bundleProbe, Probe } from "../components/probe";
import { PrivateZone } from "../components/privateZone";
import { call } from "./calls";
import { recordName, type NameSettings } from "./customerNames";
import { parseContract, readContractFile, type Contract } from "./contract";
import { accountZones, planCustomerNetwork } from "./plan";
import { SettingsError } from "./problems";
import type { CustomerSettings } from "./customerSchema";
import { readOutputs } from "./references";

/**
 * An account that calls the APIs: an endpoint to the service, and names for it.
 *
 * @returns the stack's outputs; `calls` are ready to paste
 */
export async function customer(settings: CustomerSettings): Promise<Record<string, unknown>> {
  const contract = await readContract(settings);
  const [{ region }, zones] = await Promise.all([getRegion(), accountZones()]);
  checkRegion(contract, region);
  const plan = await planCustomerNetwork(settings.network, contract.zoneIds, zones);

  const network = new Network("network", plan);
  const endpoint = new CustomerEndpoint("service", {
    vpcId: network.vpcId,
    subnetIds: network.subnetIds,
    serviceName: contract.serviceName,
    clientCidrs: [network.cidrBlock],
  });
  for (const { name, zoneName, recordNames } of zonesOf(settings.names, contract)) {
    new PrivateZone(name, {
      vpcId: network.vpcId,
      zoneName,
      recordNames,
      target: endpoint.dnsEntry,
    });
  }
  const targets = { service: endpoint.securityGroupId };
  const { vpcId, subnetIds } = network;
  if (settings.client) {
    new ClientInstance("client", { region, vpcId, subnetIds, targets });
  }
  const probe = settings.probe
    ? new Probe("probe", { code: await bundleProbe(), vpcId, subnetIds, targets })
    : undefined;

  return {
    vpcEndpointId: endpoint.vpcEndpointId,
    endpointDnsName: endpoint.dnsEntry.dnsName,
    ...(probe ? { probe: probe.functionArn } : {}),
    calls: settings.names.flatMap((name) => callsOf(name, contract)),
  };
}

/** Reads the contract from the service's stack, or from a file. */
async function readContract(settings: CustomerSettings): Promise<Contract> {
  const at = (key: string) => `Pulumi.${pulumi.getStack()}.yaml private-api:${key}`;
  if (settings.serviceContract !== undefined) {
    const directory = pulumi.getRootDirectory();
    return readContractFile(directory, settings.serviceContract, at("serviceContract"));
  }
  const given = settings.serviceStack ?? "";
  const { contract: value } = await readOutputs(given, ["contract"] as const);
  if (value === undefined) {
    throw new SettingsError([
      {
        where: at("serviceStack"),
        what: 'names a stack that has no output "contract": it is not a service, or not built yet',
        value: given,
        allowed: "a service stack that is built",
        fix: `build it first: pulumi up --stack ${given}`,
      },
    ]);
  }
  return parseContract(value, `${at("serviceStack")} (stack ${given}): contract`);
}

/** Service and customers share a region: the endpoint service is offered in its own region alone. */
function checkRegion(contract: Contract, region: string): void {
  if (contract.region !== region) {
    throw new SettingsError([
      {
        where: `Pulumi.${pulumi.getStack()}.yaml aws:region`,
        what: "is not the region of the service",
        value: region,
        allowed: contract.region,
        fix: `aws:region: ${contract.region}`,
      },
    ]);
  }
}

/** The private zones to make, one per zone name: a VPC refuses two zones of the same name. */
function zonesOf(names: readonly NameSettings[], contract: Contract) {
  return names.flatMap((entry, i) => {
    if (entry.kind === "execute-api") {
      return Object.entries(contract.apis).map(([api, { host }]) => ({
        name: `name-${api}`,
        zoneName: host,
        recordNames: [host],
      }));
    }
    const inZone = names.filter((other) => other.kind === "vanity" && other.zone === entry.zone);
    return names.indexOf(inZone[0] ?? entry) < i
      ? []
      : [
          {
            name: `zone-${entry.zone}`,
            zoneName: entry.zone,
            recordNames: inZone.map((other) =>
              other.kind === "vanity" ? recordName(other.zone, other.record) : "",
            ),
          },
        ];
  });
}

function callsOf(name: NameSettings, contract: Contract) {
  const from = pulumi.getStack();
  return Object.values(contract.apis).flatMap(({ path, ...api }) => {
    if (path === undefined) {
      return [];
    }
    const callable = { ...api, path };
    return name.kind === "execute-api"
      ? call({ from, host: api.host, api: callable })
      : call({ from, host: recordName(name.zone, name.record), api: callable, named: true });
  });
}
