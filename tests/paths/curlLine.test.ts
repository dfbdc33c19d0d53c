import * as assert from "node:assert/strict";
import { parseCurl, type CurlCall } from "../../paths/curlLine";
import { parseUrl, RequestError } from "../../paths/request";

const URL_ = "https://vpce.hoge.co.jp/prod";
const plain: CurlCall = { method: "GET", url: URL_, headers: {}, insecure: false };

describe("a curl command line", () => {
  const rows: { name: string; words: string[]; call: Partial<CurlCall> }[] = [
    { name: "a URL alone", words: [URL_], call: {} },
    { name: "the word curl before it", words: ["curl", URL_], call: {} },
    { name: "-k", words: ["curl", "-k", URL_], call: { insecure: true } },
    { name: "--insecure behind the URL", words: [URL_, "--insecure"], call: { insecure: true } },
    {
      name: "-H with its value apart, at once, and in long form",
      words: ["-H", "X-Apigw-Api-Id:abc", "-Hx-one: 1", "--header", "x-two:  2 ", URL_],
      call: { headers: { "x-apigw-api-id": "abc", "x-one": "1", "x-two": "2" } },
    },
    {
      name: "two headers of one name: the last one",
      words: ["-H", "Host: a.example", "-H", "host: b.example", URL_],
      call: { headers: { host: "b.example" } },
    },
    {
      name: "a header with colons in its value",
      words: ["-H", "x-url: https://a:1", URL_],
      call: { headers: { "x-url": "https://a:1" } },
    },
    { name: "-X", words: ["-X", "delete", URL_], call: { method: "DELETE" } },
    { name: "-XPOST", words: ["-XPOST", URL_], call: { method: "POST" } },
    { name: "--request=PUT", words: ["--request=PUT", URL_], call: { method: "PUT" } },
    { name: "-I", words: ["-I", URL_], call: { method: "HEAD" } },
    { name: "--head", words: ["--head", URL_], call: { method: "HEAD" } },
    { name: "-IX GET, as AWS writes it", words: ["-IX", "GET", URL_], call: { method: "GET" } },
    {
      name: "short flags in one word",
      words: ["-skIX", "GET", "-sSvk", URL_],
      call: { method: "GET", insecure: true },
    },
    {
      name: "flags that change nothing, and their values",
      words: ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "5", "-m3", URL_],
      call: {},
    },
    { name: "--url", words: ["--url", URL_], call: {} },
    {
      name: "--resolve",
      words: ["--resolve", "vpce.hoge.co.jp:443:10.1.0.4", URL_],
      call: { connectTo: { host: "10.1.0.4", port: 443 } },
    },
    {
      name: "--resolve with a plus sign and a star",
      words: ["--resolve", "+*:443:10.1.0.4", URL_],
      call: { connectTo: { host: "10.1.0.4", port: 443 } },
    },
    {
      name: "--resolve of another name or port changes nothing",
      words: ["--resolve", "other:443:10.1.0.4", "--resolve", "vpce.hoge.co.jp:80:10.1.0.5", URL_],
      call: {},
    },
    {
      name: "the first --resolve that fits",
      words: ["--resolve", "a:443:10.1.0.4", "--resolve=VPCE.hoge.co.jp:443:10.1.0.5", URL_],
      call: { connectTo: { host: "10.1.0.5", port: 443 } },
    },
    {
      name: "--connect-to",
      words: ["--connect-to", "vpce.hoge.co.jp:443:nlb.example:8443", URL_],
      call: { connectTo: { host: "nlb.example", port: 8443 } },
    },
    {
      name: "--connect-to with parts that stand for all",
      words: ["--connect-to", "::nlb.example:", URL_],
      call: { connectTo: { host: "nlb.example", port: 443 } },
    },
    {
      name: "--connect-to of another port alone",
      words: ["--connect-to", ":::8443", URL_],
      call: { connectTo: { host: "vpce.hoge.co.jp", port: 8443 } },
    },
    {
      name: "--connect-to of another name changes nothing",
      words: ["--connect-to", "other:443:nlb.example:443", URL_],
      call: {},
    },
    {
      name: "--connect-to a name whose address --resolve gives",
      words: ["--connect-to", "::nlb.example:8443", "--resolve", "nlb.example:8443:10.0.8.7", URL_],
      call: { connectTo: { host: "10.0.8.7", port: 8443 } },
    },
    {
      name: "a header that is a key of every object",
      words: ["-H", "__proto__: x", "-H", "constructor: y", URL_],
      call: { headers: { constructor: "y" } },
    },
  ];
  for (const { name, words, call } of rows) {
    it(`is read: ${name}`, () => assert.deepEqual(parseCurl(words), { ...plain, ...call }));
  }

  const refusals: { name: string; words: string[]; message: RegExp }[] = [
    {
      name: "no URL",
      words: ["curl", "-k"],
      message: /^the command has no URL\n {2}value: {3}curl -k\n/,
    },
    { name: "two URLs", words: [URL_, URL_], message: /^the command has several URLs/ },
    {
      name: "an option that is not understood, with those that are",
      words: ["--proxy", "http://p", URL_],
      message:
        /^the option --proxy is not understood\n {2}value: {3}--proxy\n {2}allowed: -k, -H, -X, -I, --resolve, --connect-to, --url\n/,
    },
    {
      name: "one inside a word",
      words: ["-kd", "x", URL_],
      message: /^the option -d is not understood/,
    },
    {
      name: "an option without its value",
      words: [URL_, "-H"],
      message: /^the option -H needs a value/,
    },
    {
      name: "a header without a colon",
      words: ["-H", "x-apigw-api-id", URL_],
      message: /^a header is not 'name: value'\n {2}value: {3}x-apigw-api-id\n/,
    },
    ...[
      "vpce.hoge.co.jp:443",
      "a:443:",
      "a:443:::1",
      "a:https:10.0.0.1",
      "a:443:10.0.0.1,10.0.0.2",
    ].map((value) => ({
      name: `--resolve ${value}`,
      words: ["--resolve", value, URL_],
      message: /^--resolve cannot be read\n {2}value: {3}.*\n {2}allowed: HOST:PORT:ADDRESS/,
    })),
    ...["nlb.example", "a:b:c:d", "::nlb:70000"].map((value) => ({
      name: `--connect-to ${value}`,
      words: ["--connect-to", value, URL_],
      message:
        /^--connect-to cannot be read\n {2}value: {3}.*\n {2}allowed: HOST1:PORT1:HOST2:PORT2/,
    })),
  ];
  for (const { name, words, message } of refusals) {
    it(`is refused: ${name}`, () => {
      const isRefusal = (error: unknown) =>
        error instanceof RequestError && message.test(error.message);
      assert.throws(() => parseCurl(words), isRefusal);
    });
  }
});

describe("the URL of a call", () => {
  it("is taken apart", () => {
    assert.deepEqual(parseUrl("https://VPCE.Hoge.co.jp./prod/a?b=c"), {
      ...{ host: "vpce.hoge.co.jp", port: 443, path: "/prod/a" },
    });
    assert.deepEqual(parseUrl("https://a.example:8443"), {
      host: "a.example",
      port: 8443,
      path: "/",
    });
  });

  for (const url of [
    "http://vpce.hoge.co.jp/prod",
    "ftp://a/b",
    "vpce.hoge.co.jp/prod",
    "https://",
    "prod",
  ]) {
    it(`is refused: ${url}`, () => assert.throws(() => parseUrl(url), RequestError));
  }
});
