import * as pulumi from "@pulumi/pulumi";
import * as path from "path";
import { bundleFunction } from "./bundle";
import { FUNCTIONS_DIRECTORY, PROBE_FOLDER } from "./functionFolders";
import { functionParts, lambdaFunction, type FunctionParts } from "./functionParts";
import { allowHttpsTo, securityGroup } from "./securityGroup";

export interface ProbeArgs {
  /** The bundled source of `functions/probe`. */
  code: string;
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Input<string[]>;
  /** Groups of what it may call, by a name for each. */
  targets: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A function in the VPC that makes the HTTPS calls it is asked to make and tells what came of them, so that
 * a path can be seen and not only foretold. Whoever may invoke it in this account can make such calls; it
 * has no URL, no permission for others, and no way but to its targets.
 *
 * Makes 1. a log group, 2. a role that may write to it, and the managed policy for its interfaces, 3. a
 * security group with rules out to its targets alone and 4. the function. Names need no rule: groups do
 * not filter what goes to the VPC's own resolver (VPC guide, security groups). Lambda gives the function's
 * interfaces back some 20 minutes after it is gone, so the group, the subnets and the VPC wait for that.
 */
export class Probe extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: ProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:Probe", name, {}, opts);
    const { code, subnetIds } = args;
    const parts = functionParts(name, true, this);
    const group = this.createGroup(name, args, parts);
    const vpcConfig = { subnetIds, securityGroupIds: [group.id] };
    // 32 calls of 10 s, eight at a time, and a start: functions/probe/request.ts.
    const handler = lambdaFunction(
      name,
      { code, memorySize: 256, timeout: 60, parts, vpcConfig },
      this,
    );

    this.functionArn = handler.arn;
    this.securityGroupId = group.id;
    this.registerOutputs({ functionArn: this.functionArn, securityGroupId: this.securityGroupId });
  }

  private createGroup(name: string, args: ProbeArgs, { policies }: FunctionParts) {
    const group = securityGroup(
      `${name}-group`,
      { vpcId: args.vpcId, description: "What the probe may reach" },
      // Deleted before the role's policies: Lambda gives interfaces back with the role's permissions.
      { parent: this, dependsOn: policies },
    );
    for (const [target, securityGroupId] of Object.entries(args.targets)) {
      allowHttpsTo(
        `${name}-group`,
        {
          securityGroupId: group.id,
          peer: { name: target, securityGroupId },
          purpose: "HTTPS of the probe",
        },
        { parent: this },
      );
    }
    return group;
  }
}

/** The source of the probe's function. */
export const bundleProbe = (): Promise<string> =>
  bundleFunction(path.join(FUNCTIONS_DIRECTORY, PROBE_FOLDER));
