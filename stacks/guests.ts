import * as pulumi from "@pulumi/pulumi";
import type { DirectEntry } from "./customerEntry";
import { SettingsError, type Problem } from "./problems";
import { readOutputs } from "./references";

/** A direct customer, with the endpoint that it comes by. */
export interface Guest extends DirectEntry {
  vpcEndpointId: string;
  /** Whether its stack is one of this project's. */
  isHere: boolean;
}

/**
 * Finds the endpoints of direct customers: given, or read from their stacks.
 *
 * @throws SettingsError when a stack is not built, is none of a direct customer, or is in another region:
 *   a call cannot come to an API from an endpoint of another region
 */
export async function findGuests(
  entries: readonly DirectEntry[],
  region: string,
): Promise<Guest[]> {
  const problems: Problem[] = [];
  const guests = await Promise.all(
    entries.map(async (entry): Promise<Guest[]> => {
      if (entry.vpcEndpointId !== undefined) {
        return [{ ...entry, vpcEndpointId: entry.vpcEndpointId, isHere: false }];
      }
      const { vpcEndpointId, region: theirs } = await readOutputs(entry.name, [
        "vpcEndpointId",
        "region",
      ] as const);
      const where = `Pulumi.${pulumi.getStack()}.yaml private-api:customers (${entry.name})`;
      if (typeof vpcEndpointId !== "string" || typeof theirs !== "string") {
        problems.push({
          where,
          what: "names a stack that is not a direct customer, or is not built yet",
          value: entry.name,
          allowed: "a stack with via: direct that is built, or vpcEndpointId",
          fix: `build it first: pulumi up --stack ${entry.name}`,
        });
        return [];
      }
      if (theirs !== region) {
        problems.push({
          where,
          what: "is in another region than the service; its endpoint leads to that region's APIs",
          value: theirs,
          allowed: region,
          fix: `aws:region: ${region} in Pulumi.${entry.name}.yaml`,
        });
        return [];
      }
      return [{ ...entry, vpcEndpointId, isHere: true }];
    }),
  );
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return guests.flat();
}
