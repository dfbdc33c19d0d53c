import { API_ID } from "../identity";
import { findApi, typeOfApi } from "../network/apis";
import { nameOf, type WarningCheck } from "./check";

export const publicApiShadowed: WarningCheck = {
  code: "PUBLIC_API_SHADOWED",
  cause:
    "The endpoint's private DNS answers for every API name of the region, those of public APIs too: from this VPC they are refused with 403.",
  repair:
    "Call public APIs by custom domain names, or turn private DNS off and use a private zone for each private API.",
  source: "AWS knowledge center, 403 from a VPC; API Gateway guide, private APIs",
  evidence: "documented",
  look: ({ network, dns, identity }) => {
    if (!dns.managedBy || identity.kind !== "api" || identity.by === "header") {
      return undefined;
    }
    const api = findApi(network, identity.id);
    const isNone = !api && !API_ID.test(identity.id);
    return isNone || (api && typeOfApi(api) === "PRIVATE")
      ? undefined
      : {
          resource: dns.managedBy,
          detail: `private DNS of ${nameOf(dns.managedBy)} answers for ${dns.name}; if that is a public API, it cannot be reached from this VPC`,
        };
  },
};
