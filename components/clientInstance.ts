import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import { awsServiceName, limitedName } from "./names";
import { canonicalJson, serviceTrust } from "./policies";
import { allowHttpsFrom, allowHttpsTo, securityGroup } from "./securityGroup";
import { nameTag } from "./tags";

export interface ClientInstanceArgs {
  region: string;
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Output<string[]>;
  /** Groups of what the client may call, by a name for each. */
  targets: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What Session Manager needs in a subnet without a way out. */
const SESSION_MANAGER_SERVICES = ["ssm", "ssmmessages", "ec2messages"];

/**
 * A machine to make calls from, reached by Session Manager: no key, no open port, no way out.
 *
 * Makes 1. a role with the managed policy of Session Manager, and its instance profile, 2. a security
 * group with rules out to its targets alone, 3. three interface endpoints with private DNS and their
 * group (the VPC must not have these already) and 4. a t3.micro with Amazon Linux 2023, IMDSv2 only
 * and an encrypted disk. A newer image does not replace the machine.
 */
export class ClientInstance extends pulumi.ComponentResource {
  readonly instanceId: pulumi.Output<string>;
  readonly privateIp: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: ClientInstanceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ClientInstance", name, {}, opts);
    const { group, sessionGroup } = this.createGroups(name, args);
    const profile = this.createProfile(name);
    const endpoints = this.createSessionEndpoints(name, args, sessionGroup);
    const instance = this.createInstance(name, args, group, profile, endpoints);

    this.instanceId = instance.id;
    this.privateIp = instance.privateIp;
    this.securityGroupId = group.id;
    this.registerOutputs({
      instanceId: this.instanceId,
      privateIp: this.privateIp,
      securityGroupId: this.securityGroupId,
    });
  }

  private createGroups(name: string, args: ClientInstanceArgs) {
    const parent = { parent: this };
    const group = securityGroup(
      `${name}-group`,
      { vpcId: args.vpcId, description: "What the client may reach" },
      parent,
    );
    const sessionGroup = securityGroup(
      `${name}-session-group`,
      { vpcId: args.vpcId, description: "Who may reach Session Manager" },
      parent,
    );
    const targets = { "session-manager": sessionGroup.id, ...args.targets };
    for (const [target, securityGroupId] of Object.entries(targets)) {
      allowHttpsTo(
        `${name}-group`,
        {
          securityGroupId: group.id,
          peer: { name: target, securityGroupId },
          purpose: "HTTPS of the client",
        },
        parent,
      );
    }
    allowHttpsFrom(
      `${name}-session-group`,
      {
        securityGroupId: sessionGroup.id,
        peer: { name: "client", securityGroupId: group.id },
        purpose: "Session Manager",
      },
      parent,
    );
    return { group, sessionGroup };
  }

  private createProfile(name: string) {
    const role = new iam.Role(
      limitedName("role", `${name}-role`),
      {
        description: "Lets Session Manager reach the client",
        assumeRolePolicy: canonicalJson(serviceTrust("ec2.amazonaws.com")),
        tags: nameTag(`${name}-role`),
      },
      { parent: this },
    );
    const policy = new iam.RolePolicyAttachment(
      `${name}-role-session-manager`,
      { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
      { parent: this },
    );
    return new iam.InstanceProfile(
      limitedName("role", `${name}-profile`),
      { role: role.name, tags: nameTag(`${name}-profile`) },
      { parent: this, dependsOn: [policy] },
    );
  }

  private createSessionEndpoints(
    name: string,
    args: ClientInstanceArgs,
    group: ec2.SecurityGroup,
  ): ec2.VpcEndpoint[] {
    return SESSION_MANAGER_SERVICES.map(
      (service) =>
        new ec2.VpcEndpoint(
          `${name}-${service}`,
          {
            vpcId: args.vpcId,
            serviceName: awsServiceName(args.region, service),
            vpcEndpointType: "Interface",
            privateDnsEnabled: true,
            // One zone is enough for one machine.
            subnetIds: [args.subnetIds[0] as pulumi.Output<string>],
            securityGroupIds: [group.id],
            tags: nameTag(`${name}-${service}`),
          },
          { parent: this },
        ),
    );
  }

  private createInstance(
    name: string,
    args: ClientInstanceArgs,
    group: ec2.SecurityGroup,
    profile: iam.InstanceProfile,
    endpoints: ec2.VpcEndpoint[],
  ) {
    const image = ec2.getAmiOutput(
      {
        owners: ["amazon"],
        mostRecent: true,
        filters: [{ name: "name", values: ["al2023-ami-2023.*-x86_64"] }],
      },
      { parent: this },
    );
    return new ec2.Instance(
      `${name}-instance`,
      {
        ami: image.id,
        instanceType: "t3.micro",
        subnetId: args.subnetIds[0] as pulumi.Output<string>,
        vpcSecurityGroupIds: [group.id],
        iamInstanceProfile: profile.name,
        associatePublicIpAddress: false,
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
        },
        rootBlockDevice: { encrypted: true },
        tags: nameTag(`${name}-instance`),
      },
      { parent: this, dependsOn: endpoints, ignoreChanges: ["ami"] },
    );
  }
}
