import { subnetAddress } from "./addresses";
import { INSTANCE_PROFILE, roleOfArn } from "./identity";
import { AwsError, list, text, type Inputs, type Model } from "./model";
import { SUBNET } from "./network";
import { SECURITY_GROUP } from "./securityGroups";

export const FUNCTION = "aws:lambda/function:Function";
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Nothing here reads a clock: the time of everything. */
const CREATED = "2000-01-01T00:00:00.000+0000";

const handler: Model = {
  type: FUNCTION,
  seconds: 23,
  create(inputs, place) {
    const doing = "creating Lambda Function";
    if (!roleOfArn(place, text(inputs["role"]))) {
      const detail = "The role defined for the function cannot be assumed by Lambda.";
      throw new AwsError(doing, "InvalidParameterValueException", detail);
    }
    const vpcConfig = inputs["vpcConfig"] as Inputs | undefined;
    const subnets = list(vpcConfig?.["subnetIds"]).map((id) => place.require(SUBNET, id, doing));
    list(vpcConfig?.["securityGroupIds"]).forEach((id) => place.require(SECURITY_GROUP, id, doing));
    const name = place.physicalName(inputs["name"], 64);
    const arn = place.arn("lambda", `function:${name}`);
    const code = (inputs["code"] ?? {}) as { hash?: string; assets?: Record<string, Inputs> };
    const files = Object.values(code.assets ?? {}).map((asset) => text(asset["text"]));
    const uri = (target: string) =>
      `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${target}/invocations`;
    return {
      id: name,
      outputs: {
        arn,
        codeSha256: Buffer.from(code.hash ?? "", "hex").toString("base64"),
        ephemeralStorage: { size: 512 },
        invokeArn: uri(arn),
        lastModified: CREATED,
        name,
        packageType: "Zip",
        publish: false,
        qualifiedArn: `${arn}:$LATEST`,
        qualifiedInvokeArn: uri(`${arn}:$LATEST`),
        reservedConcurrentExecutions: -1,
        signingJobArn: "",
        signingProfileVersionArn: "",
        skipDestroy: false,
        sourceCodeSize: files.reduce((sum, file) => sum + file.length, 0),
        tracingConfig: { mode: "PassThrough" },
        version: "$LATEST",
        ...(vpcConfig ? { vpcConfig: { ...vpcConfig, vpcId: subnets[0]?.inputs["vpcId"] } } : {}),
      },
    };
  },
};

const STATEMENT_ID = /^[a-zA-Z0-9-_]{1,100}$/;

const permission: Model = {
  type: "aws:lambda/permission:Permission",
  seconds: 1,
  create(inputs, place) {
    place.require(FUNCTION, inputs["function"], "adding Lambda Permission");
    const id = `${place.name}-${place.hex(7)}`;
    if (!STATEMENT_ID.test(id)) {
      // The provider's own check, before it asks AWS.
      throw new Error(
        `"statement_id" doesn't look like a valid statement ID ("^[a-zA-Z0-9-_]+$"): "${id}"`,
      );
    }
    return { id, outputs: { statementId: id, statementIdPrefix: "" } };
  },
};

const logGroup: Model = {
  type: LOG_GROUP,
  seconds: 1,
  create(inputs, place) {
    const name = place.physicalName(inputs["name"], 512);
    if (place.list(LOG_GROUP).some((other) => other.id === name)) {
      const doing = "creating CloudWatch Logs Log Group";
      const detail = "The specified log group already exists";
      throw new AwsError(doing, "ResourceAlreadyExistsException", detail);
    }
    return {
      id: name,
      outputs: {
        arn: place.arn("logs", `log-group:${name}`),
        deletionProtectionEnabled: false,
        kmsKeyId: "",
        logGroupClass: "STANDARD",
        name,
        namePrefix: "",
        skipDestroy: false,
      },
    };
  },
};

const instance: Model = {
  type: "aws:ec2/instance:Instance",
  seconds: 20, // est.
  create(inputs, place) {
    const doing = "creating EC2 Instance";
    const subnet = place.require(SUBNET, inputs["subnetId"], doing);
    list(inputs["vpcSecurityGroupIds"]).forEach((id) => place.require(SECURITY_GROUP, id, doing));
    if (inputs["iamInstanceProfile"] !== undefined) {
      place.require(INSTANCE_PROFILE, inputs["iamInstanceProfile"], doing);
    }
    const id = `i-0${place.hex(16)}`;
    const privateIp = subnetAddress(place, subnet, "instance");
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `instance/${id}`),
        availabilityZone: subnet.inputs["availabilityZone"],
        instanceState: "running",
        primaryNetworkInterfaceId: `eni-0${place.hex(16, "interface")}`,
        privateDns: `ip-${privateIp.replaceAll(".", "-")}.${place.region}.compute.internal`,
        privateIp,
        publicDns: "",
        publicIp: "",
        secondaryPrivateIps: [],
        sourceDestCheck: true,
        tenancy: "default",
      },
    };
  },
};

export const computeModels = [handler, permission, logGroup, instance];
