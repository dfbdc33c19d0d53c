import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parsePolicy } from "../../../paths/policies/document";
import { evaluatePolicy } from "../../../paths/policies/evaluate";
import { findOpenStatements } from "../../../paths/policies/open";
import { holds, requests } from "./arbitraries";
import { API, allow, deny, effectOf, request } from "./requests";

describe("a policy that nobody should have written", () => {
  const damage = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.constantFrom<unknown>(
      ...[
        null,
        true,
        5,
        "",
        "*",
        [],
        {},
        [[]],
        "execute-api:/",
        "arn:",
        "execute-api:",
        "arn:aws:::",
      ],
      { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" },
      "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    ),
  );
  const paths = [
    ...[["Version"], ["Statement"], ["Statement", 0], ["Statement", 1], ["Nothing"]],
    ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource"].map(
      (name) => ["Statement", 1, name],
    ),
    ...[["NotResource"], ["Condition"], ["Condition", "StringNotEquals"], ["Principal", "AWS"]].map(
      (path) => ["Statement", 1, ...path],
    ),
    ["Statement", 1, "Condition", "StringNotEquals", "aws:SourceVpce"],
  ];

  function put(target: unknown, path: readonly (string | number)[], value: unknown): void {
    const [first = "", ...rest] = path;
    if (typeof target !== "object" || target === null) return;
    const at = target as Record<string, unknown>;
    if (rest.length === 0) at[first] = structuredClone(value);
    else put(at[first], rest, value);
  }

  const closed = (): unknown => ({
    Version: "2012-10-17",
    Statement: [
      allow(),
      deny({
        Principal: { AWS: "*" },
        Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-a" } },
      }),
    ],
  });

  it("never throws, as a whole", () => {
    const anything = fc.oneof(fc.anything(), fc.json(), fc.string(), damage);
    holds(
      fc.property(anything, requests, (value, call) => {
        const document = parsePolicy(value);
        assert.match(evaluatePolicy(document, call).reason, /^[^]+\.$/);
        assert.ok(Array.isArray(findOpenStatements(document, API)));
      }),
    );
  });

  it("never throws, damaged in up to three places", () => {
    const hits = fc.array(fc.tuple(fc.constantFrom(...paths), damage), {
      minLength: 1,
      maxLength: 3,
    });
    holds(
      fc.property(hits, requests, (all, call) => {
        const value = closed();
        for (const [path, what] of all) put(value, path, what);
        const document = parsePolicy(JSON.stringify(value));
        assert.match(evaluatePolicy(document, call).reason, /^[^]+\.$/);
        assert.ok(Array.isArray(findOpenStatements(document)));
      }),
    );
  });

  const NOT_VALUES: unknown[] = [null, 5.5, true, [null], [{}], { secret: {} }];
  const stranger = request({ context: { "aws:SourceVpce": ["vpce-b"] } });
  for (const path of paths.slice(5).filter((path) => path.at(-1) !== "Sid")) {
    it(`never allows what its Deny denied, with no value at ${path.join(".")}`, () => {
      assert.equal(effectOf(parsePolicy(closed()), stranger), "explicitDeny");
      for (const what of NOT_VALUES) {
        const value = closed();
        put(value, path, what);
        // 5.5 and true are values of a condition, and no endpoint's id.
        const effect = effectOf(parsePolicy(value), stranger);
        assert.ok(
          effect === "unknown" || effect === "explicitDeny",
          `${JSON.stringify(what)}: ${effect}`,
        );
        if (path.at(-1) !== "aws:SourceVpce") assert.equal(effect, "unknown");
        assert.deepEqual(effect === "unknown" ? findOpenStatements(parsePolicy(value)) : [], []);
      }
    });
  }
});
