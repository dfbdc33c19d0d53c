import * as pulumi from "@pulumi/pulumi";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import { limitedName } from "./names";
import { canonicalJson, logWriterPolicy, serviceTrust } from "./policies";
import { securityGroup } from "./securityGroup";
import { nameTag } from "./tags";

export interface ApiFunctionArgs {
  /** The bundled source: one CommonJS file that exports `handler`. */
  code: string;
  /**
   * Puts the function into a VPC. API Gateway does not need that, and the function's interfaces make
   * deletes take some 20 minutes.
   */
  network?: { vpcId: pulumi.Input<string>; subnetIds: pulumi.Input<string[]> };
}

/**
 * A Lambda function that answers an API.
 *
 * Makes 1. a log group, 2. a role that may write to that log group and nothing else, 3. the function,
 * and in a VPC also 4. a security group without rules and 5. the managed policy for its interfaces.
 */
export class ApiFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly invokeArn: pulumi.Output<string>;

  constructor(name: string, args: ApiFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ApiFunction", name, {}, opts);
    const logGroup = this.createLogGroup(name);
    const { role, policies } = this.createRole(name, logGroup, args);
    const vpcConfig = args.network && this.createVpcConfig(name, args.network);
    const handler = new lambda.Function(
      limitedName("role", `${name}-function`),
      {
        runtime: lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({
          "index.js": new pulumi.asset.StringAsset(args.code),
        }),
        role: role.arn,
        memorySize: 128,
        timeout: 10,
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        vpcConfig,
        tags: nameTag(`${name}-function`),
      },
      // Without its policies the first call would lose its log, and a VPC is refused outright.
      { parent: this, dependsOn: policies },
    );

    this.functionName = handler.name;
    this.invokeArn = handler.invokeArn;
    this.registerOutputs({ functionName: this.functionName, invokeArn: this.invokeArn });
  }

  private createLogGroup(name: string) {
    return new cloudwatch.LogGroup(
      `${name}-logs`,
      { retentionInDays: 30, tags: nameTag(`${name}-logs`) },
      { parent: this },
    );
  }

  private createRole(name: string, logGroup: cloudwatch.LogGroup, args: ApiFunctionArgs) {
    const role = new iam.Role(
      limitedName("role", `${name}-role`),
      {
        description: `What the function ${name} may do`,
        assumeRolePolicy: canonicalJson(serviceTrust("lambda.amazonaws.com")),
        tags: nameTag(`${name}-role`),
      },
      { parent: this },
    );
    const policies: pulumi.Resource[] = [
      new iam.RolePolicy(
        `${name}-role-logs`,
        {
          role: role.name,
          policy: logGroup.arn.apply((arn) => canonicalJson(logWriterPolicy(arn))),
        },
        { parent: this },
      ),
    ];
    if (args.network) {
      policies.push(
        new iam.RolePolicyAttachment(
          `${name}-role-vpc`,
          {
            role: role.name,
            policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
          },
          { parent: this },
        ),
      );
    }
    return { role, policies };
  }

  private createVpcConfig(name: string, network: NonNullable<ApiFunctionArgs["network"]>) {
    const group = securityGroup(
      `${name}-group`,
      { vpcId: network.vpcId, description: "What the function may reach: nothing" },
      { parent: this },
    );
    return { subnetIds: network.subnetIds, securityGroupIds: [group.id] };
  }
}
