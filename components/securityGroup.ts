import type * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import { cidrName, ruleDescription } from "./names";
import { nameTag } from "./tags";

/** The other end of a rule: a range of addresses, or another security group. */
export type Peer = { cidr: string } | { name: string; securityGroupId: pulumi.Input<string> };

interface RuleArgs {
  securityGroupId: pulumi.Input<string>;
  peer: Peer;
  /** What the rule is for, as a phrase that "from" or "to" can follow. */
  purpose: string;
}

const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

/** A group without rules; the provider removes the egress rule that AWS adds to a new group. */
export function securityGroup(
  name: string,
  args: { vpcId: pulumi.Input<string>; description: string },
  opts: pulumi.CustomResourceOptions,
): ec2.SecurityGroup {
  return new ec2.SecurityGroup(
    name,
    { vpcId: args.vpcId, description: args.description, tags: nameTag(name) },
    opts,
  );
}

/** Admits HTTPS from a peer. Named after the peer, so that a list of peers can change in any order. */
export function allowHttpsFrom(
  group: string,
  args: RuleArgs,
  opts: pulumi.CustomResourceOptions,
): vpc.SecurityGroupIngressRule {
  const name = `${group}-from-${peerName(args.peer)}`;
  return new vpc.SecurityGroupIngressRule(
    name,
    {
      ...HTTPS,
      ...peerArgs(args.peer),
      securityGroupId: args.securityGroupId,
      description: ruleDescription(`${args.purpose} from ${peerText(args.peer)}`),
      tags: nameTag(name),
    },
    opts,
  );
}

/** Lets HTTPS out to a peer. */
export function allowHttpsTo(
  group: string,
  args: RuleArgs,
  opts: pulumi.CustomResourceOptions,
): vpc.SecurityGroupEgressRule {
  const name = `${group}-to-${peerName(args.peer)}`;
  return new vpc.SecurityGroupEgressRule(
    name,
    {
      ...HTTPS,
      ...peerArgs(args.peer),
      securityGroupId: args.securityGroupId,
      description: ruleDescription(`${args.purpose} to ${peerText(args.peer)}`),
      tags: nameTag(name),
    },
    opts,
  );
}

const peerName = (peer: Peer): string => ("cidr" in peer ? cidrName(peer.cidr) : peer.name);
const peerText = (peer: Peer): string => ("cidr" in peer ? peer.cidr : `the ${peer.name} group`);
const peerArgs = (peer: Peer) =>
  "cidr" in peer ? { cidrIpv4: peer.cidr } : { referencedSecurityGroupId: peer.securityGroupId };
