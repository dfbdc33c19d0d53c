import assert from "node:assert/strict";
import { expandResource, matchArn, matchResource } from "../../../paths/policies/arn";
import { fits } from "../../../paths/policies/wildcard";
import { API } from "./requests";

const CALL = `${API}/prod/GET/pets/7`;

describe("a Resource of a policy", () => {
  const rows: [string, string][] = [
    ["*", "yes"],
    [CALL, "yes"],
    [`${API}/*`, "yes"],
    [`${API}/prod/*`, "yes"],
    [`${API}/*/GET/*`, "yes"],
    [`${API}/prod/GET/pets/?`, "yes"],
    [`${API}/*/pets/*`, "yes"],
    [`${API}/prod/POST/*`, "no"],
    [`${API}/prod/GET/pets`, "no"],
    [`${API}/PROD/*`, "no"],
    ["arn:aws:execute-api:*:111111111111:*", "yes"],
    ["arn:aws:execute-api:*:*:*", "yes"],
    ["arn:aws:execute-api:us-east-1:*:*", "no"],
    ["arn:aws:execute-api:ap-northeast-1:222222222222:*", "no"],
    // "If the * wildcard is the last character … it can expand to match beyond the colon boundaries."
    ["arn:aws:execute-api:ap-northeast-1:*", "yes"],
    ["arn:aws:execute-api:*", "yes"],
    ["arn:aws:execute-api:us-*", "no"],
    // Only by reaching over a colon in the middle would this match.
    ["arn:aws:execute-api:ap-*:cc0qnec1ix/*:*", "no"],
    ["arn:aws:execute-api:ap-*1:cc0qnec1ix/*", "unknown"],
    // "You can't use a wildcard in the service segment."
    ["arn:aws:*:ap-northeast-1:111111111111:*", "unknown"],
    ["arn:aws:execute-api", "unknown"],
    ["pets", "unknown"],
    ["execute-api:/*", "yes"],
    ["execute-api:/prod/GET/pets/*", "yes"],
    ["execute-api:/prod/*/pets/?", "yes"],
    ["execute-api:/test/*", "no"],
    ["execute-api:*", "unknown"],
  ];
  for (const [pattern, covers] of rows) {
    it(`${pattern}: ${covers}`, () => assert.equal(matchResource(pattern, CALL, API), covers));
  }

  it("has no short form where no API owns the policy", () => {
    assert.equal(matchResource("execute-api:/*", CALL), "unknown");
    assert.equal(expandResource("execute-api:/*"), undefined);
  });

  it("is expanded as API Gateway's own example is", () => {
    // Developer Guide, apigateway-resource-policies-examples.
    assert.equal(
      expandResource(
        "execute-api:/stage-name/GET/pets",
        "arn:aws:execute-api:us-east-2:123456789012:aabbccddee",
      ),
      "arn:aws:execute-api:us-east-2:123456789012:aabbccddee/stage-name/GET/pets",
    );
  });

  it("of one API does not cover another that starts alike", () => {
    assert.equal(matchResource(`${API}/*`, `${API}x/prod/GET/pets`), "no");
  });

  it("covers a path with a colon in it", () => {
    assert.equal(matchResource(`${API}/prod/GET/*`, `${API}/prod/GET/pets:7`), "yes");
    assert.equal(matchResource(`${API}/*/pets:7`, `${API}/prod/GET/pets:7`), "yes");
  });
});

describe("a SourceArn of a Lambda permission", () => {
  // Lambda Developer Guide, services-apigateway: arn:aws:execute-api:{region}:{account}:{api}/*/GET/path.
  const rows: [string, string][] = [
    [`${API}/*/*`, "yes"],
    [`${API}/*/GET/pets/7`, "yes"],
    [`${API}/prod/*/pets/*`, "yes"],
    [`${API}/*`, "yes"],
    ["arn:aws:execute-api:ap-northeast-1:111111111111:*", "yes"],
    [`${API}/*/POST/pets/7`, "no"],
    [`${API}/test/*`, "no"],
    ["arn:aws:execute-api:ap-northeast-1:111111111111:other/*", "no"],
    // Part by part: `*` does not reach into the next one.
    ["arn:aws:execute-api:*:cc0qnec1ix/*", "unknown"],
    ["arn:aws:execute-api:*", "unknown"],
    ["*", "unknown"],
  ];
  for (const [pattern, matches] of rows) {
    it(`${pattern}: ${matches}`, () => assert.equal(matchArn(pattern, CALL), matches));
  }

  it("that is no ARN is not compared", () => {
    assert.equal(matchArn("arn:aws:*:*:*:*", "vpce-a"), "unknown");
  });
});

describe("a wildcard", () => {
  const rows: [string, string, boolean][] = [
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["?", "", false],
    ["?*", "a", true],
    ["a*b*c", "axxbyybzc", true],
    ["a*b*c", "axxbyybz", false],
    ["*ab", "aab", true],
    ["*a?c*", "xxabcabdacc", true],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
  ];
  for (const [pattern, text, matches] of rows) {
    it(`${pattern || "nothing"} ${matches ? "fits" : "does not fit"} ${text || "nothing"}`, () =>
      assert.equal(fits(pattern, text), matches));
  }

  it("of somebody else's making ends", () => {
    // The pattern that a backtracking matcher never finishes.
    assert.equal(fits(`${"*a".repeat(200)}b`, "a".repeat(2_000)), false);
  });
});
