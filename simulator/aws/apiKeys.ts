import { revealed } from "../secrets";
import { AwsError, list, text, type Model } from "./model";

const REST_API = "aws:apigateway/restApi:RestApi";
const STAGE = "aws:apigateway/stage:Stage";
const API_KEY = "aws:apigateway/apiKey:ApiKey";
const USAGE_PLAN = "aws:apigateway/usagePlan:UsagePlan";

/** Nothing here reads a clock: the time of everything. */
const CREATED = "2000-01-01T00:00:00Z";

/** Fewest and most characters that AWS takes as a key. */
const VALUE_LENGTH = [20, 128] as const;

/** A key; its value is secret because the SDK says so with every registration. */
const apiKey: Model = {
  type: API_KEY,
  seconds: 1,
  create(inputs, place) {
    const name = place.physicalName(inputs["name"], 1024);
    const value = text(inputs["value"]) || place.hex(40, "value");
    const [fewest, most] = VALUE_LENGTH;
    if (value.length < fewest || value.length > most) {
      // The provider's own check, before it asks AWS.
      const range = `(${fewest} - ${most})`;
      throw new Error(`expected length of value to be in the range ${range}, got ${value.length}`);
    }
    if (place.list(API_KEY).some(({ attributes }) => revealed(attributes["value"]) === value)) {
      const doing = `creating API Gateway API Key (${name})`;
      throw new AwsError(doing, "ConflictException", "API Key already exists");
    }
    const id = place.letters(10);
    return {
      id,
      outputs: {
        arn: `arn:aws:apigateway:${place.region}::/apikeys/${id}`,
        createdDate: CREATED,
        customerId: inputs["customerId"] ?? "",
        enabled: inputs["enabled"] ?? true,
        lastUpdatedDate: CREATED,
        name,
        value,
      },
    };
  },
};

/** Stages at which keys count, and how often they may be used. */
const usagePlan: Model = {
  type: USAGE_PLAN,
  seconds: 1,
  create(inputs, place) {
    const name = place.physicalName(inputs["name"], 1024);
    const refuse = (detail: string) =>
      new AwsError(`creating API Gateway Usage Plan (${name})`, "NotFoundException", detail);
    for (const { apiId, stage } of list<{ apiId: string; stage: string }>(inputs["apiStages"])) {
      // Both refusals in AWS's words: aws/aws-cdk#12731, serverless/serverless#2831.
      if (!place.list(REST_API).some(({ id }) => id === apiId)) {
        throw refuse(`Invalid API identifier specified ${place.account}:${apiId}`);
      }
      const isThere = place
        .list(STAGE)
        .some((known) => known.inputs["restApi"] === apiId && known.inputs["stageName"] === stage);
      if (!isThere) {
        throw refuse(`API Stage not found: ${apiId}:${stage}`);
      }
    }
    const id = place.letters(6);
    const arn = `arn:aws:apigateway:${place.region}::/usageplans/${id}`;
    return { id, outputs: { arn, name } };
  },
};

/** A key's place in a plan, which has the key's own id: here a key can be in one plan alone. */
const usagePlanKey: Model = {
  type: "aws:apigateway/usagePlanKey:UsagePlanKey",
  seconds: 1,
  create(inputs, place) {
    const refuse = (detail: string) =>
      new AwsError("creating API Gateway Usage Plan Key", "NotFoundException", detail);
    if (!place.list(USAGE_PLAN).some(({ id }) => id === inputs["usagePlanId"])) {
      throw refuse("Invalid Usage Plan ID specified");
    }
    const key = place.list(API_KEY).find(({ id }) => id === inputs["keyId"]);
    if (!key) {
      throw refuse("Invalid API Key identifier specified");
    }
    const { name, value } = revealed(key.attributes);
    return { id: key.id, outputs: { name, value } };
  },
};

export const apiKeyModels = [apiKey, usagePlan, usagePlanKey];
