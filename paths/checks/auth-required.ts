import { authorizationOf, signatureOf } from "../caller";
import type { Journey } from "../journey";
import { findAuthorizer } from "../network/apis";
import { known, UNKNOWN } from "../network/properties";
import { fault, missingToken, nameOf, refused, unknown, type Check, type Finding } from "./check";

/** Where an authorizer looks when nobody says where. */
const DEFAULT_SOURCE = "method.request.header.Authorization";
const HEADER = "method.request.header.";
const QUERY = "method.request.querystring.";

export const authRequired: Check = {
  code: "AUTH_REQUIRED",
  hop: "method",
  cause:
    "The method asks who calls, and the call does not say so: it carries no AWS signature, or not what the method's authorizer reads.",
  symptom:
    '403 `{"message":"Missing Authentication Token"}` without a signature; 401 `{"message":"Unauthorized"}` from an authorizer',
  repair: "Sign the call, or send the header that the authorizer reads.",
  source:
    "API Gateway guide, gateway response types (MISSING_AUTHENTICATION_TOKEN, UNAUTHORIZED); Lambda authorizers, identity sources",
  evidence: "documented",
  judge: (journey) => {
    const authorization = authorizationOf(journey);
    switch (authorization) {
      case undefined:
      case "NONE":
        return undefined;
      case "AWS_IAM":
        return ofSignature(journey);
      case "CUSTOM":
      case "COGNITO_USER_POOLS":
        return ofAuthorizer(journey);
      default:
        return unknown(
          `how the method asks who calls: ${authorization === UNKNOWN ? "no export tells" : authorization}`,
        );
    }
  },
};

function ofSignature({ request, way }: Journey): Finding | undefined {
  switch (signatureOf(request)) {
    case "signed":
      return undefined;
    case "other":
      return unknown("what API Gateway says to a header Authorization that is no AWS signature");
    case "none":
      return fault({
        // Which of the two is wrong, the method or the call, nobody can tell.
        resource: way?.method,
        detail: "the method asks for an AWS signature, and the call has none",
        fix: "sign the call (curl --aws-sigv4, or an AWS SDK), or set the method's authorization to NONE",
        seen: missingToken(),
      });
  }
}

function ofAuthorizer({ network, way, request }: Journey): Finding | undefined {
  const id = known(way?.method?.properties.text("authorizerId"));
  const authorizer = findAuthorizer(network, id);
  if (!way?.method || !authorizer) {
    return unknown(`what the authorizer ${id ?? "of the method"} reads: no export holds it`);
  }
  const { properties } = authorizer;
  const type = properties.text("type") ?? "TOKEN";
  const given = properties.text("identitySource") ?? DEFAULT_SOURCE;
  if (type === UNKNOWN || given === UNKNOWN) {
    return unknown(`what the authorizer ${nameOf(authorizer)} reads`);
  }
  const sources = (given === "" ? DEFAULT_SOURCE : given).split(",").map((one) => one.trim());
  const query = new URL(request.url).searchParams;
  const missing = sources.find((source) =>
    source.startsWith(HEADER)
      ? !request.headers[source.slice(HEADER.length).toLowerCase()]
      : source.startsWith(QUERY) && !query.get(source.slice(QUERY.length)),
  );
  const answer = `what the authorizer ${nameOf(authorizer)} says to the call`;
  if (missing === undefined) {
    return unknown(`${answer}: it is not asked here`);
  }
  const keeps = properties.number("authorizerResultTtlInSeconds") ?? 300;
  if (type === "REQUEST" && (keeps === UNKNOWN || keeps === 0)) {
    // Only where answers are kept is it said that a missing source is refused without asking.
    return unknown(`${answer}, which lacks ${missing}`);
  }
  return fault({
    resource: way.method,
    detail: `the authorizer ${nameOf(authorizer)} reads ${missing}, and the call does not have it`,
    fix: `send it: ${missing.slice(missing.startsWith(HEADER) ? HEADER.length : QUERY.length)}`,
    seen: refused(401, '{"message":"Unauthorized"}', "UnauthorizedException"),
  });
}
