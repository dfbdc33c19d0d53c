import assert from "node:assert/strict";
import type { Caller } from "../../../paths/policies/principals";
import { API, allow, deny, effectOf, policy, request, type Raw } from "./requests";

describe("who calls", () => {
  const ACCOUNT = "222222222222";
  const user: Caller = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/bob` };
  const session: Caller = { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/i-1` };

  /** Principal → what an Allow for it says to an unsigned call, to a user and to a role's session. */
  const rows: [unknown, string, string, string][] = [
    ["*", "allow", "allow", "allow"],
    [{ AWS: "*" }, "allow", "allow", "allow"],
    [{ AWS: ["333333333333", "*"] }, "allow", "allow", "allow"],
    [{ AWS: ACCOUNT }, "implicitDeny", "allow", "allow"],
    [{ AWS: [`arn:aws:iam::${ACCOUNT}:root`] }, "implicitDeny", "allow", "allow"],
    [{ AWS: "333333333333" }, "implicitDeny", "implicitDeny", "implicitDeny"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:user/bob` }, "implicitDeny", "allow", "implicitDeny"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/app` }, "implicitDeny", "implicitDeny", "allow"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/a/path/app` }, "implicitDeny", "implicitDeny", "allow"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/other` }, "implicitDeny", "implicitDeny", "implicitDeny"],
    [{ AWS: "AROAEXAMPLEOFDELETED1" }, "implicitDeny", "implicitDeny", "implicitDeny"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:user/*` }, "implicitDeny", "unknown", "unknown"],
    [{ Service: "apigateway.amazonaws.com" }, "implicitDeny", "implicitDeny", "implicitDeny"],
    [{ Federated: "cognito-identity.amazonaws.com" }, "implicitDeny", "unknown", "unknown"],
    [{ AWS: [] }, "implicitDeny", "implicitDeny", "implicitDeny"],
    [{ Everyone: "*" }, "unknown", "unknown", "unknown"],
    ["222222222222", "unknown", "unknown", "unknown"],
  ];
  for (const [Principal, anonymous, ofUser, ofSession] of rows) {
    it(`Principal ${JSON.stringify(Principal)}: ${anonymous}, ${ofUser}, ${ofSession}`, () => {
      const document = policy(allow({ Principal }));
      const effects = (["anonymous", user, session] as const).map((principal) =>
        effectOf(document, request({ principal })),
      );
      assert.deepEqual(effects, [anonymous, ofUser, ofSession]);
    });
  }

  /** NotPrincipal of a Deny beside an Allow for everybody, to an unsigned call and to the user. */
  const exceptions: [unknown, string, string][] = [
    [{ AWS: "333333333333" }, "explicitDeny", "explicitDeny"],
    // "You must also specify the account ARN of the not-denied principal."
    [{ AWS: user.arn }, "explicitDeny", "unknown"],
    [{ AWS: ACCOUNT }, "explicitDeny", "unknown"],
    [{ AWS: [user.arn, `arn:aws:iam::${ACCOUNT}:root`] }, "explicitDeny", "allow"],
    ["*", "allow", "allow"],
  ];
  for (const [NotPrincipal, anonymous, ofUser] of exceptions) {
    it(`NotPrincipal ${JSON.stringify(NotPrincipal)}: ${anonymous}, ${ofUser}`, () => {
      const { Principal: _, ...rest } = deny();
      const document = policy(allow(), { ...rest, NotPrincipal });
      assert.equal(effectOf(document), anonymous);
      assert.equal(effectOf(document, request({ principal: user })), ofUser);
    });
  }
});

describe("what is called", () => {
  const rows: [Raw, string][] = [
    [{ Action: "Execute-API:invoke" }, "allow"],
    [{ Action: ["s3:*", "execute-api:*"] }, "allow"],
    [{ Action: "execute-api:Inv?ke" }, "allow"],
    [{ Action: "execute-api:InvalidateCache" }, "implicitDeny"],
    [{ Action: [] }, "implicitDeny"],
    [{ Action: "Invoke" }, "unknown"],
    [{ Action: undefined, NotAction: "execute-api:InvalidateCache" }, "allow"],
    [{ Action: undefined, NotAction: "execute-api:*" }, "implicitDeny"],
    [{ Resource: undefined, NotResource: "execute-api:/test/*" }, "allow"],
    [
      { Resource: undefined, NotResource: ["execute-api:/test/*", `${API}/prod/*`] },
      "implicitDeny",
    ],
    [{ NotAction: "s3:*" }, "unknown"],
    [{ Action: undefined, NotAction: [] }, "unknown"],
    [{ Resource: undefined, NotResource: [] }, "unknown"],
    [{ Principal: undefined, NotPrincipal: {} }, "unknown"],
    [{ Action: undefined }, "unknown"],
    [{ Resource: undefined }, "unknown"],
    [{ Principal: undefined }, "unknown"],
  ];
  for (const [more, effect] of rows) {
    it(`${Object.entries(more).map(String).join(" ")}: ${effect}`, () => {
      const statement = JSON.parse(JSON.stringify(allow(more))) as Raw;
      assert.equal(effectOf(policy(statement)), effect);
    });
  }
});
