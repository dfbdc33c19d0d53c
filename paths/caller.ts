import type { Journey } from "./journey";
import type { Node } from "./network/network";
import { roleOfInstance } from "./network/roles";
import { known, UNKNOWN, type Maybe } from "./network/properties";
import { accountOf, findVpc } from "./network/vpcs";
import type { Caller } from "./policies/principals";
import type { Request } from "./request";

/** How a method asks who calls: `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`. */
export function authorizationOf({ routed, way }: Journey): Maybe<string> | undefined {
  if (routed === UNKNOWN) {
    return UNKNOWN;
  }
  return way?.method && (way.method.properties.text("authorization") ?? UNKNOWN);
}

/**
 * Whether a call carries a signature of AWS (Signature Version 4 or 4A), none at all, or something else in
 * its `Authorization` header.
 */
export function signatureOf({ headers, url }: Request): "none" | "signed" | "other" {
  const header = headers["authorization"];
  if (header === undefined || header === "") {
    return new URL(url).searchParams.has("X-Amz-Signature") ? "signed" : "none";
  }
  return /^AWS4-(HMAC|ECDSA-P256)-SHA256 /.test(header) ? "signed" : "other";
}

/** Who signed a call, as far as anybody can tell: a signature holds no more than the id of a key. */
export interface Signer {
  caller: Exclude<Caller, "anonymous">;
  /** Whose credentials they are, where they are a role's. */
  role?: Node;
  /** What is taken for granted in saying so. */
  assumption: string;
}

/** The identity that a client has by itself: its machine's role, else some identity of its account. */
export function signerOf({ network, vantage }: Journey): Signer {
  if (vantage.kind !== "vpc") {
    return { caller: {}, assumption: "who signed the call is not known" };
  }
  const role = vantage.instance && roleOfInstance(network, vantage.instance);
  const arn = known(role?.properties.text("arn"));
  const name = known(role?.properties.text("name"));
  if (role && arn !== undefined && name !== undefined) {
    const account = arn.split(":")[4] ?? "";
    const session = `arn:aws:sts::${account}:assumed-role/${name}/${vantage.instance?.id ?? ""}`;
    const assumption = `the call is signed with the credentials of the client's role ${name}`;
    return { caller: { account, arn: session }, role, assumption };
  }
  const account = accountOf(findVpc(network, vantage.vpcId));
  return account === undefined
    ? { caller: {}, assumption: "who signed the call is not known" }
    : { caller: { account }, assumption: `an identity of the account ${account} signed the call` };
}

/** Who a method takes a call to be from: only one that asks for a signature looks at it. */
export function callerOf(journey: Journey): Caller {
  const looks = authorizationOf(journey) === "AWS_IAM";
  return looks && signatureOf(journey.request) === "signed"
    ? signerOf(journey).caller
    : "anonymous";
}
