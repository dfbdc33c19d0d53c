import * as assert from "node:assert/strict";
import * as http from "http";
import type { AddressInfo } from "net";
import type { StackProbe } from "../../../automation/observe/assign";
import { invokeOnAws } from "../../../automation/observe/invoke";
import { handler } from "../../../functions/probe/index";

const ARN = "arn:aws:lambda:ap-northeast-1:222222222222:function:probe-function-1234567";
const EVENT = {
  calls: [{ url: "https://a.example.com/", method: "GET", headers: {}, insecure: false }],
  timeoutMs: 1_000,
};

/** What the loopback endpoint is asked, and what it answers. */
interface Asked {
  method?: string;
  path: string;
  authorization: string;
  body: string;
}
type Answer = (asked: Asked) => { status?: number; headers?: Record<string, string>; body: string };

const probe = (config: Record<string, string> = {}): StackProbe => ({
  arn: ARN,
  stack: {
    ...{ name: "customer", account: "222222222222", region: "ap-northeast-1", config },
  } as unknown as StackProbe["stack"],
});

/** AWS's way of saying what is wrong. */
const refusal =
  (status: number, code: string, message: string): Answer =>
  () => ({ status, headers: { "x-amzn-errortype": code }, body: JSON.stringify({ message }) });

/** The environment of a test: no file and no machine tells credentials but these. */
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: "AKIDTEST",
  AWS_SECRET_ACCESS_KEY: "dummy",
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_MAX_ATTEMPTS: "1",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

