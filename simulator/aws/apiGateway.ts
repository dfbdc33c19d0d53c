import {
  AwsError,
  list,
  refuseWhileUsed,
  text,
  withDefaults,
  type Inputs,
  type Model,
  type Place,
} from "./model";
import { AUTHORIZER } from "./authorizers";
import { ENDPOINT } from "./endpoints";
import { ROLE_POLICY_ATTACHMENT, roleOfArn } from "./identity";

const REST_API = "aws:apigateway/restApi:RestApi";
const POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy";
const RESOURCE = "aws:apigateway/resource:Resource";
const METHOD = "aws:apigateway/method:Method";
const INTEGRATION = "aws:apigateway/integration:Integration";
const DEPLOYMENT = "aws:apigateway/deployment:Deployment";
const STAGE = "aws:apigateway/stage:Stage";
const ACCOUNT = "aws:apigateway/account:Account";

/** Nothing here reads a clock: the time of everything. */
const CREATED = "2000-01-01T00:00:00Z";

const REST_API_DEFAULTS = {
  apiKeySource: "HEADER",
  binaryMediaTypes: [],
  description: "",
  disableExecuteApiEndpoint: false,
  endpointAccessMode: "",
  minimumCompressionSize: "",
  securityPolicy: "TLS_1_2",
};

const restApi: Model = {
  type: REST_API,
  seconds: 3,
  create(inputs, place) {
    const configuration = (inputs["endpointConfiguration"] ?? {}) as Inputs;
    for (const id of list(configuration["vpcEndpointIds"])) {
      place.require(ENDPOINT, id, "creating API Gateway REST API");
    }
    const id = place.letters(10);
    return {
      id,
      outputs: {
        ...withDefaults(inputs, REST_API_DEFAULTS),
        arn: `arn:aws:apigateway:${place.region}::/restapis/${id}`,
        createdDate: CREATED,
        endpointConfiguration: { ipAddressType: "dualstack", ...configuration },
        executionArn: place.arn("execute-api", id),
        name: place.physicalName(inputs["name"], 1024),
        policy: "",
        rootResourceId: place.hex(10, "root"),
      },
    };
  },
};

const restApiPolicy: Model = {
  type: POLICY,
  seconds: 1,
  create(inputs, place) {
    const doing = "setting API Gateway REST API Policy";
    const api = place.require(REST_API, inputs["restApiId"], doing);
    try {
      JSON.parse(text(inputs["policy"]));
    } catch {
      throw new AwsError(doing, "BadRequestException", "Invalid policy document");
    }
    return { id: api.id, outputs: {} };
  },
};

const resource: Model = {
  type: RESOURCE,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating API Gateway Resource";
    const api = place.require(REST_API, inputs["restApi"], doing);
    const parent = pathOf(api.id, text(inputs["parentId"]), place);
    const part = text(inputs["pathPart"]);
    if (parent === undefined) {
      throw new AwsError(doing, "NotFoundException", "Invalid Resource identifier specified");
    }
    const siblings = ofApi(RESOURCE, api.id, place).filter(
      (other) => other.inputs["parentId"] === inputs["parentId"],
    );
    if (siblings.some((other) => other.inputs["pathPart"] === part)) {
      const detail = `Another resource with the same parent already has this name: ${part}`;
      throw new AwsError(doing, "ConflictException", detail);
    }
    const variable = siblings.find((other) => text(other.inputs["pathPart"]).startsWith("{"));
    if (part.startsWith("{") && variable) {
      const detail = `A sibling (${text(variable.inputs["pathPart"])}) of this resource already has a variable path part -- only one is allowed`;
      throw new AwsError(doing, "BadRequestException", detail);
    }
    return { id: place.letters(6), outputs: { path: `${parent === "/" ? "" : parent}/${part}` } };
  },
};

/** The path of a resource of an API, or `undefined` when the API has no such resource. */
function pathOf(apiId: string, resourceId: string, place: Place): string | undefined {
  const api = place.require(REST_API, apiId, "reading API Gateway Resource");
  if (api.attributes["rootResourceId"] === resourceId) {
    return "/";
  }
  const found = ofApi(RESOURCE, apiId, place).find((known) => known.id === resourceId);
  return found && text(found.attributes["path"]);
}

const method: Model = {
  type: METHOD,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating API Gateway Method";
    const api = place.require(REST_API, inputs["restApi"], doing);
    if (pathOf(api.id, text(inputs["resourceId"]), place) === undefined) {
      throw new AwsError(doing, "NotFoundException", "Invalid Resource identifier specified");
    }
    if (findMethod(inputs, place)) {
      const detail = "Method already exists for this resource";
      throw new AwsError(doing, "ConflictException", detail);
    }
    checkAuthorizer(inputs, place, doing);
    const outputs = withDefaults(inputs, { apiKeyRequired: false });
    return { id: `agm-${methodKey(inputs)}`, outputs };
  },
};

