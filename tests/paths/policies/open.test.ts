import assert from "node:assert/strict";
import { findOpenStatements } from "../../../paths/policies/open";
import { parsePolicy } from "../../../paths/policies/document";
import { API, allow, deny, effectOf, policy, through, type Raw } from "./requests";

const reasons = (...statements: Raw[]): string[] =>
  findOpenStatements(policy(...statements), API).map(({ reason }) => reason);
const when = (Condition: Raw): Raw => ({ Condition });
const fromVpce = (value: unknown, operator = "StringNotEquals"): Raw =>
  when({ [operator]: { "aws:SourceVpce": value } });

describe("a policy that lets everybody in", () => {
  it("is the published one that compares a VPC with an endpoint's id", () => {
    // seeds.md C26: Allow, StringNotEquals, aws:SourceVpc, a vpce- id.
    const published = policy(
      allow({ Sid: "Vpce", ...when({ StringNotEquals: { "aws:sourceVpc": "vpce-0a1b2c3d" } }) }),
    );
    assert.deepEqual(findOpenStatements(published, API), [
      {
        index: 0,
        sid: "Vpce",
        reason:
          "Statement[0] (Vpce) lets everybody in: StringNotEquals compares aws:sourceVpc with vpce-0a1b2c3d, which is an endpoint's id and no VPC's, so every caller meets it.",
      },
    ]);
    assert.equal(effectOf(published, through("vpce-of-anybody")), "allow");
  });

  const open: [string, Raw[], string][] = [
    ["no condition", [allow()], "it has no condition."],
    ["an empty condition", [allow(when({}))], "it has no condition."],
    ["everybody by another name", [allow({ Principal: { AWS: ["*"] } })], "it has no condition."],
    [
      "a negated operator",
      [allow(fromVpce(["vpce-a", "vpce-b"]))],
      "StringNotEquals lets in every aws:SourceVpce except vpce-a, vpce-b.",
    ],
    [
      "a negated range",
      [allow(when({ NotIpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }))],
      "NotIpAddress lets in every aws:VpcSourceIp except 10.0.0.0/8.",
    ],
    [
      "a VPC's id for an endpoint",
      [allow(fromVpce("vpc-a"))],
      "StringNotEquals compares aws:SourceVpce with vpc-a, which is a VPC's id and no endpoint's, so every caller meets it.",
    ],
    [
      "a wildcard for every endpoint",
      [allow(fromVpce(["vpce-a", "vpce-*"], "StringLike"))],
      "every caller meets StringLike aws:SourceVpce vpce-a, vpce-*.",
    ],
    [
      "a range for every address",
      [allow(when({ IpAddress: { "aws:VpcSourceIp": "0.0.0.0/0" } }))],
      "every caller meets IpAddress aws:VpcSourceIp 0.0.0.0/0.",
    ],
    [
      "IfExists",
      [allow(fromVpce("vpce-a", "StringEqualsIfExists"))],
      "StringEqualsIfExists also holds for a call without aws:SourceVpce.",
    ],
    [
      "ForAllValues",
      [allow(fromVpce("vpce-a", "ForAllValues:StringEquals"))],
      "ForAllValues:StringEquals also holds for a call without aws:SourceVpce.",
    ],
    [
      "every organisation but one",
      [allow(when({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }))],
      "StringNotEquals lets in every aws:PrincipalOrgID except o-1.",
    ],
    [
      "TLS alone",
      [allow(when({ Bool: { "aws:SecureTransport": true } }))],
      "every caller meets Bool aws:SecureTransport true.",
    ],
    [
      "a header",
      [allow(when({ StringEquals: { "aws:Referer": "secret" } }))],
      "aws:Referer is a header that every caller can write.",
    ],
    [
      "a Deny for other addresses alone",
      [allow(), deny(when({ IpAddress: { "aws:VpcSourceIp": "192.0.2.0/24" } }))],
      "it has no condition.",
    ],
    [
      "a Deny for another stage",
      [allow(), deny({ Resource: "execute-api:/test/*", ...fromVpce("vpce-a") })],
      "it has no condition.",
    ],
    [
      "a Deny for another account",
      [allow(), deny({ Principal: { AWS: "222222222222" }, ...fromVpce("vpce-a") })],
      "it has no condition.",
    ],
    [
      "a Deny that a header escapes",
      [allow(), deny(when({ StringNotEquals: { "aws:UserAgent": "ours" } }))],
      "it has no condition.",
    ],
    [
      "a Deny for calls without TLS",
      [allow(), deny(when({ Bool: { "aws:SecureTransport": "false" } }))],
      "it has no condition.",
    ],
  ];
  for (const [name, statements, reason] of open) {
    it(`by ${name}`, () =>
      assert.deepEqual(reasons(...statements), [`Statement[0] lets everybody in: ${reason}`]));
  }

  it("by a NotPrincipal", () => {
    const { Principal: _, ...rest } = allow();
    assert.equal(reasons({ ...rest, NotPrincipal: { AWS: "222222222222" } }).length, 1);
  });

  it("is the policy that an endpoint has by default", () => {
    // aws-facts.md 0, line 14: the default is full access.
    const full = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}';
    assert.deepEqual(
      findOpenStatements(parsePolicy(full)).map(({ index }) => index),
      [0],
    );
  });
});

