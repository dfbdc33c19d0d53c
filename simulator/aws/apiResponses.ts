import { AwsError, text, type Inputs, type Model, type Place } from "./model";

const METHOD = "aws:apigateway/method:Method";
const INTEGRATION = "aws:apigateway/integration:Integration";
const INTEGRATION_RESPONSE = "aws:apigateway/integrationResponse:IntegrationResponse";
const METHOD_RESPONSE = "aws:apigateway/methodResponse:MethodResponse";

/** What names a method, and with its status a response. */
const keyOf = (inputs: Inputs, ...more: string[]): string =>
  ["restApi", "resourceId", "httpMethod", ...more].map((key) => text(inputs[key])).join("-");

const isThere = (type: string, inputs: Inputs, place: Place, ...more: string[]): boolean =>
  place.list(type).some((known) => keyOf(known.inputs, ...more) === keyOf(inputs, ...more));

/** A status that a method declares. */
const methodResponse: Model = {
  type: METHOD_RESPONSE,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating API Gateway Method Response";
    if (!isThere(METHOD, inputs, place)) {
      throw new AwsError(doing, "NotFoundException", "Invalid Method identifier specified");
    }
    if (isThere(METHOD_RESPONSE, inputs, place, "statusCode")) {
      const detail = "Response already exists for this resource";
      throw new AwsError(doing, "ConflictException", detail);
    }
    return { id: `agmr-${keyOf(inputs, "statusCode")}`, outputs: {} };
  },
};

/** How a backend's answer becomes a declared status. */
const integrationResponse: Model = {
  type: INTEGRATION_RESPONSE,
  seconds: 1,
  create(inputs, place) {
    const doing = "creating API Gateway Integration Response";
    const refuse = (detail: string) => new AwsError(doing, "NotFoundException", detail);
    if (!isThere(INTEGRATION, inputs, place)) {
      throw refuse("No integration defined for method");
    }
    const declared = place
      .list(METHOD_RESPONSE)
      .find((known) => keyOf(known.inputs, "statusCode") === keyOf(inputs, "statusCode"));
    if (!declared) {
      throw refuse("Invalid Response status code specified");
    }
    // Reported by users: carrot/terraform-api-gateway-method-module issue 2.
    const pattern = text(inputs["selectionPattern"]);
    const same = place
      .list(INTEGRATION_RESPONSE)
      .filter((known) => keyOf(known.inputs) === keyOf(inputs))
      .some((known) => text(known.inputs["selectionPattern"]) === pattern);
    if (same) {
      const detail = `Integration response with selection pattern ${pattern || "default"} already exists`;
      throw new AwsError(doing, "ConflictException", detail);
    }
    const names = Object.keys(declared.inputs["responseParameters"] ?? {});
    const stray = Object.keys(inputs["responseParameters"] ?? {}).find(
      (name) => !names.includes(name),
    );
    if (stray !== undefined) {
      const detail = `Invalid mapping expression parameter specified: ${stray}`;
      throw new AwsError(doing, "BadRequestException", detail);
    }
    return { id: `agir-${keyOf(inputs, "statusCode")}`, outputs: {} };
  },
};

export const apiResponseModels = [methodResponse, integrationResponse];
