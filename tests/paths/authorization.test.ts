import assert from "node:assert/strict";
import { signatureOf } from "../../paths/caller";
import { judgePrincipals, type Caller } from "../../paths/policies/principals";
import type { Request } from "../../paths/request";

const call = (headers: Record<string, string>, query = ""): Request => ({
  ...{ from: "internet", method: "GET", insecure: false, headers },
  url: `https://a.example/v1${query}`,
});

describe("the signature of a call", () => {
  const rows: [string, Request, string][] = [
    ["without a header", call({}), "none"],
    ["with an empty one", call({ authorization: "" }), "none"],
    ["of version 4", call({ authorization: "AWS4-HMAC-SHA256 Credential=x" }), "signed"],
    ["of version 4A", call({ authorization: "AWS4-ECDSA-P256-SHA256 Credential=x" }), "signed"],
    ["in the query", call({}, "?X-Amz-Signature=00"), "signed"],
    ["with a token", call({ authorization: "Bearer abc" }), "other"],
    ["of an older version", call({ authorization: "AWS AKIDEXAMPLE:00" }), "other"],
  ];
  for (const [name, request, expected] of rows) {
    it(`${name} is ${expected}`, () => assert.equal(signatureOf(request), expected));
  }
});

describe("a caller of whom not everything is known", () => {
  const named = (...ids: string[]) => ({
    negated: false,
    named: ids.map((id) => ({ type: "AWS" as const, id })),
  });
  const of = (account: string | undefined): Caller => ({ account });
  const ROLE = "arn:aws:iam::222222222222:role/app";
  const rows: [string, string, Caller, string][] = [
    ["everybody", "*", of(undefined), "yes"],
    ["its account", "222222222222", of("222222222222"), "yes"],
    ["another account", "arn:aws:iam::333333333333:root", of("222222222222"), "no"],
    ["an account, and its own is not known", "222222222222", of(undefined), "unknown"],
    ["a role of its account", ROLE, of("222222222222"), "unknown"],
    ["a role of another account", ROLE, of("333333333333"), "no"],
    ["a role, and its own account is not known", ROLE, of(undefined), "unknown"],
  ];
  for (const [name, id, caller, expected] of rows) {
    it(`${name}: ${expected}`, () =>
      assert.equal(judgePrincipals(named(id), caller).holds, expected));
  }
});
