import assert from "node:assert/strict";
import { answerJson } from "../../paths/render/json";
import { traceLines } from "../../paths/render/terminal";
import { buildBase } from "../support/bases";
import { toRequest, traceIn } from "../support/calls";

const plain = (text: string) => text;

describe("an answer", () => {
  it("repeats no key and no signature of its call", async () => {
    const base = await buildBase("every kind");
    const key = "k-customer-0123456789abcdef";
    const url = "https://{api}.execute-api.{region}.amazonaws.com/v1/keyed";
    const headers = `-H 'x-api-key: ${key}' -H 'Authorization: Bearer t0ken' -H 'x-one: 1'`;
    for (const fault of ["", "x"]) {
      const curl = `curl ${url} ${headers.replace(key, key + fault)}`;
      const trace = traceIn(base.exports, toRequest({ from: "customer", curl }, base));
      assert.equal(trace.verdict, fault === "" ? "reachable" : "blocked");
      const printed =
        JSON.stringify(answerJson(trace)) +
        traceLines(trace, {
          ...{ good: plain, bad: plain, unsure: plain, dim: plain },
        }).join("\n");
      assert.ok(!printed.includes(key) && !printed.includes("t0ken"), printed);
      assert.match(printed, /-H 'x-api-key: …' -H 'x-one: 1'/);
      assert.match(printed, /"x-one":"1"/);
    }
  });
});
