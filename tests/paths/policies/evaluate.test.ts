import assert from "node:assert/strict";
import { parsePolicy } from "../../../paths/policies/document";
import { evaluatePolicy } from "../../../paths/policies/evaluate";
import { API, allow, deny, effectOf, policy, request, through, type Raw } from "./requests";

/**
 * API Gateway Developer Guide, apigateway-resource-policies-examples: everybody, but nobody from elsewhere.
 */
const exceptFrom = (condition: Raw): Raw[] => [allow(), deny({ Condition: condition })];

describe("the policies that AWS publishes for private APIs", () => {
  const bySourceVpc = policy(...exceptFrom({ StringNotEquals: { "aws:SourceVpc": "vpc-a" } }));
  const bySourceVpce = policy(...exceptFrom({ StringNotEquals: { "aws:SourceVpce": "vpce-a" } }));
  const byAddress = policy(
    ...exceptFrom({ IpAddress: { "aws:VpcSourceIp": ["192.0.2.0/24", "198.51.100.0/24"] } }),
  );

  it("by VPC: let in that VPC and no other", () => {
    assert.equal(effectOf(bySourceVpc), "allow");
    const elsewhere = request({ context: { "aws:SourceVpc": ["vpc-b"] } });
    assert.equal(effectOf(bySourceVpc, elsewhere), "explicitDeny");
  });

  it("by endpoint: let in that endpoint and no other", () => {
    assert.equal(effectOf(bySourceVpce), "allow");
    assert.equal(effectOf(bySourceVpce, through("vpce-b")), "explicitDeny");
  });

  it("by address: keep out those addresses and no others", () => {
    assert.equal(effectOf(byAddress), "allow");
    const listed = request({ context: { "aws:VpcSourceIp": ["198.51.100.7"] } });
    assert.equal(effectOf(byAddress, listed), "explicitDeny");
  });
});

describe("an answer", () => {
  const onlyOurs = allow({
    Sid: "OnlyOurs",
    Condition: { StringEquals: { "aws:SourceVpce": "vpce-a" } },
  });

  it("names the statement that allows, and why", () => {
    assert.deepEqual(evaluatePolicy(policy(onlyOurs), request()), {
      effect: "allow",
      statements: [{ index: 0, sid: "OnlyOurs" }],
      reason:
        "Statement[0] (OnlyOurs) allows it: aws:SourceVpce is vpce-a, which meets StringEquals vpce-a.",
    });
  });

  it("names the Deny that decides, wherever it stands", () => {
    const denial = deny({
      Condition: { StringNotEquals: { "aws:SourceVpce": ["vpce-c", "vpce-d"] } },
    });
    assert.deepEqual(evaluatePolicy(policy(allow(), denial), request()), {
      effect: "explicitDeny",
      statements: [{ index: 1 }],
      reason:
        "Statement[1] denies it: aws:SourceVpce is vpce-a, which meets StringNotEquals vpce-c or vpce-d.",
    });
  });

  it("says what kept each Allow from a call that nothing allows", () => {
    const users = allow({ Principal: { AWS: "222222222222" } });
    assert.deepEqual(evaluatePolicy(policy(onlyOurs, users), through("vpce-b")), {
      effect: "implicitDeny",
      statements: [],
      reason:
        "Nothing allows it: Statement[0] (OnlyOurs) does not apply, as aws:SourceVpce is vpce-b, which does not meet StringEquals vpce-a; Statement[1] does not apply, as the caller is anonymous and the Principal is 222222222222.",
    });
  });

  it("says that a key is missing", () => {
    const { reason } = evaluatePolicy(
      policy(onlyOurs),
      request({ context: { "aws:SourceVpce": "absent" } }),
    );
    assert.match(reason, /the request carries no aws:SourceVpce, which does not meet StringEquals/);
  });

  it("says that a policy allows nothing at all", () => {
    for (const document of [policy(), policy(deny({ Action: "s3:*" }))]) {
      const { effect, reason } = evaluatePolicy(document, request());
      assert.equal(effect, "implicitDeny");
      assert.equal(reason, "Nothing allows it: the policy has no statement that allows anything.");
    }
  });
});

