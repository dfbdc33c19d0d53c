import { UNKNOWN } from "../network/properties";
import { fault, missingToken, unknown, type Check } from "./check";

export const methodNotFound: Check = {
  code: "METHOD_NOT_FOUND",
  hop: "method",
  cause: "The API has no resource of that path, or the resource has no method of that verb.",
  symptom: '403 `{"message":"Missing Authentication Token"}`, although no token is missing',
  repair: "Call a path and a verb that the API has, or add the route.",
  source:
    "API Gateway guide, gateway responses; AWS knowledge center, missing authentication token",
  evidence: "documented",
  // Of one method of another verb nobody can tell which is wrong, its verb or the call's.
  judge: ({ api, routed, request, path }) => {
    if (!api || routed === undefined) {
      return undefined;
    }
    if (routed === UNKNOWN) {
      return unknown(`whether the API has ${request.method} ${path}`);
    }
    return routed.found
      ? undefined
      : fault({
          resource: routed.resource ?? api,
          detail: routed.reason,
          fix: `add the route "${request.method} ${path}", or call one that there is`,
          seen: missingToken(),
        });
  },
};
