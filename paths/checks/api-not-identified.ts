import { API_ID, API_ID_HEADER } from "../identity";
import { findApi, typeOfApi } from "../network/apis";
import { UNKNOWN } from "../network/properties";
import { fault, forbidden, unknown, type Check } from "./check";

export const apiNotIdentified: Check = {
  code: "API_NOT_IDENTIFIED",
  hop: "api-id",
  cause:
    "Neither the name in the URL, nor a Host header, nor x-apigw-api-id says which private API is meant. The same answer comes when it is the name of a public API.",
  symptom: '403 `{"message":"Forbidden"}`; the API\'s own log never shows such a call',
  repair: "Add the header x-apigw-api-id with the API's id, or call by the API's own name.",
  source: "API Gateway guide, invoke a private API; published run of S1 (C3)",
  evidence: "observed",
  judge: ({ network, identity, api, apiEndpoint, request, url }) => {
    if (!apiEndpoint) {
      return undefined;
    }
    const seen = forbidden();
    if (identity.kind === "contradiction") {
      return unknown(`which of ${identity.ids.join(" and ")} API Gateway takes`);
    }
    if (identity.kind === "none") {
      const id = api?.id ?? "<the API's id>";
      const host = request.headers["host"] ?? url.host;
      return fault({
        detail: `${host} names no API, and there is no header ${API_ID_HEADER}`,
        fix: `add the header: -H '${API_ID_HEADER}: ${id}'; such a 403 never reaches the API's log`,
        seen,
      });
    }
    const named = findApi(network, identity.id);
    if (!named) {
      return API_ID.test(identity.id)
        ? unknown(
            `what the API ${identity.id} is: no export holds it; if it does not exist, the answer is 403 Forbidden`,
          )
        : fault({
            detail: `${identity.id} is no API's id`,
            fix: "use the id of an API that lets this endpoint in; such a 403 never reaches an API's log",
            seen,
            evidence: "documented",
          });
    }
    const type = typeOfApi(named);
    if (type === UNKNOWN) {
      return unknown(`whether the API ${identity.id} is private`);
    }
    return type === "PRIVATE"
      ? undefined
      : fault({
          resource: named,
          detail: `${identity.id} is a ${type} API, and endpoints lead to private ones alone`,
          fix: "call it by a custom domain name, or from where the endpoint's private DNS does not hide it",
          seen,
          evidence: "documented",
        });
  },
};