function checkAuthorizer(inputs: Inputs, place: Place, doing: string): void {
  const known = ofApi(AUTHORIZER, text(inputs["restApi"]), place);
  if (
    ["COGNITO_USER_POOLS", "CUSTOM"].includes(text(inputs["authorization"])) &&
    !known.some(({ id }) => id === inputs["authorizerId"])
  ) {
    throw new AwsError(
      doing,
      "BadRequestException",
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or " +
        "COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
}

const methodKey = (inputs: Inputs): string =>
  ["restApi", "resourceId", "httpMethod"].map((key) => text(inputs[key])).join("-");

const findMethod = (inputs: Inputs, place: Place) =>
  ofApi(METHOD, text(inputs["restApi"]), place).find(
    (known) => methodKey(known.inputs) === methodKey(inputs),
  );

const integration: Model = {
  type: INTEGRATION,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating API Gateway Integration";
    place.require(REST_API, inputs["restApi"], doing);
    if (!findMethod(inputs, place)) {
      const detail = "Invalid Method identifier specified";
      throw new AwsError(doing, "NotFoundException", detail);
    }
    return {
      id: `agi-${methodKey(inputs)}`,
      outputs: withDefaults(inputs, {
        cacheKeyParameters: [],
        cacheNamespace: inputs["resourceId"],
        connectionType: "INTERNET",
        passthroughBehavior: "WHEN_NO_MATCH",
        responseTransferMode: "BUFFERED",
        timeoutMilliseconds: 29_000,
      }),
    };
  },
};

const deployment: Model = {
  type: DEPLOYMENT,
  seconds: 5,
  create(inputs, place) {
    const doing = "creating API Gateway Deployment";
    const refuse = (detail: string) => new AwsError(doing, "BadRequestException", detail);
    const api = place.require(REST_API, inputs["restApi"], doing);
    const configuration = api.inputs["endpointConfiguration"] as Inputs | undefined;
    if (configuration?.["types"] === "PRIVATE" && ofApi(POLICY, api.id, place).length === 0) {
      throw refuse("Private REST API doesn't have a resource policy attached to it");
    }
    const methods = ofApi(METHOD, api.id, place);
    if (methods.length === 0) {
      throw refuse("The REST API doesn't contain any methods");
    }
    const integrated = new Set(
      ofApi(INTEGRATION, api.id, place).map((known) => methodKey(known.inputs)),
    );
    if (!methods.every((known) => integrated.has(methodKey(known.inputs)))) {
      throw refuse("No integration defined for method");
    }
    return { id: place.letters(6), outputs: { createdDate: CREATED } };
  },
  refuseDelete: refuseWhileUsed(
    [[STAGE, "deployment"]],
    (id) =>
      new AwsError(
        `deleting API Gateway Deployment (${id})`,
        "BadRequestException",
        "Active stages pointing to this deployment must be moved or deleted",
      ),
  ),
};

const stage: Model = {
  type: STAGE,
  seconds: 2,
  create(inputs, place) {
    const doing = "creating API Gateway Stage";
    const name = text(inputs["stageName"]);
    const api = place.require(REST_API, inputs["restApi"], doing);
    place.require(DEPLOYMENT, inputs["deployment"], doing);
    const account = place.list(ACCOUNT)[0];
    if (inputs["accessLogSettings"] !== undefined && !account?.inputs["cloudwatchRoleArn"]) {
      throw new AwsError(
        doing,
        "BadRequestException",
        "CloudWatch Logs role ARN must be set in account settings to enable logging",
      );
    }
    if (ofApi(STAGE, api.id, place).some((other) => other.inputs["stageName"] === name)) {
      throw new AwsError(doing, "ConflictException", "Stage already exists");
    }
    return {
      id: `ags-${api.id}-${name}`,
      outputs: {
        arn: `arn:aws:apigateway:${place.region}::/restapis/${api.id}/stages/${name}`,
        cacheClusterEnabled: false,
        cacheClusterSize: "",
        clientCertificateId: "",
        description: "",
        documentationVersion: "",
        executionArn: `${text(api.attributes["executionArn"])}/${name}`,
        invokeUrl: `https://${api.id}.execute-api.${place.region}.amazonaws.com/${name}`,
        webAclArn: "",
        xrayTracingEnabled: false,
      },
    };
  },
};

const account: Model = {
  type: ACCOUNT,
  seconds: 5, // est.
  create(inputs, place) {
    const doing = "updating API Gateway Account";
    const role = roleOfArn(place, text(inputs["cloudwatchRoleArn"]));
    const attached = place
      .list(ROLE_POLICY_ATTACHMENT)
      .some((known) => role && known.inputs["role"] === role.attributes["name"]);
    if (!attached) {
      throw new AwsError(
        doing,
        "BadRequestException",
        "The role ARN does not have required permissions configured. Please grant trust permission " +
          "for API Gateway and add the required role policy.",
      );
    }
    return {
      id: "api-gateway-account",
      outputs: {
        apiKeyVersion: "4",
        features: ["UsagePlans"],
        throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }],
      },
    };
  },
};

function ofApi(type: string, apiId: string, place: Place) {
  return place
    .list(type)
    .filter((known) => [known.inputs["restApi"], known.inputs["restApiId"]].includes(apiId));
}

export const apiGatewayModels = [
  restApi,
  restApiPolicy,
  resource,
  method,
  integration,
  deployment,
  stage,
  account,
];
