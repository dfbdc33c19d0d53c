import * as pulumi from "@pulumi/pulumi";
import { functionParts, lambdaFunction } from "./functionParts";
import { securityGroup } from "./securityGroup";

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
    const { code, network } = args;
    const parts = functionParts(name, network !== undefined, this);
    const vpcConfig = network && this.createVpcConfig(name, network);
    const handler = lambdaFunction(
      name,
      { code, memorySize: 128, timeout: 10, parts, vpcConfig },
      this,
    );

    this.functionName = handler.name;
    this.invokeArn = handler.invokeArn;
    this.registerOutputs({ functionName: this.functionName, invokeArn: this.invokeArn });
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
