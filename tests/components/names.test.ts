import assert from "node:assert/strict";
import {
  apiHost,
  awsServiceName,
  limitedName,
  pathName,
  statementName,
  LONGEST_NAME,
  ruleDescription,
} from "../../components/names";

describe("names", () => {
  it("leave room for the eight characters that the provider appends", () => {
    assert.deepEqual(LONGEST_NAME, { loadBalancer: 24, role: 56 });
    for (const [kind, longest] of [
      ["loadBalancer", 24],
      ["role", 56],
    ] as const) {
      const fits = "n".repeat(longest);
      assert.equal(limitedName(kind, fits), fits);
      assert.throws(
        () => limitedName(kind, `${fits}n`),
        new RegExp(`^Error: the name "n+" has ${longest + 1} characters; at most ${longest} fit$`),
      );
    }
  });

  it("of load balancers, and of nothing else, may not begin with internal-", () => {
    assert.throws(
      () => limitedName("loadBalancer", "internal-nlb"),
      /^Error: the name "internal-nlb" begins with "internal-", which AWS does not allow$/,
    );
    assert.equal(limitedName("role", "internal-role"), "internal-role");
    assert.equal(limitedName("loadBalancer", "internal"), "internal");
  });

  it("of services and hosts are those that AWS gives", () => {
    assert.equal(
      awsServiceName("ap-northeast-1", "execute-api"),
      "com.amazonaws.ap-northeast-1.execute-api",
    );
    assert.equal(
      apiHost("a1b2c3d4e5", "eu-west-1"),
      "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
    );
  });
});

describe("the description of a rule", () => {
  it("is passed through when EC2 accepts it", () => {
    for (const text of [
      "HTTPS from 10.0.0.0/16",
      "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
      "x".repeat(255),
    ]) {
      assert.equal(ruleDescription(text), text);
    }
  });

  it("is refused when it is empty, too long or holds another character", () => {
    for (const text of ["", "x".repeat(256), "peer's", "a\nb", "à", "a<b", 'a"b', "a|b", "a\\b"]) {
      assert.throws(() => ruleDescription(text), /is refused by EC2: 1-255 of a-z A-Z 0-9/, text);
    }
  });
});

describe("the name of a statement in a function's policy", () => {
  /** Lambda's own pattern and length, less the eight characters that the provider appends. */
  const LAMBDA = /^[a-zA-Z0-9-_]{1,92}$/;

  it("is one that Lambda takes, whatever the path", () => {
    for (const key of ["GET/", "ANY/files/{+}", "GET/a:b.c_d/{}", `GET/${"long/".repeat(40)}`]) {
      assert.match(statementName("api-hello-permission", key), LAMBDA);
    }
  });

  it("differs where paths differ in what it leaves out", () => {
    const names = ["GET/a/b", "GET/a-b", "GET/a.b", "GET/{}/a", "GET/a/{}"].map((key) =>
      statementName("p", key),
    );
    assert.equal(new Set(names).size, 5);
  });
});

describe("a path in a logical name", () => {
  it("leaves out what its variables are called, not that they are greedy", () => {
    assert.equal(pathName("/pets/{petId}/toys/{toy}"), "/pets/{}/toys/{}");
    assert.equal(pathName("/files/{path+}"), "/files/{+}");
  });
});