describe("what is not known", () => {
  const strange = { Condition: { NumericLessThan: { "aws:SourceVpce": 5 } } };
  const unknownKey = { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } };
  const never = { StringEquals: { "aws:SourceVpce": "vpce-z" } };

  const rows: [string, Raw[], string][] = [
    ["an Allow with a strange operator", [allow(strange)], "unknown"],
    ["an Allow with a key that nobody knows", [allow(unknownKey)], "unknown"],
    ["a Deny with a strange operator, and an Allow", [allow(), deny(strange)], "unknown"],
    ["a Deny with a key that nobody knows, and an Allow", [allow(), deny(unknownKey)], "unknown"],
    // true OR unknown = true: another Allow is sure.
    ["a strange Allow beside a sure one", [allow(strange), allow()], "allow"],
    // false AND unknown = false: the other condition already fails.
    [
      "a strange operator beside a condition that fails",
      [allow({ Condition: { ...strange.Condition, ...never } })],
      "implicitDeny",
    ],
    [
      "a strange Deny for another stage",
      [allow(), deny({ ...strange, Resource: "execute-api:/x/*" })],
      "allow",
    ],
    ["a strange Deny beside a sure one", [allow(), deny(strange), deny()], "explicitDeny"],
    ["a strange Deny where nothing allows", [deny(strange)], "implicitDeny"],
    // One listed value settles it; a policy variable beside it does not matter.
    [
      "a variable beside a value that matches",
      [allow({ Condition: { StringEquals: { "aws:SourceVpce": ["${aws:userid}", "vpce-a"] } } })],
      "allow",
    ],
    [
      "a variable alone",
      [allow({ Condition: { StringEquals: { "aws:SourceVpce": "${aws:userid}" } } })],
      "unknown",
    ],
    ["a variable in a Resource", [allow({ Resource: `${API}/\${aws:userid}/*` })], "unknown"],
    // IAM refuses this spelling: "Invalid Condition type : stringEquals".
    [
      "an operator in another case",
      [allow({ Condition: { stringEquals: { "aws:SourceVpce": "vpce-a" } } })],
      "unknown",
    ],
    [
      "NullIfExists",
      [allow({ Condition: { NullIfExists: { "aws:SourceVpce": "false" } } })],
      "unknown",
    ],
    [
      "Bool with no boolean",
      [allow({ Condition: { Bool: { "aws:SecureTransport": "yes" } } })],
      "unknown",
    ],
    [
      "an address that is none",
      [allow({ Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.1" } } })],
      "unknown",
    ],
    [
      "a prefix too long",
      [deny({ Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.1.10/33" } } }), allow()],
      "unknown",
    ],
    [
      "a range for an id",
      [allow({ Condition: { IpAddress: { "aws:SourceVpce": "10.0.0.0/8" } } })],
      "unknown",
    ],
    [
      "a pattern that is no ARN",
      [allow({ Condition: { ArnLike: { "aws:SourceVpce": "*" } } })],
      "unknown",
    ],
    // AWS refuses this: "Duplicate keys with different case".
    [
      "a key in two cases",
      [allow({ Condition: { StringLike: { "aws:SourceVpce": "*", "AWS:SourceVpce": "*" } } })],
      "unknown",
    ],
    [
      "a key with no values",
      [allow({ Condition: { StringNotEquals: { "aws:SourceVpce": [] } } })],
      "unknown",
    ],
    ["an effect that is none", [allow(), { ...deny(), Effect: "deny" }], "unknown"],
    ["an element that is none", [allow({ Resources: "*" })], "unknown"],
  ];
  for (const [name, statements, effect] of rows) {
    it(`${name}: ${effect}`, () => assert.equal(effectOf(policy(...statements)), effect));
  }

  it("is taken as text in the version without variables", () => {
    const Statement = allow({
      Condition: { StringNotEquals: { "aws:SourceVpce": "${aws:userid}" } },
    });
    for (const Version of ["2008-10-17", undefined]) {
      assert.equal(effectOf(parsePolicy({ ...(Version ? { Version } : {}), Statement })), "allow");
    }
    assert.equal(effectOf(policy(Statement)), "unknown");
  });

  it("is named, with the statements that it keeps from being judged", () => {
    assert.deepEqual(
      evaluatePolicy(policy(allow(), deny({ Sid: "Org", ...unknownKey })), request()),
      {
        effect: "unknown",
        statements: [{ index: 1, sid: "Org" }],
        reason:
          "Statement[1] (Org) may deny it: StringEquals on aws:PrincipalOrgID cannot be judged: what the request carries as aws:PrincipalOrgID is not known.",
      },
    );
  });

  it("is how far an IPv6 address without a prefix reaches", () => {
    // "If you specify an IP address without the associated routing prefix, IAM uses … /32."
    const call = request({ context: { "aws:VpcSourceIp": ["2001:db8:1234:5678::1"] } });
    for (const [listed, effect] of [
      ["2001:db8:1234:5678::1", "allow"],
      ["2001:db8:1234:5678::2", "unknown"],
      ["2001:db9:1234:5678::1", "implicitDeny"],
    ] as const) {
      const document = policy(allow({ Condition: { IpAddress: { "aws:VpcSourceIp": listed } } }));
      assert.equal(effectOf(document, call), effect);
    }
  });

  it("is a key that the context has in two spellings", () => {
    const document = policy(allow({ Condition: { StringEquals: { "aws:SourceVpce": "vpce-a" } } }));
    const context = { "aws:SourceVpce": ["vpce-a"], "aws:sourceVpce": ["vpce-b"] };
    assert.equal(effectOf(document, request({ context })), "unknown");
  });

  for (const [text, why] of [
    ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "which is not JSON"],
    ["[]", "it is an empty list, not an object"],
    ["{}", "it has no Statement"],
    ['{"Version":"2020-01-01","Statement":[]}', "allowed are 2008-10-17 and 2012-10-17"],
    ['{"statement":[]}', "it has no Statement"],
    ['{"Statement":[],"Extra":1}', 'it has "Extra"'],
  ] as const) {
    it(`is all of ${text}`, () => {
      const { effect, reason } = evaluatePolicy(parsePolicy(text), request());
      assert.equal(effect, "unknown");
      assert.ok(reason.includes(why), reason);
    });
  }
});
