import assert from "node:assert/strict";
import * as net from "net";
import { connect, Deadline } from "../../functions/probe/connect";
import { handler, probe } from "../../functions/probe/index";
import type { Observation } from "../../functions/probe/observation";
import { answer, CA, closeServers, serveTcp, serveTls } from "../support/tlsServer";

const RIGHT = "right.example.com";
const NAMES = ["DNS:right.example.com", "DNS:*.execute-api.example.com"];

interface Call {
  host?: string;
  port: number;
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  insecure?: boolean;
  timeoutMs?: number;
  addresses?: string[];
}

/** Makes one call whose name leads to this machine, with the tests' issuer trusted. */
async function ask(call: Call): Promise<Observation> {
  const { host = RIGHT, port, path = "/prod", timeoutMs = 5_000, addresses, ...rest } = call;
  const event = { calls: [{ url: `https://${host}:${port}${path}`, ...rest }], timeoutMs };
  const lookup = () => Promise.resolve(addresses ?? ["127.0.0.1"]);
  const { results } = await probe(event, { lookup, ca: CA });
  assert.equal(results.length, 1);
  return results[0] as Observation;
}

/** How a call ended: the status and body of an answer, or curl's code. */
async function ending(call: Call): Promise<unknown[]> {
  const { outcome } = await ask(call);
  return outcome.kind === "http"
    ? [outcome.status, outcome.body]
    : ["curl", outcome.curl, outcome.message];
}

/** A port of this machine that nobody listens on. */
async function freePort(): Promise<number> {
  const port = await serveTcp(() => undefined);
  closeServers();
  return port;
}

const MISMATCH = (host: string) =>
  `SSL: no alternative certificate subject name matches target host name '${host}'`;