describe("a probe is invoked by AWS's own client", function () {
  this.timeout(30_000);
  let server: http.Server;
  let asked: Asked[];
  let answer: Answer;
  const before_ = { ...process.env };

  before(async () => {
    server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { method, url = "", headers } = request;
        const one = { method, path: url, authorization: headers.authorization ?? "", body };
        asked.push(one);
        const { status = 200, headers: own = {}, body: text } = answer(one);
        response.writeHead(status, own).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const others = Object.keys(process.env).filter((key) => key.startsWith("AWS_"));
    others.forEach((key) => delete process.env[key]);
    Object.assign(process.env, ENVIRONMENT);
    process.env["AWS_ENDPOINT_URL_LAMBDA"] = endpoint;
    process.env["AWS_ENDPOINT_URL_STS"] = endpoint;
  });
  beforeEach(() => {
    asked = [];
    answer = () => ({ body: '{"version":1,"results":[]}' });
  });
  after(() => {
    Object.keys(process.env)
      .filter((key) => key.startsWith("AWS_") && before_[key] === undefined)
      .forEach((key) => delete process.env[key]);
    Object.assign(process.env, before_);
    server.closeAllConnections();
    server.close();
  });

  /** Why it failed, and the fix. */
  const fault = async (given: Answer, config = {}): Promise<string> => {
    answer = given;
    try {
      await invokeOnAws(probe(config), EVENT);
    } catch (error) {
      assert.equal((error as Error).name, "ProbeFault", String(error));
      return (error as Error).message;
    }
    throw new Error("nothing failed");
  };

  it("by its ARN, with the calls, in the stack's region, and gives what the function answers", async () => {
    assert.deepEqual(await invokeOnAws(probe(), EVENT), { version: 1, results: [] });
    const [one, ...more] = asked;
    assert.ok(one && more.length === 0);
    assert.equal(one.method, "POST");
    assert.equal(decodeURIComponent(one.path), `/2015-03-31/functions/${ARN}/invocations`);
    assert.deepEqual(JSON.parse(one.body), EVENT);
    assert.match(
      one.authorization,
      /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/ap-northeast-1\/lambda\/aws4_request/,
    );
  });

  it("with the credentials of the last of the roles, each taken with those before it", async () => {
    answer = ({ path, body }) => {
      if (path !== "/") {
        return { body: '{"version":1,"results":[]}' };
      }
      const role = new URLSearchParams(body).get("RoleArn")?.split("/").pop() ?? "";
      return {
        headers: { "content-type": "text/xml" },
        body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
          <Credentials><AccessKeyId>KEYOF${role.toUpperCase()}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
          <SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
          </AssumeRoleResult></AssumeRoleResponse>`,
      };
    };
    const roles = ["hub", "deploy"].map((name) => ({ roleArn: `arn:aws:iam::1:role/${name}` }));
    await invokeOnAws(probe({ "aws:assumeRoles": JSON.stringify(roles) }), EVENT);
    assert.deepEqual(
      asked.map(({ authorization }) => /Credential=(\w+)\//.exec(authorization)?.[1]),
      ["AKIDTEST", "KEYOFHUB", "KEYOFDEPLOY"],
    );
  });

  it("and says which permission is missing", async () => {
    const caller = "arn:aws:sts::222222222222:assumed-role/ci/run";
    const message = `User: ${caller} is not authorized to perform: lambda:InvokeFunction on resource: ${ARN} because no identity-based policy allows the lambda:InvokeFunction action`;
    assert.equal(
      await fault(refusal(403, "AccessDeniedException", message)),
      `may not be invoked: ${message}\n  fix:     allow ${caller} lambda:InvokeFunction on ${ARN}`,
    );
  });

  it("and says when the credentials are another account's", async () => {
    const message = `User: arn:aws:iam::111111111111:user/me is not authorized to perform: lambda:InvokeFunction on resource: ${ARN}`;
    assert.equal(
      await fault(refusal(403, "AccessDeniedException", message)),
      "the credentials are of account 111111111111, and customer is in account 222222222222\n" +
        "  fix:     set credentials of account 222222222222 in the environment, or aws:profile in Pulumi.customer.yaml",
    );
  });

  it("and says when a role is not given", async () => {
    const message =
      "User: arn:aws:iam::222222222222:user/me is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/a";
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`;
    const roles = '[{"roleArn":"arn:aws:iam::2:role/a"}]';
    assert.equal(
      await fault(() => ({ status: 403, headers: { "content-type": "text/xml" }, body: xml }), {
        "aws:assumeRoles": roles,
      }),
      `the role of aws:assumeRoles is not given: ${message}\n` +
        "  fix:     let the role's trust policy and the caller's own policy allow sts:AssumeRole",
    );
    assert.equal(asked.length, 1);
  });

  it("and says what else AWS may refuse, and what to do", async () => {
    const up = "npx private-api up --target aws --stacks customer";
    for (const [status, code, said, what, fix] of [
      [404, "ResourceNotFoundException", "x", `the probe is gone: there is no function ${ARN}`, up],
      [
        429,
        "TooManyRequestsException",
        "Rate",
        "AWS throttled the call: Rate",
        "run it again later",
      ],
      [
        ...[403, "UnrecognizedClientException", "The security token is invalid."],
        "AWS does not take the credentials: The security token is invalid.",
        "set credentials of account 222222222222 in the environment, or aws:profile in Pulumi.customer.yaml",
      ],
      [
        ...[502, "SubnetIPAddressLimitReachedException", "no address left"],
        "the probe's interfaces cannot be made: no address left",
        "see to the subnets of customer, and to the role of its probe",
      ],
      [
        ...[400, "StrangeException", "odd"],
        `invoking ${ARN} failed: StrangeException: odd`,
        "see what AWS says of it",
      ],
    ] as [number, string, string, string, string][]) {
      assert.equal(await fault(refusal(status, code, said)), `${what}\n  fix:     ${fix}`, code);
    }
  });

  it("and says what the function itself failed of", async () => {
    const failed =
      (payload: object): Answer =>
      () => ({ headers: { "x-amz-function-error": "Unhandled" }, body: JSON.stringify(payload) });
    assert.equal(
      await fault(
        failed({
          errorType: "Sandbox.Timedout",
          errorMessage: "Task timed out after 60.00 seconds",
        }),
      ),
      "the probe took too long: Sandbox.Timedout: Task timed out after 60.00 seconds\n" +
        "  fix:     run it again, with --stacks for fewer calls",
    );
    assert.equal(
      await fault(failed({ errorType: "Error", errorMessage: "calls[0] has the unknown key x" })),
      "the probe failed: Error: calls[0] has the unknown key x\n" +
        "  fix:     npx private-api up --target aws --stacks customer",
    );
  });

  it("and says when the answer is none", async () => {
    assert.equal(
      await fault(() => ({ body: "<html>" })),
      "the probe's answer is none that is known here: it is not JSON\n" +
        "  fix:     bring the probe to this version: npx private-api up --target aws --stacks customer",
    );
  });

  it("and says when there are no credentials, by the profile's name where there is one", async () => {
    const { AWS_ACCESS_KEY_ID: id } = process.env;
    delete process.env["AWS_ACCESS_KEY_ID"];
    try {
      const message = await fault(() => ({ body: "" }), { "aws:profile": "customer" });
      assert.match(message, /^no credentials: /);
      assert.match(
        message,
        /\n {2}fix: {5}sign in to account 222222222222: aws sso login --profile customer, or mend that profile$/,
      );
      assert.equal(asked.length, 0);
    } finally {
      process.env["AWS_ACCESS_KEY_ID"] = id;
    }
  });

  it("and says when nobody is there", async () => {
    const { AWS_ENDPOINT_URL_LAMBDA: endpoint } = process.env;
    process.env["AWS_ENDPOINT_URL_LAMBDA"] = "http://127.0.0.1:1";
    try {
      const message = await fault(() => ({ body: "" }));
      assert.match(
        message,
        /^Lambda in ap-northeast-1 cannot be reached from here: .*ECONNREFUSED/,
      );
    } finally {
      process.env["AWS_ENDPOINT_URL_LAMBDA"] = endpoint;
    }
  });

  it("and takes the probe's own handler for what it asks", async () => {
    // Lambda calls the handler with the event as JSON gives it, and sends what it answers as JSON.
    const event = { ...EVENT, calls: [{ ...EVENT.calls[0], url: "https://127.0.0.1:1/" }] };
    const answered = await handler(event);
    answer = () => ({ body: JSON.stringify(answered) });
    const given = (await invokeOnAws(probe(), EVENT)) as typeof answered;
    assert.deepEqual(given, answered);
    assert.ok(given.results[0]?.outcome.kind === "error");
    assert.equal(given.results[0].outcome.curl, 7);
  });
});
