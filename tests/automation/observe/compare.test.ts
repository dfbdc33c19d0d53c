import * as assert from "node:assert/strict";
import { compare, shortfalls } from "../../../automation/observe/compare";
import type { Outcome } from "../../../paths/checks/check";
import { saw, THEIRS } from "../../support/observing";

const REGION = "ap-northeast-1";
const OWN = `https://abcdefghij.execute-api.${REGION}.amazonaws.com/prod`;
const VANITY = "https://vpce.hoge.co.jp/prod";

const http = (status?: number, body?: string, orBodies?: string[]): Outcome => ({
  ...{ kind: "http", status, body, orBodies, headers: { "x-amzn-errortype": "unproven" } },
});
const error = (curl: number, ...or: number[]): Outcome => ({
  ...{ kind: "error", curl, message: "as foretold", ...(or.length > 0 ? { or } : {}) },
});
const unfit = { ...THEIRS, fits: false };
const hello = { status: 200, body: "Hello" };

const differences = (
  predicted: Outcome | Outcome[],
  observed: ReturnType<typeof saw>,
  url = OWN,
): string[] | string => {
  const comparison = compare(url, [predicted].flat(), observed, REGION);
  return comparison.kind === "different" ? comparison.differences : comparison.kind;
};

describe("a call as it was foretold and as it was seen", () => {
  const unknown: Outcome = { kind: "unknown", because: "no export tells" };
  const rows: [title: string, Outcome | Outcome[], ReturnType<typeof saw>, string[] | string][] = [
    ["status and body agree", http(200, "Hello"), saw(hello), "same"],
    [
      "another status",
      http(200, "Hello"),
      saw({ status: 403, body: "Hello" }),
      ["answered 403, not 200"],
    ],
    ["another body", http(200, "Hi"), saw(hello), ["answered another body, not Hi"]],
    ["one of the bodies that sources tell of", http(200, "Hi", ["Hello"]), saw(hello), "same"],
    ["a body that nobody foretold", http(200), saw(hello), "same"],
    ["a status that nobody foretold", http(), saw({ status: 418, body: "" }), "same"],
    [
      "an error in place of an answer",
      http(200),
      saw({ curl: 28 }),
      ["ended with curl: (28), not with an answer"],
    ],
    [
      "an answer in place of an error",
      error(28, 7),
      saw(hello),
      ["answered 200, not curl: (28 or 7)"],
    ],
    ["the error", error(28), saw({ curl: 28 }, { certificate: null }), "same"],
    ["one of several errors", error(28, 7, 56), saw({ curl: 56 }), "same"],
    ["another error", error(28, 7), saw({ curl: 6 }), ["ended with curl: (6), not (28 or 7)"]],
    ["nothing that can be foretold", unknown, saw(hello), "unpredicted"],
    ["one of what each subnet would see", [error(28), http(200)], saw(hello), "same"],
    [
      "none of what each subnet would see",
      [error(28), http(403)],
      saw(hello),
      ["answered 200, not curl: (28)"],
    ],
    ["a subnet of which nothing is known", [http(200), unknown], saw(hello), "unpredicted"],
  ];
  for (const [title, predicted, observed, expected] of rows) {
    it(title, () => assert.deepEqual(differences(predicted, observed), expected));
  }

  it("compares as much of a body as a probe keeps, which may end within a character", () => {
    const body = `${"x".repeat(1_023)}é and so on`;
    const kept = Buffer.from(body).subarray(0, 1_024).toString("utf8");
    const observed = saw({ status: 200, body: kept });
    assert.equal(differences(http(200, body), observed), "same");
    assert.equal(differences(http(200, `y${body}`), observed).length, 1);
  });

  describe("by the certificate", () => {
    it("that does not fit a name of one's own, called with -k or without", () => {
      const certificate = unfit;
      assert.equal(differences(http(200), saw(hello, { certificate }), VANITY), "same");
      assert.equal(differences(error(60), saw({ curl: 60 }, { certificate }), VANITY), "same");
    });

    it("that fits where it must not, and the other way", () => {
      assert.deepEqual(differences(http(200), saw(hello), VANITY), [
        "its certificate is of vpce.hoge.co.jp, foretold otherwise",
      ]);
      assert.deepEqual(differences(http(200), saw(hello, { certificate: unfit })), [
        `its certificate is not of abcdefghij.execute-api.${REGION}.amazonaws.com, foretold otherwise`,
      ]);
    });

    it("of somebody else who answers in API Gateway's place", () => {
      const certificate = { ...unfit, names: ["DNS:proxy.example.com"] };
      const theirs = `*.execute-api.${REGION}.amazonaws.com, *.execute-api.${REGION}.vpce.amazonaws.com`;
      const said = `showed a certificate of DNS:proxy.example.com, not of ${theirs}`;
      assert.deepEqual(differences(http(200), saw(hello, { certificate }), VANITY), [said]);
      assert.deepEqual(differences(error(60), saw({ curl: 60 }, { certificate }), VANITY), [said]);
    });

    it("and asks for none where the call never gets so far", () => {
      const none = { certificate: null };
      assert.equal(differences(error(6), saw({ curl: 6 }, none)), "same");
      assert.deepEqual(differences(http(200), saw(hello, none)), ["showed no certificate"]);
    });
  });
});

describe("a call that was seen where nothing could be foretold", () => {
  const reachable = { verdict: "reachable" } as const;
  const blocked = { verdict: "blocked" } as const;
  const hello = { ...reachable, status: 200, body: ["Hello", "Hallo"] };
  const ok = saw({ status: 200, body: "Hello" });
  const late = saw({ curl: 28 });
  for (const [title, expect, observed, expected] of [
    ["arrives as it must", reachable, ok, []],
    ["arrives, and nobody knows whether by the API", reachable, saw({ status: 403, body: "" }), []],
    ["does not arrive", reachable, late, ["ended with curl: (28), must arrive"]],
    ["is kept away, as it must", blocked, late, []],
    ["answers what is published", hello, ok, []],
    [
      "answers otherwise",
      hello,
      saw({ status: 403, body: "No" }),
      ["answered 403, must answer 200", "answered another body, must be Hello or Hallo"],
    ],
    ["ends as is published", { curl: 60 }, saw({ curl: 60 }), []],
    ["ends otherwise", { curl: 60 }, late, ["ended with curl: (28), must end with (60)"]],
    ["answers and must not", { curl: 60 }, ok, ["answered 200, must end curl with 60"]],
  ] as const) {
    it(title, () => assert.deepEqual(shortfalls(expect, observed), expected));
  }
});
