import * as pulumi from "@pulumi/pulumi";
import * as iam from "@pulumi/aws/iam";
import { limitedName } from "./names";
import { canonicalJson, serviceTrust, statementsPolicy } from "./policies";
import { nameTag } from "./tags";

/** What a role may do with what. */
export interface RoleStatement {
  actions: readonly string[];
  resources: readonly string[];
}

export interface ServiceRoleArgs {
  description: string;
  /** None for an action that needs no permission. */
  statements: readonly RoleStatement[];
}

/**
 * A role that API Gateway assumes to call one action of an AWS service.
 *
 * Makes 1. the role and 2. unless there are no statements, its policy.
 */
export class ServiceRole extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: ServiceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ServiceRole", name, {}, opts);
    const role = gatewayRole(name, args.description, this);
    if (args.statements.length > 0) {
      new iam.RolePolicy(
        `${name}-role-actions`,
        { role: role.name, policy: canonicalJson(statementsPolicy(args.statements)) },
        { parent: this },
      );
    }

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** A role that API Gateway assumes, of the component `name`; it may do nothing yet. */
export function gatewayRole(name: string, description: string, parent: pulumi.Resource): iam.Role {
  return new iam.Role(
    limitedName("role", `${name}-role`),
    {
      description,
      assumeRolePolicy: canonicalJson(serviceTrust("apigateway.amazonaws.com")),
      tags: nameTag(`${name}-role`),
    },
    { parent },
  );
}
