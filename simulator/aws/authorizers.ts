import { AwsError, text, withDefaults, type Model } from "./model";

export const AUTHORIZER = "aws:apigateway/authorizer:Authorizer";

const REST_API = "aws:apigateway/restApi:RestApi";
const USER_POOLS = "COGNITO_USER_POOLS";

/** What says of each call of an API whether it may go on. */
const authorizer: Model = {
  type: AUTHORIZER,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating API Gateway Authorizer";
    const api = place.require(REST_API, inputs["restApi"], doing);
    const { type = "TOKEN" } = inputs;
    if (type !== USER_POOLS && !text(inputs["authorizerUri"])) {
      // The provider's own check, before it asks AWS.
      throw new Error(
        `${doing}: authorizer_uri must be set non-empty when authorizer type is ${text(type)}`,
      );
    }
    const name = place.physicalName(inputs["name"], 128);
    const twin = place
      .list(AUTHORIZER)
      .filter((other) => other.inputs["restApi"] === api.id)
      .some((other) => other.attributes["name"] === name);
    if (twin) {
      const detail = `Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`;
      throw new AwsError(`${doing} (${name})`, "BadRequestException", detail);
    }
    const id = place.letters(6);
    return {
      id,
      outputs: {
        arn: `arn:aws:apigateway:${place.region}::/restapis/${api.id}/authorizers/${id}`,
        name,
        type,
        ...withDefaults(inputs, {
          authorizerCredentials: "",
          authorizerResultTtlInSeconds: 300,
          identitySource: "method.request.header.Authorization",
          identityValidationExpression: "",
          providerArns: [],
        }),
      },
    };
  },
  replacesOn(changed, old, inputs) {
    const isPools = [old, inputs].some((all) => all["type"] === USER_POOLS);
    return changed.includes("type") && isPools ? ["type"] : [];
  },
};

export const authorizerModels = [authorizer];