describe("the probe", () => {
  afterEach(closeServers);

  it("tells what answered, from the name to the first bytes", async () => {
    const headers = "Content-Type: text/plain\r\nx-amzn-RequestId: r-1\r\nSet-Cookie: a=b\r\n";
    const port = await serveTls(answer("Hello", headers));
    const seen = await ask({ port });
    assert.deepEqual(
      { ...seen, attempts: seen.attempts.map(({ ms: _, ...rest }) => rest) },
      {
        outcome: {
          kind: "http",
          status: 200,
          headers: { "content-type": "text/plain", "x-amzn-requestid": "r-1" },
          body: "Hello",
          truncated: false,
        },
        addresses: ["127.0.0.1"],
        attempts: [{ address: "127.0.0.1" }],
        certificate: {
          subject: "O=private-api tests, CN=server",
          issuer: "O=private-api tests, CN=ca",
          names: NAMES,
          fits: true,
          untrusted: null,
        },
      },
    );
    const [attempt] = seen.attempts;
    assert.ok(Number.isInteger(attempt?.ms) && (attempt?.ms ?? -1) >= 0);
  });

  it("asks as it is told: verb, path, query, headers, and a Host of the caller's", async () => {
    const requests: string[] = [];
    const port = await serveTls((socket, request, below) => {
      requests.push(request);
      answer("ok")(socket, request, below);
    });
    await ask({ port, path: "/prod/pets?q=1", method: "POST", headers: { "x-apigw-api-id": "a" } });
    await ask({ port, headers: { Host: "abc.execute-api.example.com" } });
    const lines = requests.map((text) => text.toLowerCase().split("\r\n"));
    assert.equal(lines[0]?.[0], "post /prod/pets?q=1 http/1.1");
    assert.ok(lines[0]?.includes("x-apigw-api-id: a"));
    assert.ok(lines[0]?.includes(`host: right.example.com:${port}`));
    assert.deepEqual(
      lines[1]?.filter((line) => line.startsWith("host:")),
      ["host: abc.execute-api.example.com"],
    );
  });

  it("keeps the first 1,024 bytes of a body and says that there are more", async () => {
    const whole = await ask({ port: await serveTls(answer("x".repeat(1_024))) });
    const longer = await ask({ port: await serveTls(answer("x".repeat(200_000))) });
    for (const [seen, truncated] of [
      [whole, false],
      [longer, true],
    ] as const) {
      assert.ok(seen.outcome.kind === "http");
      assert.equal(seen.outcome.body, "x".repeat(1_024));
      assert.equal(seen.outcome.truncated, truncated);
    }
  });

  it("takes HEAD for what it is: headers, and a length without a body", async () => {
    const port = await serveTls((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"),
    );
    assert.deepEqual(await ending({ port, method: "HEAD" }), [200, ""]);
  });

  describe("judges a certificate as curl does", () => {
    for (const [title, host, pair, curl, message, fits, untrusted] of [
      ["of another name", "wrong.example.com", "server", 60, MISMATCH("wrong.example.com"), false],
      [
        "by an unknown issuer",
        ...[RIGHT, "stranger", 60],
        "SSL certificate problem: UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        ...[true, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
      ],
    ] as [string, string, "server" | "stranger", number, string, boolean, string?][]) {
      it(`${title}: curl 60; with -k the call goes on, and the certificate is told`, async () => {
        const port = await serveTls(answer("in"), { pair });
        assert.deepEqual(await ending({ port, host }), ["curl", curl, message]);
        const seen = await ask({ port, host, insecure: true });
        assert.ok(seen.outcome.kind === "http");
        assert.equal(seen.outcome.status, 200);
        assert.deepEqual(seen.certificate, {
          subject: `O=private-api tests, CN=${pair}`,
          issuer: `O=private-api tests, CN=${pair === "server" ? "ca" : "unknown"}`,
          ...{ names: NAMES, fits, untrusted: untrusted ?? null },
        });
      });
    }

    it("of a wildcard that fits, with and without -k", async () => {
      const port = await serveTls(answer("in"));
      const host = "abc.execute-api.example.com";
      assert.deepEqual(await ending({ port, host }), [200, "in"]);
      assert.deepEqual(await ending({ port, host, insecure: true }), [200, "in"]);
    });

    it("of a name, where the URL has an address", async () => {
      const port = await serveTls(answer("in"));
      assert.deepEqual(await ending({ port, host: "127.0.0.1" }), [
        ...["curl", 60, MISMATCH("127.0.0.1")],
      ]);
    });

    it("before it sends anything: a refused server never sees the headers", async () => {
      let reached = false;
      const port = await serveTls((socket) => {
        reached = true;
        socket.end();
      });
      await ask({ port, host: "wrong.example.com", headers: { "x-api-key": "secret" } });
      assert.equal(reached, false);
    });
  });

  describe("says how a call failed, by curl's code", () => {
    it("6: the name has no address", async () => {
      const { results } = await probe(
        { calls: [{ url: "https://nowhere.example.com/" }] },
        { lookup: () => Promise.reject(new Error("getaddrinfo ENOTFOUND")) },
      );
      assert.deepEqual(results, [
        {
          outcome: {
            ...{ kind: "error", curl: 6 },
            message: "Could not resolve host: nowhere.example.com",
          },
          ...{ addresses: [], attempts: [], certificate: null },
        },
      ]);
    });

    it("7: refused", async () => {
      const port = await freePort();
      const seen = await ask({ port });
      assert.deepEqual(seen.outcome, {
        ...{ kind: "error", curl: 7 },
        message: `Failed to connect to ${RIGHT} port ${port}: Couldn't connect to server`,
      });
      assert.deepEqual(
        seen.attempts.map(({ address, error }) => [address, error]),
        [["127.0.0.1", "ECONNREFUSED"]],
      );
    });

    it("28: the resolver says nothing", async () => {
      const { results } = await probe(
        { calls: [{ url: "https://slow.example.com/" }], timeoutMs: 20 },
        { lookup: () => new Promise(() => undefined) },
      );
      assert.deepEqual(results[0]?.outcome, {
        ...{ kind: "error", curl: 28, message: "Resolving timed out after 20 milliseconds" },
      });
    });

    it("28: it accepts and never speaks TLS", async () => {
      const port = await serveTcp(() => undefined);
      const { outcome, attempts } = await ask({ port, timeoutMs: 100 });
      assert.ok(outcome.kind === "error");
      assert.equal(outcome.curl, 28);
      assert.match(outcome.message, /^TLS handshake timed out after \d+ milliseconds$/);
      assert.equal(attempts[0]?.error, undefined);
    });

    it("28: it shakes hands and never answers", async () => {
      const port = await serveTls(() => undefined);
      const { outcome, certificate } = await ask({ port, timeoutMs: 1_000 });
      assert.ok(outcome.kind === "error");
      assert.equal(outcome.curl, 28);
      assert.match(outcome.message, /^Operation timed out after/);
      assert.equal(certificate?.fits, true);
    });

    it("28: it answers too late; an answer that is only slow arrives", async () => {
      const late = (ms: number) =>
        serveTls((socket, request, below) => {
          setTimeout(() => answer("at last")(socket, request, below), ms).unref();
        });
      assert.equal((await ending({ port: await late(60_000), timeoutMs: 300 }))[1], 28);
      assert.deepEqual(await ending({ port: await late(150) }), [200, "at last"]);
    });

    it("28: the body comes to a halt", async () => {
      const port = await serveTls((socket) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
      );
      assert.equal((await ending({ port, timeoutMs: 300 }))[1], 28);
    });

    it("35: it speaks plain HTTP, breaks off, or resets at the handshake", async () => {
      const plain = await serveTcp((socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      );
      const closes = await serveTcp((socket) => socket.once("data", () => socket.end()));
      const resets = await serveTcp((socket) =>
        socket.once("data", () => socket.resetAndDestroy()),
      );
      for (const port of [plain, closes, resets]) {
        const { outcome } = await ask({ port, insecure: true });
        assert.ok(outcome.kind === "error");
        assert.equal(outcome.curl, 35);
        assert.match(outcome.message, /^TLS connect error with right\.example\.com: /);
      }
    });

    it("1: what answers within TLS is not HTTP; 8: its headers are none", async () => {
      const other = await serveTls((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
      assert.equal((await ending({ port: other }))[1], 1);
      const bad = await serveTls((socket) => socket.end("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"));
      assert.equal((await ending({ port: bad }))[1], 8);
    });

    it("52: it closes without an answer; 18: in the middle of one", async () => {
      const empty = await serveTls((socket) => socket.end());
      assert.deepEqual(await ending({ port: empty }), ["curl", 52, "Empty reply from server"]);
      const half = await serveTls((socket) =>
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
      );
      assert.equal((await ending({ port: half }))[1], 18);
    });

    it("56: it resets after the request, or in the middle of the answer", async () => {
      const before = await serveTls((_socket, _request, below) => below.resetAndDestroy());
      const message = "Recv failure: Connection reset by peer";
      assert.deepEqual(await ending({ port: before }), ["curl", 56, message]);
      const middle = await serveTls((socket, _request, below) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", () =>
          setTimeout(() => below.resetAndDestroy(), 50),
        ),
      );
      assert.deepEqual(await ending({ port: middle }), ["curl", 56, message]);
    });
  });

  describe("tries every address of a name, in order", () => {
    it("the next one where the first refuses", async () => {
      const port = await serveTls(answer("second"), { address: "127.0.0.2" });
      const seen = await ask({ port, addresses: ["127.0.0.1", "127.0.0.2"] });
      assert.ok(seen.outcome.kind === "http");
      assert.equal(seen.outcome.body, "second");
      assert.deepEqual(seen.addresses, ["127.0.0.1", "127.0.0.2"]);
      assert.deepEqual(
        seen.attempts.map(({ address, error }) => [address, error]),
        [
          ["127.0.0.1", "ECONNREFUSED"],
          ["127.0.0.2", undefined],
        ],
      );
    });

    it("the next one where the first says nothing, with half of the time left for it", async () => {
      const port = await serveTls(answer("second"));
      const attempts: Observation["attempts"] = [];
      const deadline = new Deadline(1_000);
      const socket = await connect(
        ["10.255.0.1", "127.0.0.1"],
        { host: RIGHT, port },
        deadline,
        attempts,
        // No address of this machine swallows what is sent to it, so the first one is made up.
        (to) => (to.host === "127.0.0.1" ? net.connect(to) : new net.Socket()),
      );
      socket.destroy();
      assert.ok(deadline.left > 0, "the first address took all the time");
      assert.deepEqual(
        attempts.map(({ address, error }) => [address, error]),
        [
          ["10.255.0.1", "ETIMEDOUT"],
          ["127.0.0.1", undefined],
        ],
      );
      await assert.rejects(
        connect(
          ["10.255.0.1"],
          { host: RIGHT, port },
          new Deadline(20),
          [],
          () => new net.Socket(),
        ),
        {
          curl: 28,
          message: `Failed to connect to right.example.com port ${port}: connection timed out`,
        },
      );
    });

    it("and no further than the first that connects", async () => {
      const port = await serveTls(answer("first"));
      const seen = await ask({ port, addresses: ["127.0.0.1", "127.0.0.2"] });
      assert.deepEqual(
        seen.attempts.map(({ address }) => address),
        ["127.0.0.1"],
      );
    });

    it("and fails as the last one does", async () => {
      const port = await freePort();
      const seen = await ask({ port, addresses: ["127.0.0.1", "127.0.0.2"] });
      assert.ok(seen.outcome.kind === "error");
      assert.equal(seen.outcome.curl, 7);
      assert.equal(seen.attempts.length, 2);
    });
  });

  it("makes many calls, at most eight at a time, and answers in their order", async () => {
    let [now, most] = [0, 0];
    const lookup = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      throw new Error("ENOTFOUND");
    };
    const calls = Array.from({ length: 32 }, (_, i) => ({ url: `https://n${i}.example.com/` }));
    const { version, results } = await probe({ calls }, { lookup });
    assert.equal(version, 1);
    assert.deepEqual(
      results.map(({ outcome }) => outcome.kind === "error" && outcome.message),
      calls.map((_, i) => `Could not resolve host: n${i}.example.com`),
    );
    assert.equal(most, 8);
  });

  it("is asked with the system's own look-up and issuers by Lambda", async () => {
    const port = await serveTls(answer("in"), { address: "localhost" });
    const call = { url: `https://localhost:${port}/` };
    const { results } = await handler({ calls: [call, { ...call, insecure: true }] });
    const [checked, unchecked] = results.map(({ outcome }) => outcome);
    assert.ok(checked?.kind === "error");
    assert.equal(checked.curl, 60);
    assert.ok(unchecked?.kind === "http");
    assert.ok(results[0]?.addresses.every((address) => net.isIP(address) !== 0));
    assert.ok((results[0]?.addresses.length ?? 0) > 0);
  });

  it("refuses what it was not made for, before it makes any call", async () => {
    const call = { url: "https://right.example.com/" };
    const bad: [unknown, string][] = [
      [undefined, "the event must be a map"],
      [{ calls: [] }, "calls must be a list of 1 to 32 calls"],
      [{ calls: Array(33).fill(call) }, "calls must be a list of 1 to 32 calls"],
      [{ calls: [call], timeoutMs: 10_001 }, "timeoutMs must be a whole number from 1 to 10000"],
      [
        { calls: [call], verbose: true },
        "the event has the unknown key verbose; known are calls, timeoutMs",
      ],
      [
        { calls: [{ url: "http://a.example.com/" }] },
        "calls[0].url must be an https URL of at most 2048 characters",
      ],
      [
        { calls: [{ url: "https://u:p@a.example.com/" }] },
        "calls[0].url must be an https URL of at most 2048 characters",
      ],
      [
        { calls: [call, { ...call, method: "CONNECT" }] },
        "calls[1].method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
      ],
      [{ calls: [{ ...call, insecure: "yes" }] }, "calls[0].insecure must be true or false"],
      [
        { calls: [{ ...call, connectTo: "a" }] },
        "calls[0] has the unknown key connectTo; known are url, method, headers, insecure",
      ],
      [
        { calls: [{ ...call, headers: { "x-api-key": "secret\n" } }] },
        "calls[0].headers must be a map of names and texts that HTTP takes: x-api-key",
      ],
      [
        { calls: [{ ...call, headers: { "x-api-key": 7 } }] },
        "calls[0].headers must be a map of names and texts that HTTP takes: x-api-key",
      ],
    ];
    let asked = 0;
    const lookup = () => Promise.resolve([`127.0.0.${(asked += 1)}`]);
    for (const [event, message] of bad) {
      await assert.rejects(probe(event, { lookup }), { message });
    }
    assert.equal(asked, 0);
  });

  it("writes nothing, whatever happens: headers hold keys", async () => {
    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const writes = streams.map((stream) => stream.write.bind(stream));
    const headers = { "x-api-key": "k-secret", authorization: "Bearer t-secret" };
    const port = await serveTls(answer("in"));
    const seen: Observation[] = [];
    streams.forEach((stream) => {
      stream.write = (text: unknown) => written.push(String(text)) > 0;
    });
    try {
      seen.push(await ask({ port, headers }));
      seen.push(await ask({ port, headers, host: "wrong.example.com" }));
      seen.push(await ask({ port: 1, headers }));
    } finally {
      streams.forEach((stream, i) => (stream.write = writes[i] as typeof stream.write));
    }
    assert.deepEqual(written, []);
    assert.equal(seen.length, 3);
    assert.doesNotMatch(JSON.stringify(seen), /secret/);
  });
});
