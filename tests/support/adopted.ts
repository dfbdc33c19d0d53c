import { Cloud } from "../../simulator/aws/cloud";
import { zonesOf } from "../../simulator/aws/zones";
import { StateFolder } from "../../automation/stateFolder";
import { REGION } from "./engine";

export interface AdoptableVpc {
  vpcId: string;
  subnetIds: string[];
}

/**
 * Puts a VPC that was there before into the world of a state folder, with a subnet in each zone.
 *
 * @param zoneIds ids, such as `apne1-az1`: the account's names for them are its own
 */
export function seedVpc(state: string, account: string, zoneIds: readonly string[]): AdoptableVpc {
  const world = StateFolder.open(state).openWorld();
  const cloud = new Cloud(account, REGION, world);
  const vpc = cloud.create("aws:ec2/vpc:Vpc", "old", "seed", {
    cidrBlock: "10.8.0.0/16",
    enableDnsSupport: true,
    enableDnsHostnames: true,
  });
  const subnetIds = zoneIds.map((zoneId, i) => {
    const zone = zonesOf(account, REGION).find(({ id }) => id === zoneId);
    const inputs = {
      vpcId: vpc.id,
      cidrBlock: `10.8.${i}.0/24`,
      availabilityZone: zone?.name ?? zoneId,
    };
    return cloud.create("aws:ec2/subnet:Subnet", `old-${i}`, `seed ${i}`, inputs).id;
  });
  world.save();
  return { vpcId: vpc.id, subnetIds };
}
