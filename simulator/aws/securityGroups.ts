import type { WorldObject } from "../world";
import { AwsError, text, usersOf, type Inputs, type Model, type Place } from "./model";
import { VPC } from "./network";

export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const DESCRIPTION = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

/** What a group can be attached to. */
const USERS = [
  ["aws:ec2/vpcEndpoint:VpcEndpoint", "securityGroupIds"],
  ["aws:lb/loadBalancer:LoadBalancer", "securityGroups"],
  ["aws:ec2/instance:Instance", "vpcSecurityGroupIds"],
  ["aws:lambda/function:Function", "vpcConfig.securityGroupIds"],
  ["aws:route53/resolverEndpoint:ResolverEndpoint", "securityGroupIds"],
] as const;

const securityGroup: Model = {
  type: SECURITY_GROUP,
  seconds: 3,
  create(inputs, place) {
    place.require(VPC, inputs["vpcId"], "creating Security Group");
    checkDescription(inputs, "creating Security Group");
    const id = `sg-0${place.hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `security-group/${id}`),
        egress: [],
        ingress: [],
        name: place.physicalName(inputs["name"], 255),
        namePrefix: "",
        ownerId: place.account,
        revokeRulesOnDelete: false,
      },
    };
  },
  refuseDelete(group, place) {
    const own = (rule: WorldObject) => rule.inputs["securityGroupId"] === group.id;
    const rules = [INGRESS_RULE, EGRESS_RULE]
      .flatMap((type) => usersOf(place, type, "referencedSecurityGroupId", group.id))
      .filter((rule) => !own(rule));
    const used = USERS.some(([type, key]) => usersOf(place, type, key, group.id).length > 0);
    return used || rules.length > 0
      ? new AwsError(
          `deleting Security Group (${group.id})`,
          "DependencyViolation",
          `resource ${group.id} has a dependent object`,
        )
      : undefined;
  },
};

const rule = (type: string, direction: "Ingress" | "Egress"): Model => ({
  type,
  seconds: 1, // est.
  create(inputs, place) {
    const doing = `creating VPC Security Group ${direction} Rule`;
    place.require(SECURITY_GROUP, inputs["securityGroupId"], doing);
    if (inputs["referencedSecurityGroupId"] !== undefined) {
      place.require(SECURITY_GROUP, inputs["referencedSecurityGroupId"], doing);
    }
    checkDescription(inputs, doing);
    checkDuplicate(type, inputs, place, doing);
    const id = `sgr-0${place.hex(16)}`;
    const arn = place.arn("ec2", `security-group-rule/${id}`);
    return { id, outputs: { arn, securityGroupRuleId: id } };
  },
});

function checkDescription(inputs: Inputs, doing: string): void {
  const description = text(inputs["description"]);
  if (!DESCRIPTION.test(description)) {
    throw new AwsError(
      doing,
      "InvalidParameterValue",
      `Invalid rule description. Valid descriptions are strings less than 256 characters from the ` +
        "following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
    );
  }
}

/** The members that make two rules the same to AWS. */
const peerOf = (inputs: Inputs): string =>
  ["cidrIpv4", "referencedSecurityGroupId", "ipProtocol", "fromPort", "toPort"]
    .map((key) => String(inputs[key]))
    .join(" ");

function checkDuplicate(type: string, inputs: Inputs, place: Place, doing: string): void {
  const twin = place
    .list(type)
    .filter((other) => other.inputs["securityGroupId"] === inputs["securityGroupId"])
    .some((other) => peerOf(other.inputs) === peerOf(inputs));
  if (twin) {
    const peer = text(inputs["cidrIpv4"]) || text(inputs["referencedSecurityGroupId"]);
    throw new AwsError(
      doing,
      "InvalidPermission.Duplicate",
      `the specified rule "peer: ${peer}, ${text(inputs["ipProtocol"]).toUpperCase()}, from port: ` +
        `${String(inputs["fromPort"])}, to port: ` +
        `${String(inputs["toPort"])}, ALLOW" already exists`,
    );
  }
}

export const securityGroupModels = [
  securityGroup,
  rule(INGRESS_RULE, "Ingress"),
  rule(EGRESS_RULE, "Egress"),
];
