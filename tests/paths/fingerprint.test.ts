import assert from "node:assert/strict";
import * as fc from "fast-check";
import * as components from "../../components/policies";
import * as paths from "../../paths/fingerprint";

const API = "arn:aws:execute-api:ap-northeast-1:111111111111:abc123defg";

describe("a policy's fingerprint, as the analyser makes it", () => {
  it("is the beginning of the SHA-256 of the canonical JSON", () => {
    // printf '{"Statement":[],"Version":"2012-10-17"}' | sha256sum
    assert.equal(paths.fingerprint({ Version: "2012-10-17", Statement: [] }), "a48803b796029b4a");
  });

  it("is the one that the program notes among a deployment's triggers", () => {
    const documents = [
      components.apiPolicy(API, ["vpce-2", "vpce-1"]),
      components.apiPolicy(API, []),
      components.logWriterPolicy("arn:aws:logs:ap-northeast-1:111111111111:log-group:a"),
      components.serviceTrust("lambda.amazonaws.com"),
      { Version: "2012-10-17", Statement: { Principal: "*", Effect: "Deny", Action: ["a", "b"] } },
      {},
      "Ünïcode “quoted”",
      null,
    ];
    for (const document of documents) {
      assert.equal(paths.canonicalJson(document), components.canonicalJson(document));
      assert.equal(paths.fingerprint(document), components.fingerprint(document));
    }
  });

  it("is the same for the text that AWS gives back, whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);
        assert.equal(paths.fingerprint(JSON.parse(text)), components.fingerprint(value));
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
