import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { fakeGithub, script } from "../support/github";
import { makeFolder } from "../support/project";
import { structureFaults } from "../support/nastyTexts";

const { issueOf, reportDrift } = script<{
  issueOf: (report: object, runUrl: string) => { count: number; body: string };
  reportDrift: (given: object) => Promise<string>;
}>("drift.cjs");

const MARKER = "<!-- private-api drift -->";
const RUN = "https://github.example/octo/api/actions/runs/5";

const context = {
  ...{ repo: { owner: "octo", repo: "api" }, serverUrl: "https://github.example", runId: 5 },
};

const urn = (name: string) =>
  `urn:pulumi:service::private-api::pulumi:pulumi:Stack$aws:ec2/vpc:Vpc::${name}`;
const deleted = { urn: urn("network"), type: "aws:ec2/vpc:Vpc", id: "vpc-1", drift: "deleted" };
const changed = {
  ...deleted,
  urn: urn("b"),
  drift: "changed",
  changes: { "tags.a": {}, cidr: {} },
};

/** What `drift --json` prints of some stacks. */
function report(drifted: Record<string, object[]>): object {
  const stacks = Object.entries(drifted).map(([name, all]) => [name, { drifted: all }] as const);
  return { target: "aws", stacks: Object.fromEntries(stacks) };
}

/** Reports what a command printed, which ended with 1 when it found something, unless told otherwise. */
async function act(value: unknown, issues: object[] = [], status?: string) {
  const folder = makeFolder();
  const text = typeof value === "string" ? value : JSON.stringify(value);
  fs.writeFileSync(path.join(folder, "drift.json"), text);
  fs.writeFileSync(path.join(folder, "status"), `${status ?? (text.includes("urn") ? 1 : 0)}\n`);
  const { github, written } = fakeGithub({ issues });
  const said = await reportDrift({ github, context, folder }).catch((error: Error) => error);
  return { said, written };
}

const BODY = [
  MARKER,
  `2 of the states' resources were changed or deleted by other hands: [the run](${RUN}).`,
  "",
  "| Stack | Resource | Drift | Keys |",
  "|---|---|---|---|",
  "| ` service ` | ` aws:ec2/vpc:Vpc network ` | ` deleted ` |  |",
  "| ` service ` | ` aws:ec2/vpc:Vpc b ` | ` changed ` | ` tags.a, cidr ` |",
  "",
  "`npx private-api drift --target aws --stacks <stack>` shows each key, before and now. Put it back, or take it into the settings; this issue closes itself when nothing differs.",
].join("\n");

const where = { owner: "octo", repo: "api" };
const issue = { number: 3, body: `${MARKER}\nold` };

describe("the issue about drift", () => {
  const both = report({ service: [deleted, changed], customer: [] });

  it("is opened when something drifted", async () => {
    const { said, written } = await act(both, [{ number: 1, body: "x" }]);
    assert.equal(said, "opened an issue");
    const title = "Drift: 2 resources changed by other hands";
    assert.deepEqual(written, [["issues.create", { ...where, title, body: BODY }]]);
  });

  it("is updated in place, and is no pull request", async () => {
    const pull = { number: 2, body: `${MARKER}\n`, pull_request: {} };
    const { written } = await act(report({ service: [deleted] }), [pull, issue]);
    const title = "Drift: 1 resource changed by other hands";
    assert.deepEqual(
      written.map(([name, { body: _, ...args }]) => [name, args]),
      [["issues.update", { ...where, issue_number: 3, title }]],
    );
  });

  it("is closed when nothing differs any more", async () => {
    const { written } = await act(report({ service: [] }), [issue]);
    assert.deepEqual(written, [["issues.update", { ...where, issue_number: 3, state: "closed" }]]);
    assert.deepEqual((await act(report({ service: [] }))).written, []);
  });

  it("stays as it is when nothing is known, or not of every stack", async () => {
    for (const value of ["", "{}", "null", '{"stacks":null}', '{"stacks":3}']) {
      const { said, written } = await act(value, [issue]);
      assert.ok(said instanceof Error, value);
      assert.deepEqual(written, []);
    }
    const { said, written } = await act(report({ service: [] }), [issue], "1");
    assert.match(String(said), /nothing was found, and not every stack could be read/);
    assert.deepEqual(written, []);
  });

  it("names the stacks that could not be read", () => {
    const unread = Array.from({ length: 21 }, (_, i) => `c${i}`);
    const { body } = issueOf({ ...report({ service: [deleted] }), unread }, RUN);
    assert.match(body, /^Not read, as the run tells: ` c0 `, .*` c19 ` and 1 more\.$/m);
    assert.doesNotMatch(issueOf(report({ service: [deleted] }), RUN).body, /Not read/);
  });

  it("counts what does not fit, and no name has a meaning", () => {
    const nasty = { ...changed, urn: urn("a|`b` </details> @c"), changes: { "x|``": {} } };
    const { count, body } = issueOf(report({ s: Array<object>(5000).fill(nasty) }), RUN);
    assert.equal(count, 5000);
    assert.ok(body.length <= 60_000 && body.length > 55_000, String(body.length));
    assert.deepEqual(structureFaults(body), []);
    const rows = body.match(/^\| ` s ` \|/gm)?.length ?? 0;
    assert.match(body, new RegExp(`^And ${5000 - rows} more: `, "m"));
  });
});
