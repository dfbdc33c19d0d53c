import { UNKNOWN } from "../network/properties";
import { fault, forbidden, nameOf, unknown, type Check } from "./check";

export const apiEndpointDisabled: Check = {
  code: "API_ENDPOINT_DISABLED",
  hop: "api-id",
  cause:
    "The API's disableExecuteApiEndpoint is on: it answers by custom domain names alone, also behind x-apigw-api-id.",
  symptom: '403 `{"message":"Forbidden"}`',
  repair: "Set disableExecuteApiEndpoint to false, and deploy again.",
  source: "API Gateway guide, disable the default endpoint; the effect on the header is inferred",
  evidence: "inferred",
  judge: ({ api }) => {
    const disabled = api?.properties.flag("disableExecuteApiEndpoint");
    if (!api || !disabled) {
      return undefined;
    }
    return disabled === UNKNOWN
      ? unknown(`whether the default endpoint of ${nameOf(api)} is disabled`)
      : fault({
          resource: api,
          detail: `the default endpoint of ${nameOf(api)} is disabled`,
          fix: "set disableExecuteApiEndpoint: false and deploy again",
          seen: forbidden(),
        });
  },
};
