import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { archiveHash, bundlesOf, knownBundles } from "../../automation/bundles";
import { loadNetwork } from "../../automation/exports";
import { answerCall, type KnownBundle } from "../../paths/answer";
import { Network } from "../../paths/network/network";
import type { Request } from "../../paths/request";
import { toExport, type ResourceState } from "../../paths/snapshot";
import type { Trace } from "../../paths/trace";
import { makeFolder, makeProject } from "../support/project";
import { buildAll, find, type BuiltStacks } from "../support/states";

const FUNCTION = "aws:lambda/function:Function";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const INVOKED = "the function's code is not known here: it was invoked, its answer is unknown";
const BAD_GATEWAY = {
  ...{ kind: "http", status: 502, body: '{"message": "Internal server error"}' },
  headers: { "x-amzn-errortype": "InternalServerErrorException" },
};

const handler = (body: string) => `exports.handler = async (event) => { ${body} };`;

describe("the functions behind a call", function () {
  this.timeout(60_000);
  let built: BuiltStacks;
  let request: Request;

  before(async () => {
    built = await buildAll(makeProject());
    const { calls } = built.outputs("service") as { calls: { url: string }[] };
    const { url = "" } = calls[0] ?? {};
    request = { from: "service", method: "GET", url, headers: {}, insecure: false };
  });

  /** The call where the state has this code for the function. */
  function answered(
    code: unknown,
    known: KnownBundle,
    more: Partial<Request> = {},
  ): Promise<Trace> {
    const resources = built.resources("service");
    const lambda = find(resources, FUNCTION);
    const changed: ResourceState = { ...lambda, outputs: { ...lambda.outputs, code } };
    const snapshot = toExport(resources.map((one) => (one === lambda ? changed : one)));
    return answerCall(
      new Network([{ stack: "service", snapshot }]),
      { ...request, ...more },
      known,
    );
  }

  /** The call where the function is this source, and known. */
  const answeredBy = (source: string, limit?: number, more?: Partial<Request>) =>
    answered({ hash: archiveHash(source) }, bundlesOf([source], limit), more);

  it("answer when they are of this project", async () => {
    const trace = await answerCall(loadNetwork(built.folder), request, await knownBundles());
    assert.equal(trace.verdict, "reachable");
    assert.ok(trace.outcome.kind === "http");
    assert.equal(trace.outcome.status, 200);
    assert.equal(trace.outcome.body, "Hello from Lambda");
    assert.ok(!trace.assumptions.includes(INVOKED));
  });

  it("are invoked, with an answer that is not known, when their hash is another one", async () => {
    const known = await knownBundles();
    for (const code of [{ hash: "0".repeat(64) }, { hash: 7 }, {}, undefined, null, "code"]) {
      const trace = await answered(code, known);
      assert.equal(trace.verdict, "reachable");
      assert.deepEqual(trace.outcome, { kind: "http", headers: {} });
      assert.ok(trace.assumptions.includes(INVOKED));
    }
  });

  it("are never run as a state file has them", async () => {
    const marker = path.join(makeFolder(), "ran");
    const evil = handler(`require("fs").writeFileSync(${JSON.stringify(marker)}, ""); return {};`);
    const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: evil };
    const code = (hash: string) => ({
      ...{ [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", hash },
      assets: { "index.js": asset },
    });
    const known = await knownBundles();
    const stranger = await answered(code(archiveHash(evil)), known);
    assert.deepEqual(stranger.outcome, { kind: "http", headers: {} });
    // With the hash of a function of this project, that function answers, not the text beside the hash.
    const { hash } = find(built.resources("service"), FUNCTION).outputs?.["code"] as {
      hash: string;
    };
    const liar = await answered(code(hash), known);
    assert.ok(liar.outcome.kind === "http");
    assert.equal(liar.outcome.body, "Hello from Lambda");
    assert.ok(!fs.existsSync(marker), "the code of the state file was run");
    // The same code does what it says where it is known: the test would see it.
    await answeredBy(evil);
    assert.ok(fs.existsSync(marker));
  });

  it("are not asked when the call does not arrive", async () => {
    const asked: string[] = [];
    const known: KnownBundle = (hash) => {
      asked.push(hash);
      return undefined;
    };
    const { outcome } = await answered({ hash: "a" }, known, { from: "internet" });
    assert.ok(outcome.kind === "error");
    assert.equal(outcome.curl, 6);
    assert.deepEqual(asked, []);
  });

  const failing: Record<string, string> = {
    throws: handler(`throw new Error("no");`),
    "throws while it is loaded": `throw new Error("no");`,
    "has no handler": "exports.other = 1;",
    "cannot be read": "exports.handler = (",
    "ends its process": handler("process.exit(0);"),
    "gives nothing": handler(""),
    "gives a text": handler(`return "hello";`),
    "gives no status": handler(`return { body: "hello" };`),
    "never gives anything": handler("return new Promise(() => undefined);"),
  };
  for (const [name, source] of Object.entries(failing)) {
    it(`give 502 through the API: one that ${name}`, async () => {
      const trace = await answeredBy(source);
      assert.equal(trace.verdict, "reachable");
      assert.deepEqual(trace.outcome, BAD_GATEWAY);
    });
  }

  it("give 502 when they go on and on: the time is limited", async () => {
    assert.deepEqual((await answeredBy(handler("for (;;);"), 300)).outcome, BAD_GATEWAY);
    const timers = handler("return new Promise(() => setInterval(() => undefined, 1));");
    assert.deepEqual((await answeredBy(timers, 300)).outcome, BAD_GATEWAY);
  });

  it("have no environment, and a process of their own", async () => {
    process.env["PRIVATE_API_TEST"] = "seen";
    try {
      const source = handler(
        `return { statusCode: 200, body: JSON.stringify([Object.keys(process.env), process.pid]) };`,
      );
      const { outcome } = await answeredBy(source);
      assert.ok(outcome.kind === "http");
      const [names, pid] = JSON.parse(outcome.body ?? "") as [string[], number];
      assert.deepEqual(names, []);
      assert.notEqual(pid, process.pid);
    } finally {
      delete process.env["PRIVATE_API_TEST"];
    }
  });

  it("may print as they like, and are asked once for the same event", async () => {
    const file = path.join(makeFolder(), "asked");
    const source = handler(
      `console.log('{"statusCode":500}'); require("fs").appendFileSync(${JSON.stringify(file)}, "x");` +
        `return { statusCode: 201, headers: { "X-One": 1 }, body: Buffer.from("ä").toString("base64"), isBase64Encoded: true };`,
    );
    const known = bundlesOf([source]);
    const code = { hash: archiveHash(source) };
    const answer = { kind: "http", status: 201, headers: { "x-one": "1" }, body: "ä" };
    assert.deepEqual((await answered(code, known)).outcome, answer);
    assert.deepEqual((await answered(code, known)).outcome, answer);
    assert.equal(fs.readFileSync(file, "utf8"), "x");
  });

  it("get the event of a proxy integration", async () => {
    const source = handler("return { statusCode: 200, body: JSON.stringify(event) };");
    const url = `${request.url}?a=1&b=`;
    const { outcome } = await answeredBy(source, undefined, { url, headers: { "x-one": "1" } });
    assert.ok(outcome.kind === "http");
    const api = find(built.resources("service"), "aws:apigateway/restApi:RestApi");
    assert.deepEqual(JSON.parse(outcome.body ?? ""), {
      ...{ resource: "/", path: "/", httpMethod: "GET", headers: { "x-one": "1" } },
      ...{ queryStringParameters: { a: "1", b: "" }, pathParameters: null },
      requestContext: { stage: "prod", httpMethod: "GET", path: "/prod/", apiId: api.id },
      ...{ body: null, isBase64Encoded: false },
    });
  });
});
