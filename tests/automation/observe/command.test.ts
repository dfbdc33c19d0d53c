import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as http from "http";
import type { AddressInfo } from "net";
import * as path from "path";
import {
  LONGEST_CALL_MS,
  MOST_CALLS,
  type Observation,
  type ProbeEvent,
} from "../../../automation/observe/answer";
import { observeCommand } from "../../../automation/observe/command";
import { ProbeFault } from "../../../automation/observe/faults";
import type { Invoke } from "../../../automation/observe/invoke";
import * as own from "../../../functions/probe/request";
import type { StackExport } from "../../../paths/snapshot";
import { runCli } from "../../support/cli";
import { asOfAws, saw, THEIRS, WITH_PROBES } from "../../support/observing";
import { makeFolder, makeProject } from "../../support/project";
import { buildAll, type BuiltStacks } from "../../support/states";

type Call = ProbeEvent["calls"][number];

const FORBIDDEN = '{"message":"Forbidden"}';

/** What came out of a run of the command. */
interface Ran {
  code: number;
  out: string[];
  err: string[];
}

describe("private-api verify --target aws", function () {
  this.timeout(120_000);
  let directory: string;
  let built: BuiltStacks;
  let exported: string;
  /** Id of the one API. */
  let id: string;

  before(async () => {
    directory = makeProject(WITH_PROBES);
    built = await buildAll(directory);
    exported = asOfAws(built.folder, ["service", "customer"]);
    const { contract } = built.outputs("service") as {
      contract: { apis: { hello: { id: string } } };
    };
    id = contract.apis.hello.id;
  });

  /** API Gateway as it is published to answer, whatever way a call comes to it. */
  function onAws({ url, headers, insecure }: Call): Observation {
    const { hostname } = new URL(url);
    const fits = /^[^.]+\.execute-api\.ap-northeast-1(\.vpce)?\.amazonaws\.com$/.test(hostname);
    const certificate = { ...THEIRS, fits };
    if (!insecure && !fits) {
      return saw({ curl: 60 }, { certificate });
    }
    const named = headers["x-apigw-api-id"] ?? (headers["host"] ?? hostname).split(".")[0];
    return named === id
      ? saw({ status: 200, body: "Hello from Lambda" }, { certificate })
      : saw({ status: 403, body: FORBIDDEN }, { certificate });
  }

  const answering =
    (see: (call: Call) => Observation, events: [string, ProbeEvent][] = []): Invoke =>
    ({ arn }, event) => {
      events.push([arn, event]);
      return Promise.resolve({ version: 1, results: event.calls.map(see) });
    };

  async function run(invoke: Invoke, options: Partial<Parameters<typeof observeCommand>[0]> = {}) {
    const ran: Ran = { code: -1, out: [], err: [] };
    const terminal = {
      out: (line: string) => void ran.out.push(line),
      err: (line: string) => void ran.err.push(line),
    };
    ran.code = await observeCommand({ directory, state: exported, ...options }, terminal, invoke);
    return ran;
  }

  /** The exports, with a stack's outputs otherwise. */
  const changedExport = (stack: string, change: (outputs: Record<string, unknown>) => void) =>
    changedState(stack, ({ deployment }) => {
      const root = deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
      change(root?.outputs ?? {});
    });

  function changedState(stack: string, change: (snapshot: StackExport) => void): string {
    const copy = asOfAws(exported, ["service", "customer"]);
    const file = path.join(copy, `${stack}.json`);
    const snapshot = JSON.parse(fs.readFileSync(file, "utf8")) as StackExport;
    change(snapshot);
    fs.writeFileSync(file, JSON.stringify(snapshot));
    return copy;
  }

  it("asks the probe of each account once, and finds all as predicted", async () => {
    const events: [string, ProbeEvent][] = [];
    const { code, out, err } = await run(answering(onAws, events));
    assert.deepEqual(err, []);
    assert.equal(code, 0);
    assert.equal(
      out.at(-1),
      "20 calls, 18 observed on AWS: 18 as predicted, 0 otherwise, 0 that nobody could predict; 2 not observed.",
    );
    assert.match(out[0] ?? "", /^ +PREDICTED +OBSERVED$/);
    assert.match(
      out.find((line) => line.includes(" C3 ")) ?? "",
      /^✔ {2}C3 +403 \{"message":"Forbidden"\} +403 \{"message":"Forbidden"\} +service\$ curl -k /,
    );
    // Nobody is on the internet or outside AWS to see it, and so it is not said to have passed.
    assert.deepEqual(
      out.filter((line) => line.startsWith("–")).map((line) => line.split(/ {2,}/)[1]),
      ["C2", "C17"],
    );
    assert.deepEqual(events.map(([arn, { calls }]) => [arn.split(":")[4], calls.length]).sort(), [
      ["111111111111", 11],
      ["222222222222", 7],
    ]);
    for (const [arn, { timeoutMs }] of events) {
      assert.match(
        arn,
        /^arn:aws:lambda:ap-northeast-1:\d{12}:function:probe-function-[0-9a-f]{7}$/,
      );
      assert.equal(timeoutMs, 10_000);
    }
  });

  it("ends with 1 when one call comes out otherwise, and shows that one", async () => {
    const slow = (call: Call): Observation =>
      call.url.startsWith("https://vpce.hoge.co.jp") && call.insecure
        ? saw(
            { curl: 28 },
            {
              certificate: null,
              addresses: ["10.1.12.166", "10.1.28.166"],
              attempts: [
                { address: "10.1.12.166", ms: 5_000, error: "ETIMEDOUT" },
                { address: "10.1.28.166", ms: 5_000, error: "ETIMEDOUT" },
              ],
            },
          )
        : onAws(call);
    const { code, out, err } = await run(answering(slow), { stacks: ["customer"] });
    assert.deepEqual(err, []);
    assert.equal(code, 1);
    const at = out.findIndex((line) => line.startsWith("C9: "));
    assert.deepEqual(out.slice(at, at + 6), [
      "C9: ended with curl: (28), not with an answer",
      `predicted: 403 ${FORBIDDEN}`,
      "observed:  curl: (28) as curl says",
      "  resolved to 10.1.12.166, 10.1.28.166",
      "  10.1.12.166: ETIMEDOUT after 5000 ms",
      "  10.1.28.166: ETIMEDOUT after 5000 ms",
    ]);
    assert.equal(
      out.at(-1),
      "7 calls, 7 observed on AWS: 4 as predicted, 3 otherwise, 0 that nobody could predict; 0 not observed.",
    );
  });

  it("predicts from the probe: what its own group keeps it from is foretold", async () => {
    const state = changedState("customer", ({ deployment }) => {
      deployment.resources = deployment.resources?.filter(
        ({ urn }) => !urn.endsWith("::probe-group-to-service"),
      );
    });
    const blocked = saw({ curl: 28 }, { certificate: null });
    const { code, out } = await run(
      answering(() => blocked),
      { state, stacks: ["customer"] },
    );
    // As foretold; and not as it must be, for such a call must arrive.
    assert.equal(code, 1);
    assert.ok(out.at(-1)?.startsWith("7 calls, 7 observed on AWS: 7 as predicted, 0 otherwise,"));
    assert.ok(out.includes("customer 1: the prediction is blocked, must be reachable"));
  });

  it("prints one JSON value for machines, without the keys of the callers", async () => {
    const state = changedExport("customer", (outputs) => {
      const [first, ...others] = outputs["calls"] as Call[];
      outputs["calls"] = [{ ...first, headers: { "x-api-key": "k-secret" } }, ...others];
    });
    const events: [string, ProbeEvent][] = [];
    const { code, out } = await run(answering(onAws, events), { state, json: true });
    assert.equal(code, 0);
    assert.equal(out.length, 1);
    assert.doesNotMatch(out[0] ?? "", /k-secret/);
    assert.match(JSON.stringify(events), /k-secret/);
    const { calls, ...rest } = JSON.parse(out[0] ?? "") as {
      calls: { name: string; standing: string; predicted: unknown; observed: unknown }[];
    };
    assert.deepEqual(rest, {
      target: "aws",
      summary: {
        ...{ asPredicted: 18, notAsPredicted: 0, unpredicted: 0, notObserved: 2 },
        notAsExpected: 0,
      },
      obstacles: [],
    });
    assert.deepEqual(Object.keys(calls[0] ?? {}), [
      ...["name", "expect", "from", "standing", "reasons", "predicted", "observed"],
    ]);
    const outside = calls.filter(({ standing }) => standing === "not observed");
    assert.deepEqual(
      outside.map(({ name, observed }) => [name, observed]),
      [
        ["C2", null],
        ["C17", null],
      ],
    );
  });

  it("counts for itself what nobody could predict, and fails only what cannot have arrived", async () => {
    const alone = makeFolder();
    fs.copyFileSync(path.join(exported, "customer.json"), path.join(alone, "customer.json"));
    const { code, out } = await run(answering(onAws), { state: alone });
    assert.equal(
      out.at(-1),
      "2 calls, 2 observed on AWS: 0 as predicted, 0 otherwise, 2 that nobody could predict; 0 not observed.",
    );
    assert.ok(out.some((line) => /^customer 1: nothing can be foretold: /.test(line)));
    assert.equal(code, 0);
    const silent = await run(
      answering(() => saw({ curl: 28 }, { certificate: null })),
      { state: alone },
    );
    assert.equal(silent.code, 1);
    assert.ok(
      silent.out.some((line) =>
        /^customer 1: ended with curl: \(28\), must arrive; nothing can be foretold: /.test(line),
      ),
    );
    assert.equal(
      silent.out.at(-1),
      "2 calls, 2 observed on AWS: 0 as predicted, 0 otherwise, 2 that nobody could predict; 0 not observed. 2 not as they must come out.",
    );
  });

  describe("says what keeps a stack's calls from being observed, and ends with 1", () => {
    const said = async (invoke: Invoke, options = {}): Promise<[string[], string | undefined]> => {
      const { code, out, err } = await run(invoke, options);
      assert.equal(code, 1);
      return [err, /; (\d+) not observed/.exec(out.at(-1) ?? "")?.[1]];
    };

    it("a stack without a probe", async () => {
      const one = makeProject({ service: WITH_PROBES.service });
      const plain = await buildAll(one);
      const state = asOfAws(plain.folder, ["service", "customer"]);
      assert.deepEqual(await said(answering(onAws), { directory: one, state }), [
        [
          "customer: has no probe\n" +
            "  fix:     private-api:probe: true in Pulumi.customer.yaml, then npx private-api up --target aws --stacks customer",
        ],
        "9",
      ]);
    });

    it("a probe that is set and not built", async () => {
      const state = changedExport("customer", (outputs) => delete outputs["probe"]);
      assert.deepEqual(await said(answering(onAws), { state }), [
        [
          "customer: its probe is not built yet\n" +
            "  fix:     npx private-api up --target aws --stacks customer",
        ],
        "9",
      ]);
    });

    it("a probe in another account than the settings say", async () => {
      const state = changedExport("customer", (outputs) => {
        outputs["probe"] = String(outputs["probe"]).replace("222222222222", "333333333333");
      });
      assert.deepEqual(await said(answering(onAws), { state }), [
        [
          "customer: has its probe in account 333333333333, region ap-northeast-1; its settings are of account 222222222222, region ap-northeast-1\n" +
            "  fix:     take the export of this very stack, or mend aws:allowedAccountIds and aws:region",
        ],
        "9",
      ]);
    });

    it("an export that keeps the probe secret", async () => {
      const state = changedExport("customer", (outputs) => {
        outputs["probe"] = { "4dabf18193072939515e22adb298388d": "x", ciphertext: "v1:abc" };
      });
      const [[text]] = await said(answering(onAws), { state });
      assert.equal(
        text,
        "customer: exports as its probe a secret, which is no function's ARN\n" +
          "  fix:     export it anew: pulumi stack export --stack customer --show-secrets",
      );
    });

    it("a stack whose settings are not here", async () => {
      const one = makeProject({ service: WITH_PROBES.service, customer: null });
      assert.deepEqual(await said(answering(onAws), { directory: one }), [
        [
          "customer: there is no Pulumi.customer.yaml here, so nobody knows its credentials\n" +
            "  fix:     run this in the project that has the stack's settings",
        ],
        "9",
      ]);
    });

    it("an invocation that fails, while the other accounts' go on", async () => {
      const failing: Invoke = (probe, event) =>
        probe.stack.name === "customer"
          ? Promise.reject(new ProbeFault("may not be invoked: User x", "allow x"))
          : answering(onAws)(probe, event);
      assert.deepEqual(await said(failing), [
        ["customer: may not be invoked: User x\n  fix:     allow x"],
        "9",
      ]);
    });

    it("an answer that is none", async () => {
      const fix =
        "bring the probe to this version: npx private-api up --target aws --stacks customer";
      const what = "customer: the probe's answer is none that is known here:";
      for (const [answered, why] of [
        [{ version: 2, results: [] }, "version: Invalid input: expected 1"],
        [{ version: 1, results: [] }, "it has 0 results for 7 calls"],
        [null, "the answer: Invalid input: expected object, received null"],
      ] as const) {
        const options = { stacks: ["customer"] };
        assert.deepEqual(await said(() => Promise.resolve(answered), options), [
          [`${what} ${why}\n  fix:     ${fix}`],
          "7",
        ]);
      }
    });
  });

  it("asks for no more calls at a time than the probe makes, and not again once it failed", async () => {
    const state = changedExport("customer", (outputs) => {
      const [first] = outputs["calls"] as Call[];
      // Beside these 70, two published calls are the customer's.
      outputs["calls"] = Array.from({ length: 70 }, () => first);
    });
    const events: [string, ProbeEvent][] = [];
    const options = { state, stacks: ["customer"] };
    assert.equal((await run(answering(onAws, events), options)).code, 0);
    assert.deepEqual(
      events.map(([, { calls }]) => calls.length),
      [32, 32, 8],
    );
    let asked = 0;
    const failing: Invoke = () => {
      asked += 1;
      return Promise.reject(new ProbeFault("throttled", "later"));
    };
    const { out, err } = await run(failing, options);
    assert.equal(asked, 1);
    assert.deepEqual(err, ["customer: throttled\n  fix:     later"]);
    assert.match(out.at(-1) ?? "", /^72 calls, 0 observed .*; 72 not observed\.$/);
    assert.deepEqual([MOST_CALLS, LONGEST_CALL_MS], [own.MOST_CALLS, own.LONGEST_CALL_MS]);
  });

  it("refuses exports of the simulated AWS, and a folder that is not there", async () => {
    const fix =
      "npx private-api outputs --target aws reads them from the backend; or name a folder of what pulumi stack export prints";
    await assert.rejects(run(answering(onAws), { state: built.folder }), {
      name: "UsageError",
      message: `--state ${built.folder} holds simulated exports: there is nothing on AWS to observe\n  fix:     ${fix}`,
    });
    const ended = await runCli(["verify", "--target", "aws"], { cwd: makeProject() });
    assert.equal(ended.code, 2);
    assert.equal(
      ended.stderr,
      `--state ${path.join(".private-api", "aws")} does not exist\n  fix:     ${fix}\n`,
    );
  });

  it("does all that as a command, by AWS's own client", async () => {
    const server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { calls } = JSON.parse(body) as ProbeEvent;
        response.end(JSON.stringify({ version: 1, results: calls.map(onAws) }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const text = ["service", "customer"]
      .map((name) => `[${name}]\naws_access_key_id = AKID\naws_secret_access_key = dummy\n`)
      .join("");
    const credentials = path.join(makeFolder(), "credentials");
    fs.writeFileSync(credentials, text);
    const env = {
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_CONFIG_FILE: "/nonexistent",
    };
    const args = ["verify", "--target", "aws", "--state", exported];
    const ended = await runCli(args, { cwd: directory, env });
    server.closeAllConnections();
    server.close();
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /\n20 calls, 18 observed on AWS: 18 as predicted, 0 otherwise, /);
  });
});
