import * as assert from "node:assert/strict";
import * as path from "path";
import { saidBy } from "../support/badInput";
import type { CliRun } from "../support/cli";
import { folderOf, startTracing, type Tracing } from "../support/tracing";

const CODES = "allowed: reachable, partial, blocked, unknown, or a code of docs/path-checks.md";
const REMAKE = [
  "  allowed: what `pulumi stack export` prints, version 3",
  "  fix:     make it with: pulumi stack export --stack <name> > <file>",
];
const VANITY = "https://vpce.hoge.co.jp/prod";
const NO_CALL = ["no call is given", "  fix:     --url https://…, or -- curl https://…"];

function assertRefused(ended: CliRun, message: string[]): void {
  assert.deepEqual(saidBy(ended), message);
  assert.equal(ended.code, 2);
  assert.equal(ended.stdout, "");
}

describe("private-api trace, called wrongly", function () {
  this.timeout(120_000);
  let tracing: Tracing;
  const run = (args: string[], input?: string) => tracing.run(args, input);
  const exported = (stack: string) => tracing.exported(stack);

  before(async () => {
    tracing = await startTracing();
  });

  describe("refuses, with exit code 2,", () => {
    const rows: { name: string; args: string[]; message: string[] }[] = [
      { name: "no call", args: ["--from", "customer"], message: NO_CALL },
      {
        name: "a command line and --url",
        args: ["--from", "customer", "--url", VANITY, "--", "curl", VANITY],
        message: ["a curl command line stands in place of --url", "  fix:     give one of the two"],
      },
      {
        name: "curl without a URL",
        args: ["--from", "customer", "--", "curl", "-k"],
        message: [
          "the command has no URL",
          "  value:   curl -k",
          "  allowed: one URL",
          "  fix:     curl -k https://<name>/<stage>",
        ],
      },
      {
        name: "a URL that is not https",
        args: ["--from", "customer", "--", "curl", "http://vpce.hoge.co.jp/prod"],
        message: [
          "the URL of the call is not https, and API Gateway answers nothing else",
          "  value:   http://vpce.hoge.co.jp/prod",
          "  allowed: https://<name>/<stage>/<path>",
          "  fix:     https://vpce.hoge.co.jp/prod",
        ],
      },
      {
        name: "a URL that is none",
        args: ["--from", "customer", "--url", "vpce.hoge.co.jp/prod"],
        message: [
          "the URL of the call is none",
          "  value:   vpce.hoge.co.jp/prod",
          "  allowed: https://<name>/<stage>/<path>",
          "  fix:     write the whole URL, https:// included",
        ],
      },
      {
        name: "a mistyped stack",
        args: ["--from", "custmer", "--url", VANITY],
        message: [
          "the vantage point is no stack of the exports and no other place",
          "  value:   custmer",
          "  allowed: customer, service, internet, onprem:<address>",
          "  fix:     --from customer",
        ],
      },
      {
        name: "the internet mistyped",
        args: ["--from", "interent", "--url", VANITY],
        message: [
          "the vantage point is no stack of the exports and no other place",
          "  value:   interent",
          "  allowed: customer, service, internet, onprem:<address>",
          "  fix:     --from internet",
        ],
      },
      ...[
        "onprem:",
        "onprem:10.0.0",
        "onprem:10.0.0.0/8",
        "onprem:fe80::1",
        "onprem:10.0.0.256",
      ].map((from) => ({
        name: from,
        args: ["--from", from, "--url", VANITY],
        message: [
          "the vantage point is no IPv4 address",
          `  value:   ${from}`,
          "  allowed: customer, service, internet, onprem:<address>",
          "  fix:     --from onprem:192.168.0.10",
        ],
      })),
      {
        name: "a mistyped verdict",
        args: ["--from", "customer", "--url", VANITY, "--expect", "reachble"],
        message: [
          `--expect reachble is no verdict and no code; ${CODES}`,
          "  fix:     --expect reachable",
        ],
      },
      {
        name: "a mistyped code",
        args: ["--from", "customer", "--url", VANITY, "--expect", "API_NOT_IDENTIFED"],
        message: [
          `--expect API_NOT_IDENTIFED is no verdict and no code; ${CODES}`,
          "  fix:     --expect API_NOT_IDENTIFIED",
        ],
      },
      {
        name: "an option of curl that is not understood",
        args: ["--from", "customer", "--", "curl", "-d", "x", VANITY],
        message: [
          "the option -d is not understood",
          "  value:   -d",
          "  allowed: -k, -H, -X, -I, --resolve, --connect-to, --url",
          "  fix:     leave it out where the call's way does not depend on it",
        ],
      },
      {
        name: "no place to call from",
        args: ["--url", VANITY],
        message: [
          "error: required option '--from <place>' not specified",
          "(private-api --help lists the commands)",
        ],
      },
    ];
    const runs = new Map<string, Promise<CliRun>>();
    before(() => rows.forEach(({ name, args }) => runs.set(name, tracing.inState(args))));
    for (const { name, message } of rows) {
      it(name, async () => assertRefused(await runs.get(name)!, message));
    }
  });

  describe("refuses exports, with exit code 2,", () => {
    const from = (state: string) => run(["--state", state, "--from", "customer", "--url", VANITY]);

    it("that are not there", async () => {
      assertRefused(await from("nowhere"), [
        "--state nowhere does not exist",
        "  fix:     npx private-api up, or a folder with exports: pulumi stack export --stack service > exports/service.json",
      ]);
    });

    it("of an empty folder", async () => {
      const folder = folderOf({ "world.json": "{}", "notes.txt": "x" });
      assertRefused(await from(folder), [
        `--state ${folder} holds no export of a stack`,
        "  fix:     pulumi stack export --stack service > service.json, in that folder",
      ]);
    });

    it("one of which is none: the file and the place in it are named", async () => {
      const folder = folderOf({
        "customer.json": exported("customer"),
        "service.json": JSON.stringify({
          version: 3,
          deployment: { resources: [{ type: "x:y:Z" }] },
        }),
      });
      assertRefused(await from(folder), [
        `${path.join(folder, "service.json")} deployment.resources[0].urn: is not a text`,
        "  value:   nothing",
        ...REMAKE,
      ]);
    });

    it("two of which are of one stack", async () => {
      const folder = folderOf({ "a.json": exported("customer"), "b.json": exported("customer") });
      assertRefused(await from(folder), [
        `${path.join(folder, "b.json")}: is of the stack customer, as ${path.join(folder, "a.json")} is`,
        "  value:   customer",
        ...REMAKE.slice(0, 1),
        "  fix:     keep one of the two",
      ]);
    });

    it("two of which claim one resource", async () => {
      const copy = exported("customer").replaceAll("urn:pulumi:customer:", "urn:pulumi:guest:");
      const folder = folderOf({ "customer.json": exported("customer"), "guest.json": copy });
      const ended = await from(folder);
      assert.equal(ended.code, 2);
      const [first = ""] = saidBy(ended);
      assert.ok(first.startsWith(`${path.join(folder, "guest.json")} urn:pulumi:guest::`), first);
      const claims = `: claims a resource that ${path.join(folder, "customer.json")} claims too`;
      assert.ok(first.endsWith(claims), first);
    });

    it("some of which are simulated and some of AWS", async () => {
      const real = exported("service").replaceAll('"simulated": "true"', '"profile": "service"');
      const folder = folderOf({ "customer.json": exported("customer"), "service.json": real });
      assertRefused(await from(folder), [
        `${path.join(folder, "customer.json")}: is simulated, and ${path.join(folder, "service.json")} is of AWS`,
        ...REMAKE.slice(0, 1),
        "  fix:     keep them in folders of their own",
      ]);
    });

    it("on standard input that is no JSON", async () => {
      const ended = await run(
        ["--state", "-", "--from", "customer", "--url", VANITY],
        "resources:",
      );
      assert.equal(ended.code, 2);
      assert.ok(ended.stderr.startsWith("stdin: is not JSON: "), ended.stderr);
    });
  });
});
