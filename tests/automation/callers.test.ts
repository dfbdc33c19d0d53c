import * as assert from "node:assert/strict";
import { networkOf } from "../../automation/callChanges";
import { StateFolder } from "../../automation/stateFolder";
import { trace, type Trace } from "../../paths/trace";
import { change, makeProject, SAMPLE } from "../support/project";
import { buildAll, find } from "../support/states";

const ROUTES = `{
        "GET /": { lambda: hello },
        "GET /signed": { lambda: hello, auth: iam },
        "GET /keyed": { lambda: hello, auth: api-key },
        "GET /asked": { lambda: hello, auth: authorizer } }`;

describe("routes whose callers must say who they are", function () {
  this.timeout(60_000);
  let follow: (path: string, headers?: Record<string, string>) => Trace;
  let built: Awaited<ReturnType<typeof buildAll>>;

  before(async () => {
    const service = change(
      change(SAMPLE.service, '{ "GET /": { lambda: hello } }', ROUTES),
      "stage: prod,",
      "stage: prod, authorizer: hello,",
    );
    built = await buildAll(makeProject({ service }));
    const network = networkOf(StateFolder.open(built.folder), ["service", "customer"]);
    const { url } = (built.outputs("customer")["calls"] as { url: string }[])[0] ?? { url: "" };
    follow = (path, headers = {}) =>
      trace(network, {
        ...{ from: "customer", method: "GET", url: `${url}${path}`, headers, insecure: false },
      });
  });

  const seen = ({ verdict, outcome, blockedBy }: Trace) => ({
    verdict,
    ...(outcome.kind === "http" ? { status: outcome.status, body: outcome.body } : {}),
    codes: blockedBy.map(({ code }) => code),
  });

  it("answer nobody who does not", () => {
    assert.deepEqual(seen(follow("/signed")), {
      ...{ verdict: "blocked", status: 403, codes: ["AUTH_REQUIRED"] },
      body: '{"message":"Missing Authentication Token"}',
    });
    assert.deepEqual(seen(follow("/keyed")), {
      ...{ verdict: "blocked", status: 403, codes: ["API_KEY_REQUIRED"] },
      body: '{"message":"Forbidden"}',
    });
    assert.deepEqual(seen(follow("/asked")), {
      ...{ verdict: "blocked", status: 401, codes: ["AUTH_REQUIRED"] },
      body: '{"message":"Unauthorized"}',
    });
  });

  it("leave the others open, and these alone are listed as calls", () => {
    assert.equal(follow("").verdict, "reachable");
    const calls = built.outputs("customer")["calls"] as { url: string }[];
    assert.deepEqual(
      calls.filter(({ url }) => /signed|keyed|asked/.test(url)),
      [],
    );
  });

  it("leave an API without any call where all of them ask", async () => {
    const closed = '{ "GET /": { lambda: hello, auth: iam }, "POST /": { lambda: hello } }';
    const service = change(SAMPLE.service, '{ "GET /": { lambda: hello } }', closed);
    const all = await buildAll(makeProject({ service }));
    assert.deepEqual(all.outputs("service")["calls"], []);
    assert.deepEqual(all.outputs("customer")["calls"], []);
    const { apis } = all.outputs("service")["contract"] as { apis: { hello: object } };
    assert.deepEqual(Object.keys(apis.hello).sort(), ["host", "id", "stage"]);
  });

  it("cannot be judged with a key that the export keeps secret, or for what an authorizer says", () => {
    assert.equal(follow("/keyed", { "x-api-key": "a".repeat(40) }).verdict, "unknown");
    assert.equal(follow("/asked", { authorization: "Bearer x" }).verdict, "unknown");
  });

  it("let API Gateway invoke the authorizer, and nobody else", () => {
    const service = built.resources("service");
    const permission = service.filter(
      ({ urn, type }) => type.endsWith(":Permission") && urn.includes("-permission-authorizer-"),
    );
    assert.equal(permission.length, 1);
    const authorizer = find(service, "aws:apigateway/authorizer:Authorizer");
    const api = find(service, "aws:apigateway/restApi:RestApi");
    const { principal, action, sourceArn } = permission[0]?.inputs ?? {};
    assert.deepEqual(
      { principal, action, sourceArn },
      {
        principal: "apigateway.amazonaws.com",
        action: "lambda:InvokeFunction",
        sourceArn: `arn:aws:execute-api:ap-northeast-1:111111111111:${api.id}/authorizers/${authorizer.id}`,
      },
    );
  });
});
