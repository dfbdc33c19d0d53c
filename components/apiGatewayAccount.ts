import * as pulumi from "@pulumi/pulumi";
import * as apigateway from "@pulumi/aws/apigateway";
import * as iam from "@pulumi/aws/iam";
import { canonicalJson, serviceTrust } from "./policies";
import { limitedName } from "./names";
import { nameTag } from "./tags";

/**
 * The role with which API Gateway writes logs, a setting of the whole account and region.
 *
 * Makes 1. a role, 2. its policy and 3. the setting. Without it a stage with access logs is refused
 * (`CloudWatch Logs role ARN must be set in account settings to enable logging`). There is one per
 * account and region and other programs may rely on it, so all three outlive the stack.
 */
export class ApiGatewayAccount extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ApiGatewayAccount", name, {}, opts);
    const kept = { parent: this, retainOnDelete: true };
    const role = new iam.Role(
      limitedName("role", `${name}-role`),
      {
        description: "Lets API Gateway write logs in this account and region",
        assumeRolePolicy: canonicalJson(serviceTrust("apigateway.amazonaws.com")),
        tags: nameTag(`${name}-role`),
      },
      kept,
    );
    const policy = new iam.RolePolicyAttachment(
      `${name}-role-logs`,
      {
        role: role.name,
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
      },
      kept,
    );
    const account = new apigateway.Account(
      `${name}-account`,
      { cloudwatchRoleArn: role.arn },
      { ...kept, dependsOn: [policy] },
    );

    this.roleArn = account.cloudwatchRoleArn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
