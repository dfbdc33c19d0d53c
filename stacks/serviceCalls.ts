import type * as pulumi from "@pulumi/pulumi";
import { sampleAddress } from "../components/cidr";
import { call, type Call } from "./calls";
import type { OnPremEntry } from "./customerEntry";
import type { Guest } from "./guests";
import type { MadeApi } from "./serviceApis";

interface Places {
  /** The service's stack. */
  stack: string;
  endpointDnsName: pulumi.Input<string>;
  nlbDnsName: pulumi.Input<string>;
  /** Whether the service's own machines reach the APIs by the APIs' own names. */
  privateDns: boolean;
  guests: readonly Guest[];
  onprem: readonly OnPremEntry[];
}

/**
 * The calls of the service's own machines, and of those customers who cannot know an API's id: direct ones,
 * and networks outside AWS. An API all of whose routes ask for credentials is called by none of them.
 */
export function serviceCalls(apis: readonly MadeApi[], places: Places): pulumi.Output<Call>[] {
  const { stack: from, endpointDnsName, nlbDnsName, privateDns, guests, onprem } = places;
  return apis.flatMap(({ name, made, path }) => {
    if (path === undefined) {
      return [];
    }
    const api = { id: made.restApiId, stage: made.stageName, path };
    const own = { host: made.host, api };
    return [
      ...(privateDns ? [call({ from, ...own })] : []),
      // Neither name is the API's, so the header says which API is meant.
      call({ from, host: endpointDnsName, api, named: true }),
      call({ from, host: nlbDnsName, api, named: true }),
      // A guest whose endpoint is given has its machines, and its stack, elsewhere.
      ...guests
        .filter(({ apis: only, isHere }) => isHere && (only?.includes(name) ?? true))
        .map((guest) => call({ from: guest.name, ...own })),
      ...onprem.map(({ cidrs, ownNames }) => {
        const caller = `onprem:${sampleAddress(cidrs[0] ?? "")}`;
        return ownNames
          ? call({ from: caller, ...own })
          : call({ from: caller, host: endpointDnsName, api, named: true, insecure: false });
      }),
    ];
  });
}
