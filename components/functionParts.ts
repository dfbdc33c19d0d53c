import * as pulumi from "@pulumi/pulumi";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import { limitedName } from "./names";
import { canonicalJson, logWriterPolicy, serviceTrust } from "./policies";
import { nameTag } from "./tags";

/** What every function has, whatever it is for. */
export interface FunctionArgs {
  /** The bundled source: one CommonJS file that exports `handler`. */
  code: string;
  /** In MB. */
  memorySize: number;
  /** Seconds that one invocation may take. */
  timeout: number;
  parts: FunctionParts;
  vpcConfig?: { subnetIds: pulumi.Input<string[]>; securityGroupIds: pulumi.Input<string>[] };
}

/** What a function needs before it can be made. */
export interface FunctionParts {
  logGroup: cloudwatch.LogGroup;
  role: iam.Role;
  /** The role's policies: without them the first call would lose its log, and a VPC is refused outright. */
  policies: pulumi.Resource[];
}

/**
 * Makes a function's log group and the role that may write to it and do nothing else.
 *
 * @param name the component's
 * @param inVpc whether the role may also make the network interfaces by which a function is in a VPC
 */
export function functionParts(name: string, inVpc: boolean, parent: pulumi.Resource) {
  const logGroup = new cloudwatch.LogGroup(
    `${name}-logs`,
    { retentionInDays: 30, tags: nameTag(`${name}-logs`) },
    { parent },
  );
  const role = new iam.Role(
    limitedName("role", `${name}-role`),
    {
      description: `What the function ${name} may do`,
      assumeRolePolicy: canonicalJson(serviceTrust("lambda.amazonaws.com")),
      tags: nameTag(`${name}-role`),
    },
    { parent },
  );
  const policies: pulumi.Resource[] = [
    new iam.RolePolicy(
      `${name}-role-logs`,
      {
        role: role.name,
        policy: logGroup.arn.apply((arn) => canonicalJson(logWriterPolicy(arn))),
      },
      { parent },
    ),
  ];
  if (inVpc) {
    policies.push(
      new iam.RolePolicyAttachment(
        `${name}-role-vpc`,
        {
          role: role.name,
          policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
        },
        { parent },
      ),
    );
  }
  return { logGroup, role, policies };
}

/** Makes the function itself: Node.js on Arm, with JSON in its log. */
export function lambdaFunction(
  name: string,
  { code, parts: { logGroup, role, policies }, vpcConfig, ...limits }: FunctionArgs,
  parent: pulumi.Resource,
): lambda.Function {
  return new lambda.Function(
    limitedName("role", `${name}-function`),
    {
      runtime: lambda.Runtime.NodeJS24dX,
      architectures: ["arm64"],
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
      role: role.arn,
      ...limits,
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      vpcConfig,
      tags: nameTag(`${name}-function`),
    },
    { parent, dependsOn: policies },
  );
}
