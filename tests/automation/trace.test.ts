import * as assert from "node:assert/strict";
import { find } from "../support/states";
import { startTracing, type Tracing } from "../support/tracing";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const VANITY = "https://vpce.hoge.co.jp/prod";

describe("private-api trace", function () {
  this.timeout(120_000);
  let tracing: Tracing;
  let built: Tracing["built"];
  let header: string;
  const traced = (args: string[], input?: string) => tracing.traced(args, input);
  const inState = (args: string[]) => tracing.inState(args);
  const exported = (stack: string) => tracing.exported(stack);

  before(async () => {
    tracing = await startTracing();
    built = tracing.built;
    const { contract } = built.outputs("service") as {
      contract: { apis: { hello: { id: string } } };
    };
    header = `x-apigw-api-id: ${contract.apis.hello.id}`;
  });

  it("prints JSON of one shape, and nothing else on stdout", async () => {
    const answer = await traced([
      ...["--state", built.folder, "--from", "customer"],
      ...["--", "curl", "-k", VANITY, "-H", header],
    ]);
    assert.deepEqual(Object.keys(answer), [
      ...[
        "target",
        "request",
        "verdict",
        "outcome",
        "paths",
        "blockedBy",
        "warnings",
        "assumptions",
      ],
    ]);
    assert.equal(answer.target, "simulated");
    const [name = "", id = ""] = header.split(": ");
    assert.deepEqual(answer.request, {
      ...{ from: "customer", method: "GET", url: VANITY, headers: { [name]: id }, insecure: true },
    });
    assert.equal(answer.verdict, "reachable");
    assert.deepEqual(answer.outcome, {
      ...{ kind: "http", status: 200, body: "Hello from Lambda" },
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    assert.deepEqual(answer.blockedBy, []);
    assert.equal(answer.paths.length, 2);
    for (const one of answer.paths) {
      assert.deepEqual(Object.keys(one), ["zone", "address", "verdict", "hops"]);
      assert.deepEqual(
        one.hops.map(({ hop }) => hop),
        [
          ...["dns", "client-egress", "endpoint-sg", "endpoint", "endpoint-service", "nlb-sg"],
          ...["nlb", "target", "api-endpoint-sg", "tls", "api-id", "endpoint-policy"],
          ...["resource-policy", "method", "integration"],
        ],
      );
      for (const hop of one.hops) {
        const keys = ["hop", "resource", "outcome", "code", "evidence", "detail"];
        assert.deepEqual(Object.keys(hop), keys);
        assert.equal(hop.outcome, "pass");
        assert.equal(hop.code, null);
      }
    }
    const blocked = await traced([
      "--state",
      built.folder,
      "--from",
      "customer",
      "-k",
      "--url",
      VANITY,
    ]);
    assert.equal(blocked.blockedBy.length, 1);
    assert.deepEqual(Object.keys(blocked.blockedBy[0] ?? {}), ["code", "resource", "fix"]);
    assert.equal(blocked.blockedBy[0]?.code, "API_NOT_IDENTIFIED");
  });

  it("ends with 0 when what is expected comes out, and with 1 when it does not", async () => {
    const call = ["--from", "customer", "-k", "--url", VANITY];
    const expected = [
      ...[
        ["blocked", 0],
        ["API_NOT_IDENTIFIED", 0],
        ["api_not_identified", 0],
        ["Blocked", 0],
      ],
      ...[
        ["reachable", 1],
        ["unknown", 1],
        ["TLS_NAME_MISMATCH", 1],
        ["ZONE_HIDES_PUBLIC_DOMAIN", 0],
      ],
    ] as [string, number][];
    const ended = await Promise.all(
      expected.map(async ([what]) => [what, (await inState([...call, "--expect", what])).code]),
    );
    assert.deepEqual(ended, expected);
    assert.equal((await inState(call)).code, 0);
  });

  it("reads one export from standard input, and knows what it lacks", async () => {
    const call = ["--state", "-", "--from", "customer", "-k", "--header", header, "--url", VANITY];
    const answer = await traced(call, exported("customer"));
    assert.equal(answer.verdict, "unknown");
    assert.deepEqual(answer.blockedBy, []);
    assert.ok(
      answer.assumptions.some((text) => text.includes("no export holds this endpoint service")),
      answer.assumptions.join("\n"),
    );
    assert.ok(answer.paths.every(({ hops }) => hops.every(({ outcome }) => outcome !== "fail")));
    const own = built.outputs("service") as { calls: { url: string }[] };
    const url = own.calls[0]?.url ?? "";
    const alone = await traced(
      ["--state", "-", "--from", "service", "--url", url],
      exported("service"),
    );
    assert.equal(alone.verdict, "reachable");
  });

  describe("connects to where curl is told to", () => {
    const endpoint = () => find(built.resources("customer"), ENDPOINT, "service-endpoint");
    const addressOf = (zone: number) => {
      const { subnetConfigurations } = endpoint().outputs as {
        subnetConfigurations: { ipv4: string }[];
      };
      return subnetConfigurations[zone]?.ipv4 ?? "";
    };
    const call = (...more: string[]) =>
      traced([...["--state", built.folder, "--from", "customer"], "--", "curl", ...more]);

    it("--resolve: the endpoint that has the address in the client's VPC; Host stays the URL's", async () => {
      const { name, host } = { name: "no.such.example", host: "https://no.such.example/prod" };
      const answer = await call(
        "-k",
        host,
        "-H",
        header,
        "--resolve",
        `${name}:443:${addressOf(0)}`,
      );
      assert.equal(answer.verdict, "reachable");
      assert.deepEqual(
        answer.paths.map(({ address }) => address),
        [addressOf(0)],
      );
      const strict = await call(host, "-H", header, "--resolve", `${name}:443:${addressOf(0)}`);
      assert.deepEqual(
        strict.blockedBy.map(({ code }) => code),
        ["TLS_NAME_MISMATCH"],
      );
    });

    it("--resolve of the API's own name needs neither -k nor header: the name is what counts", async () => {
      const own = built.outputs("service") as { calls: { url: string }[] };
      const url = own.calls[0]?.url ?? "";
      const { hostname } = new URL(url);
      const answer = await call(url, "--resolve", `${hostname}:443:${addressOf(1)}`);
      assert.equal(answer.verdict, "reachable");
      assert.equal(answer.request.url, url);
    });

    it("--resolve of an address that nothing has: unknown", async () => {
      const answer = await call("-k", VANITY, "-H", header, "--resolve", "*:443:10.1.255.1");
      assert.equal(answer.verdict, "unknown");
    });

    it("--connect-to: another name is resolved, at another port", async () => {
      const { endpointDnsName: name } = built.outputs("customer") as { endpointDnsName: string };
      const url = "https://no.such.example/prod";
      const answer = await call("-k", url, "-H", header, "--connect-to", `::${name}:443`);
      assert.equal(answer.verdict, "reachable");
      const elsewhere = await call("-k", url, "-H", header, "--connect-to", `::${name}:8443`);
      assert.deepEqual(elsewhere.blockedBy.map(({ code }) => code).sort(), [
        ...["ENDPOINT_SG_INGRESS_DENIED", "NLB_LISTENER_MISSING", "NLB_SG_PRIVATELINK_DENIED"],
      ]);
      const missing = await call("-k", VANITY, "-H", header, "--connect-to", "::x.hoge.co.jp:443");
      assert.deepEqual(missing.outcome, {
        ...{ kind: "error", curl: 6, message: "Could not resolve host: x.hoge.co.jp" },
      });
    });
  });
});
