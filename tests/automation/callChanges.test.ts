import * as assert from "node:assert/strict";
import { previewCommand } from "../../automation/preview";
import { upCommand } from "../../automation/commands";
import { change, makeFolder, makeProject, SAMPLE, type ProjectFiles } from "../support/project";
import { buildAll } from "../support/states";

/** Ids that the simulated AWS gave, as words. */
const named = (line: string): string =>
  line
    .replace(/\b[a-z0-9]{10}(?=\.execute-api)/g, "{api}")
    .replace(/(?<=x-apigw-api-id: )[a-z0-9]{10}/g, "{api}")
    .replaceAll(".execute-api.ap-northeast-1.amazonaws.com", "{host}");

describe("what a run does to a stack's calls", function () {
  this.timeout(60_000);
  let built = "";
  before(async () => {
    built = (await buildAll(makeProject())).folder;
  });

  /** What a command prints for people. */
  async function printed(files: ProjectFiles, options: object): Promise<string[]> {
    const out: string[] = [];
    const terminal = { out: (line: string) => void out.push(named(line)), err: () => {} };
    await previewCommand({ directory: makeProject(files), parallel: 2, ...options }, terminal);
    return out;
  }

  const OWN = "`curl https://{api}{host}/prod`";
  const vanity = (name: string) =>
    `\`curl -k https://${name}.hoge.co.jp/prod -H 'x-apigw-api-id: {api}'\``;

  for (const [what, files, expected] of [
    ["nothing", {}, "customer: 2 calls as before: reachable."],
    [
      "a renamed record",
      { customer: change(SAMPLE.customer, "record: vpce", "record: api") },
      `customer: new is ${vanity("api")}: reachable; ${vanity("vpce")} goes: ` +
        "blocked (DNS_RECORD_MISSING) then; 1 call as before: reachable.",
    ],
    [
      "a range that clients are not in",
      {
        service: change(SAMPLE.service, "clientCidrs: [10.1.0.0/16]", "clientCidrs: [10.7.0.0/16]"),
      },
      [OWN, vanity("vpce")]
        .map((call) => `${call} was reachable, will be blocked (NLB_SG_PRIVATELINK_DENIED)`)
        .join("; ")
        .replace(/^/, "customer: ")
        .concat("."),
    ],
  ] as const) {
    it(`is said first, in one sentence a customer: ${what}`, async () => {
      const lines = await printed(files, { against: built });
      assert.equal(lines[1], expected);
      const markdown = await printed(files, { against: built, markdown: true });
      // There, what gets worse comes first.
      const parts = (sentence: string) => sentence.replace(/\.$/, "").split("; ").sort();
      const [bullet = ""] = markdown.filter((line) => line.startsWith("- `customer`: "));
      assert.deepEqual(
        parts(bullet.slice("- `customer`: ".length)),
        parts(expected.slice("customer: ".length)),
      );
    });
  }

  it("is what comes of every call at the end of an up", async () => {
    const service = change(
      SAMPLE.service,
      "clientCidrs: [10.1.0.0/16]",
      "clientCidrs: [10.7.0.0/16]",
    );
    const out: string[] = [];
    const terminal = { out: (line: string) => void out.push(named(line)), err: () => {} };
    const directory = makeProject({ service });
    await upCommand({ directory, parallel: 2, state: makeFolder() }, terminal);
    const plain = (call: string) => call.replaceAll("`", "");
    assert.deepEqual(
      out.filter((line) => / customer\$ |^ {2}NLB_/.test(line)).map((line) => line.split(":")[0]),
      [OWN, vanity("vpce")].flatMap((call) => [
        `✘ customer$ ${plain(call)}`.split(":")[0],
        "  NLB_SG_PRIVATELINK_DENIED nlb-group",
      ]),
    );
    assert.equal(out.filter((line) => line.startsWith("✔ service$ ")).length, 3);
  });
});