describe("a policy that keeps strangers out", () => {
  const closed: [string, Raw[]][] = [
    ["by endpoint", [allow(fromVpce("vpce-a", "StringEquals"))]],
    ["by VPC", [allow(when({ StringEquals: { "AWS:SOURCEVPC": ["vpc-a", "vpc-b"] } }))]],
    ["by part of an id", [allow(fromVpce("vpce-0a*", "StringLike"))]],
    ["by range", [allow(when({ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }))]],
    ["by account", [allow({ Principal: { AWS: "222222222222" } })]],
    ["by organisation", [allow(when({ StringEquals: { "aws:PrincipalOrgID": "o-1" } }))]],
    [
      "by one of two conditions",
      [
        allow(
          when({
            StringEquals: { "aws:SourceVpce": "vpce-a" },
            NotIpAddress: { "aws:VpcSourceIp": "10.0.0.9" },
          }),
        ),
      ],
    ],
    ["by a Deny for other endpoints", [allow(), deny(fromVpce("vpce-a"))]],
    [
      "by a Deny for other VPCs",
      [deny(when({ StringNotEquals: { "aws:SourceVpc": "vpc-a" } })), allow()],
    ],
    ["by a Deny with IfExists", [allow(), deny(fromVpce("vpce-a", "StringNotEqualsIfExists"))]],
    [
      "by a Deny with ForAnyValue",
      [allow(), deny(fromVpce("vpce-a", "ForAnyValue:StringNotEquals"))],
    ],
    [
      "by a Deny for what others than one account sign",
      [allow(), deny(when({ StringNotEquals: { "aws:PrincipalAccount": "222222222222" } }))],
    ],
    [
      "by a Deny for every method",
      [allow(), deny({ Resource: "execute-api:/*/*/*", ...fromVpce("vpce-a") })],
    ],
    [
      "by a Deny with the full ARN",
      [allow(), deny({ Resource: `${API}/*`, ...fromVpce("vpce-a") })],
    ],
    ["by a Deny for everything", [allow(), deny()]],
    [
      "as an unsigned call carries an account, anonymous",
      [allow(when({ StringEqualsIfExists: { "aws:PrincipalAccount": "222222222222" } }))],
    ],
    ["as it is for another action", [allow({ Action: "execute-api:InvalidateCache" })]],
    ["as it is for another service", [allow({ Resource: "arn:aws:s3:::bucket/*", Action: "*" })]],
    ["as an operator is not known", [allow(when({ NumericEquals: { "aws:SourceVpce": 1 } }))]],
    ["as a key is not known", [allow(when({ StringNotEquals: { "x:y": "1" } }))]],
    ["as a Deny cannot be judged", [allow(), deny(when({ StringEquals: { "x:y": "1" } }))]],
    ["as it cannot be read", [allow({ Condition: 5 })]],
  ];
  for (const [name, statements] of closed) {
    it(name, () => assert.deepEqual(reasons(...statements), []));
  }

  it("is found out without the API's ARN where the policy spells it", () => {
    const full = { Resource: `${API}/*` };
    const document = policy(allow(full), deny({ ...full, ...fromVpce("vpce-a") }));
    assert.deepEqual(findOpenStatements(document), []);
    const short = policy(allow(), deny(fromVpce("vpce-a")));
    assert.deepEqual(findOpenStatements(short), []);
    assert.equal(findOpenStatements(policy(allow())).length, 1);
    const bucket = policy(allow({ Resource: "arn:aws:s3:::bucket/*", Action: "*" }));
    assert.deepEqual(findOpenStatements(bucket), []);
  });

  it("is none that cannot be read", () => {
    assert.deepEqual(
      findOpenStatements(parsePolicy({ Version: "1", Statement: allow() }), API),
      [],
    );
  });

  it("still has each of its open statements named", () => {
    const document = policy(
      allow(fromVpce("vpce-a", "StringEquals")),
      allow(),
      allow(fromVpce("vpce-b")),
    );
    assert.deepEqual(
      findOpenStatements(document, API).map(({ index }) => index),
      [1, 2],
    );
  });
});
