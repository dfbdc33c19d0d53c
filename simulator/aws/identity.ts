import type { WorldObject } from "../world";
import { AwsError, refuseWhileUsed, text, type Model, type Place } from "./model";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile";

/** Roles and instance profiles have names of at most 64 and 128 characters. */
const LONGEST_ROLE_NAME = 64;
const LONGEST_PROFILE_NAME = 128;

/** Nothing here reads a clock: the time of everything. */
const CREATED = "2000-01-01T00:00:00Z";

/** The role with an ARN, in this account. */
export function roleOfArn(place: Place, arn: string): WorldObject | undefined {
  return place.list(ROLE).find((role) => role.attributes["arn"] === arn);
}

const role: Model = {
  type: ROLE,
  seconds: 2, // est.
  create(inputs, place) {
    const name = place.physicalName(inputs["name"], LONGEST_ROLE_NAME);
    return {
      id: name,
      outputs: {
        arn: `arn:aws:iam::${place.account}:role/${name}`,
        createDate: CREATED,
        forceDetachPolicies: false,
        inlinePolicies: [],
        managedPolicyArns: [],
        maxSessionDuration: 3600,
        name,
        namePrefix: "",
        path: "/",
        uniqueId: `AROA${place.hex(17, "unique id").toUpperCase()}`,
      },
    };
  },
  refuseDelete: refuseWhileUsed(
    [
      [ROLE_POLICY_ATTACHMENT, "role"],
      [INSTANCE_PROFILE, "role"],
    ],
    (id) =>
      new AwsError(
        `deleting IAM Role (${id})`,
        "DeleteConflict",
        "Cannot delete entity, must detach all policies first.",
      ),
  ),
};

const rolePolicy: Model = {
  type: "aws:iam/rolePolicy:RolePolicy",
  seconds: 1, // est.
  create(inputs, place) {
    const owner = place.require(ROLE, inputs["role"], "putting IAM Role Policy");
    const name = place.physicalName(inputs["name"], 128);
    return { id: `${owner.id}:${name}`, outputs: { name, namePrefix: "" } };
  },
};

const rolePolicyAttachment: Model = {
  type: ROLE_POLICY_ATTACHMENT,
  seconds: 1, // est.
  create(inputs, place) {
    const owner = place.require(ROLE, inputs["role"], "attaching IAM Policy to IAM Role");
    return { id: `${owner.id}-${place.hex(26)}`, outputs: {} };
  },
};

const instanceProfile: Model = {
  type: INSTANCE_PROFILE,
  seconds: 2, // est.
  create(inputs, place) {
    const doing = "creating IAM Instance Profile";
    if (inputs["role"] !== undefined) {
      place.require(ROLE, inputs["role"], doing);
    }
    const name = place.physicalName(inputs["name"], LONGEST_PROFILE_NAME);
    if (place.list(INSTANCE_PROFILE).some((other) => other.id === name)) {
      const detail = `Instance Profile ${name} already exists.`;
      throw new AwsError(doing, "EntityAlreadyExists", detail);
    }
    return {
      id: name,
      outputs: {
        arn: `arn:aws:iam::${place.account}:instance-profile/${name}`,
        createDate: CREATED,
        name,
        namePrefix: "",
        path: "/",
        role: text(inputs["role"]),
        uniqueId: `AIPA${place.hex(17, "unique id").toUpperCase()}`,
      },
    };
  },
};

export const identityModels = [role, rolePolicy, rolePolicyAttachment, instanceProfile];
