import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  apiPolicy,
  canonicalJson,
  fingerprint,
  logWriterPolicy,
  serviceTrust,
} from "../../components/policies";

describe("policies", () => {
  it("let one service assume a role", () => {
    assert.deepEqual(serviceTrust("lambda.amazonaws.com"), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
  });

  it("let anybody invoke an API, but only through the endpoints, in one order", () => {
    const endpoints = ["vpce-2", "vpce-1"];
    assert.deepEqual(apiPolicy("arn:aws:execute-api:eu-west-1:1:abc", endpoints), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: "arn:aws:execute-api:eu-west-1:1:abc/*",
          Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } },
        },
      ],
    });
    assert.deepEqual(endpoints, ["vpce-2", "vpce-1"]);
  });

  it("let a function write to the streams of one log group", () => {
    assert.deepEqual(logWriterPolicy("arn:aws:logs:eu-west-1:1:log-group:a"), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:eu-west-1:1:log-group:a:*",
        },
      ],
    });
  });
});

describe("canonical JSON", () => {
  it("sorts keys at every depth, keeps the order of lists and holds no blanks", () => {
    assert.equal(
      canonicalJson({ b: [{ d: 1, c: null }, "x y"], a: { f: true, e: "1" } }),
      '{"a":{"e":"1","f":true},"b":[{"c":null,"d":1},"x y"]}',
    );
  });

  it("says the same value, and is the same text for the same value in another order", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        assert.equal(canonicalJson(reversed), canonicalJson(value));
        assert.equal(
          canonicalJson(JSON.parse(canonicalJson(value))),
          canonicalJson(JSON.parse(JSON.stringify(value))),
        );
      }),
    );
  });
});

describe("a fingerprint", () => {
  it("is short, the same for equal values and another for different ones", () => {
    assert.match(fingerprint({ a: 1, b: 2 }), /^[0-9a-f]{16}$/);
    assert.equal(fingerprint({ a: 1, b: 2 }), fingerprint({ b: 2, a: 1 }));
    assert.notEqual(fingerprint({ a: 1 }), fingerprint({ a: 2 }));
    assert.notEqual(fingerprint(["a", "b"]), fingerprint(["b", "a"]));
  });

  it("is the beginning of the SHA-256 of the canonical JSON", () => {
    // printf '{"a":1}' | sha256sum
    assert.equal(fingerprint({ a: 1 }), "015abd7f5cc57a2d");
  });
});
