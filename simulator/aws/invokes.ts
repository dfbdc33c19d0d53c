import type { Properties } from "../sdk";
import type { Cloud } from "./cloud";
import { isAwsService } from "./endpoints";
import { text } from "./model";
import { zonesOf } from "./zones";

type Answer = (args: Properties, cloud: Cloud) => Properties;

/** The image that stands for the newest Amazon Linux 2023. */
const IMAGE = "ami-0123456789abcdef0";

const ANSWERS: Record<string, Answer> = {
  "aws:index/getRegion:getRegion": (_, { region }) => ({
    description: `Region ${region}`,
    endpoint: `ec2.${region}.amazonaws.com`,
    id: region,
    name: region,
    region,
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    accountId: account,
    arn: `arn:aws:iam::${account}:user/simulated`,
    id: account,
    userId: "AIDASIMULATED",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { account, region }) => {
    const zones = zonesOf(account, region);
    return {
      ...args,
      groupNames: [region],
      id: region,
      names: zones.map((zone) => zone.name),
      region,
      zoneIds: zones.map((zone) => zone.id),
    };
  },
  "aws:ec2/getVpcEndpointService:getVpcEndpointService": (args, { account, region }) => {
    const serviceName = text(args["serviceName"]);
    const service = isAwsService(serviceName, region);
    if (!service) {
      throw new Error(`reading EC2 VPC Endpoint Services: no matching ${serviceName} found`);
    }
    return {
      ...args,
      acceptanceRequired: false,
      availabilityZones: zonesOf(account, region).map((zone) => zone.name),
      baseEndpointDnsNames: [`${service}.${region}.vpce.amazonaws.com`],
      id: serviceName,
      managesVpcEndpoints: false,
      owner: "amazon",
      privateDnsName: `${service}.${region}.amazonaws.com`,
      privateDnsNames: [`${service}.${region}.amazonaws.com`],
      region,
      serviceName,
      serviceRegion: region,
      serviceType: "Interface",
      supportedIpAddressTypes: ["ipv4"],
      tags: {},
    };
  },
  "aws:ec2/getVpc:getVpc": (args, cloud) => read("aws:ec2/vpc:Vpc", args, cloud),
  "aws:ec2/getSubnet:getSubnet": (args, cloud) => read("aws:ec2/subnet:Subnet", args, cloud),
  "aws:ec2/getAmi:getAmi": (args, { region }) => ({
    ...args,
    architecture: "x86_64",
    id: IMAGE,
    imageId: IMAGE,
    name: "al2023-ami-2023.0.20000101.0-kernel-6.1-x86_64",
    region,
    state: "available",
  }),
};

function read(type: string, args: Properties, cloud: Cloud): Properties {
  const { tagsAll: _, ...attributes } = cloud.read(type, text(args["id"]));
  return { tags: {}, state: "available", ...attributes };
}

/**
 * Answers a function of the AWS provider.
 *
 * @throws when the function is not modelled: an answer is never made up
 */
export function answerInvoke(token: string, args: Properties, cloud: Cloud): Properties {
  const answer = ANSWERS[token];
  if (!answer) {
    throw new Error(`the simulated cloud does not know the function ${token}`);
  }
  return answer(args, cloud);
}
