import { lettersOf } from "../hash";
import type { WorldObject } from "../world";
import { AwsError, list, refuseWhileUsed, text, type Model } from "./model";
import { SUBNET, VPC } from "./network";
import { SECURITY_GROUP } from "./securityGroups";

export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";

const LISTENER = "aws:lb/listener:Listener";

/** Load balancers and target groups have names of at most 32 characters. */
const LONGEST_NAME = 32;

const loadBalancer: Model = {
  type: LOAD_BALANCER,
  seconds: 142,
  create(inputs, place) {
    const doing = "creating ELBv2 network Load Balancer";
    if (inputs["loadBalancerType"] !== "network") {
      throw new Error("the simulated cloud makes load balancers of type network alone");
    }
    const name = place.physicalName(inputs["name"], LONGEST_NAME);
    if (name.startsWith("internal-")) {
      const detail = `The load balancer name '${name}' cannot begin with 'internal-'`;
      throw new AwsError(doing, "ValidationError", detail);
    }
    list(inputs["securityGroups"]).forEach((id) => place.require(SECURITY_GROUP, id, doing));
    const subnets = list(inputs["subnets"]).map((id) => place.require(SUBNET, id, doing));
    const zones = subnets.map((subnet) => text(subnet.inputs["availabilityZone"]));
    if (subnets.length === 0 || new Set(zones).size < zones.length) {
      const detail =
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
      throw new AwsError(doing, "InvalidConfigurationRequest", detail);
    }
    const suffix = `net/${name}/${place.hex(16, "arn")}`;
    const arn = place.arn("elasticloadbalancing", `loadbalancer/${suffix}`);
    return {
      id: arn,
      outputs: {
        arn,
        arnSuffix: suffix,
        dnsName: `${name}-${place.hex(16, "name")}.elb.${place.region}.amazonaws.com`,
        dnsRecordClientRoutingPolicy: "any_availability_zone",
        enableDeletionProtection: false,
        enableZonalShift: false,
        ipAddressType: "ipv4",
        name,
        namePrefix: "",
        secondaryIpsAutoAssignedPerSubnet: 0,
        subnetMappings: subnets.map((subnet) => ({ subnetId: subnet.id })),
        vpcId: subnets[0]?.inputs["vpcId"],
        // One hosted zone holds the names of all network load balancers of a region.
        zoneId: `Z${lettersOf(13, "nlb zone", place.region).toUpperCase()}`,
      },
    };
  },
  replacesOn(changed, old, inputs) {
    // As many subnets or fewer force a new one, even where one is only swapped for another.
    const [before = 0, after = 0] = [old, inputs].map((all) => list(all["subnets"]).length);
    const groups = [old, inputs].map((all) => list(all["securityGroups"]).length > 0);
    return [
      ...(changed.includes("subnets") && after <= before ? ["subnets"] : []),
      ...(groups[0] === groups[1] ? [] : ["securityGroups"]),
    ];
  },
  refuseDelete: refuseWhileUsed(
    [["aws:ec2/vpcEndpointService:VpcEndpointService", "networkLoadBalancerArns"]],
    (id) =>
      new AwsError(
        `deleting ELBv2 Load Balancer (${id})`,
        "ResourceInUse",
        `Load balancer '${id}' cannot be deleted because it is currently associated with another service`,
      ),
  ),
};

const targetGroup: Model = {
  type: TARGET_GROUP,
  seconds: 2, // est.
  create(inputs, place) {
    place.require(VPC, inputs["vpcId"], "creating ELBv2 Target Group");
    const name = place.physicalName(inputs["name"], LONGEST_NAME);
    const suffix = `targetgroup/${name}/${place.hex(16, "arn")}`;
    const arn = place.arn("elasticloadbalancing", suffix);
    return {
      id: arn,
      outputs: {
        arn,
        arnSuffix: suffix,
        connectionTermination: false,
        deregistrationDelay: 300,
        ipAddressType: "ipv4",
        lambdaMultiValueHeadersEnabled: false,
        loadBalancerArns: [],
        loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
        name,
        namePrefix: "",
        slowStart: 0,
      },
    };
  },
  refuseDelete({ id }, place) {
    const forwards = ({ inputs }: WorldObject) =>
      list<{ targetGroupArn?: string }>(inputs["defaultActions"]).some(
        (action) => action.targetGroupArn === id,
      );
    return place.list(LISTENER).some(forwards)
      ? new AwsError(
          `deleting ELBv2 Target Group (${id})`,
          "ResourceInUse",
          `Target group '${id}' is currently in use by a listener or a rule`,
        )
      : undefined;
  },
};

const listener: Model = {
  type: LISTENER,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating ELBv2 Listener";
    const balancer = place.require(LOAD_BALANCER, inputs["loadBalancerArn"], doing);
    for (const action of list<{ targetGroupArn?: string }>(inputs["defaultActions"])) {
      place.require(TARGET_GROUP, action.targetGroupArn, doing);
    }
    const twin = place
      .list(LISTENER)
      .filter((other) => other.inputs["loadBalancerArn"] === balancer.id)
      .some((other) => other.inputs["port"] === inputs["port"]);
    if (twin) {
      const detail = `A listener already exists on this port for this load balancer '${balancer.id}'`;
      throw new AwsError(doing, "DuplicateListener", detail);
    }
    const path = text(balancer.attributes["arnSuffix"]);
    const arn = place.arn("elasticloadbalancing", `listener/${path}/${place.hex(16, "arn")}`);
    return { id: arn, outputs: { arn, alpnPolicy: "", tcpIdleTimeoutSeconds: 350 } };
  },
};

const targetGroupAttachment: Model = {
  type: "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  seconds: 1, // est.: nobody waits for the health checks, some 60-180 s later
  create(inputs, place) {
    const doing = "registering ELBv2 Target Group target";
    place.require(TARGET_GROUP, inputs["targetGroupArn"], doing);
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(text(inputs["targetId"]))) {
      const detail = `The IP address '${text(inputs["targetId"])}' is not a valid IPv4 address`;
      throw new AwsError(doing, "ValidationError", detail);
    }
    return { id: `${text(inputs["targetGroupArn"])}-${place.hex(26)}`, outputs: {} };
  },
};

export const loadBalancingModels = [loadBalancer, targetGroup, listener, targetGroupAttachment];
