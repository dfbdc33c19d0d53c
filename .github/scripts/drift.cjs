// Keeps one issue that says what other hands changed, for as long as anything is.
const fs = require("fs");
const path = require("path");

const MARKER = "<!-- private-api drift -->";
const BOT = "github-actions[bot]";
const LONGEST_BODY = 60_000;
const LONGEST_FILE = 64 * 1_048_576;

/** A text as code in a table's cell. */
function cell(value) {
  const text = String(value ?? "").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ");
  const short = text.length > 200 ? `${text.slice(0, 199)}…` : text || "(empty)";
  const longest = Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length));
  const run = "`".repeat(longest + 1);
  return `${run} ${short} ${run}`.replaceAll("|", "\\|");
}

/**
 * What the issue says.
 *
 * @param report what `private-api drift --json` prints
 * @returns {{ count: number, body: string }} how many resources drifted, and the text: never longer than
 *   60,000 UTF-16 code units
 */
function issueOf(report, runUrl) {
  const found = Object.entries(report.stacks).flatMap(([stack, { drifted = [] }]) =>
    drifted.map((one) => ({ stack, ...one })),
  );
  const { unread = [] } = report;
  const names = unread.slice(0, 20).map(cell).join(", ");
  const others = unread.length > 20 ? ` and ${unread.length - 20} more` : "";
  const lines = [
    MARKER,
    `${found.length} of the states' resources were changed or deleted by other hands: [the run](${runUrl}).`,
    ...(unread.length > 0 ? ["", `Not read, as the run tells: ${names}${others}.`] : []),
    "",
    "| Stack | Resource | Drift | Keys |",
    "|---|---|---|---|",
  ];
  let size = lines.join("\n").length + 400;
  let shown = 0;
  for (const { stack, urn, drift, changes = {} } of found) {
    const [, , types = "", name = ""] = String(urn).split("::");
    const resource = `${types.split("$").pop()} ${name}`;
    const keys = Object.keys(changes).join(", ");
    const row = `| ${[cell(stack), cell(resource), cell(drift), keys ? cell(keys) : ""].join(" | ")} |`;
    size += row.length + 1;
    if (size > LONGEST_BODY) {
      break;
    }
    lines.push(row);
    shown += 1;
  }
  const more = found.length - shown;
  lines.push(
    ...(more > 0 ? ["", `And ${more} more: \`drift.json\` of the run has all.`] : []),
    "",
    "`npx private-api drift --target aws --stacks <stack>` shows each key, before and now. Put it back, or take it into the settings; this issue closes itself when nothing differs.",
  );
  return { count: found.length, body: lines.join("\n") };
}

/**
 * Opens, updates or closes the issue.
 *
 * @param given.folder what `private-api drift --json` printed, and its exit code
 * @returns {Promise<string>} what was done, in words
 * @throws {Error} when nothing was found and not everything was read: then nothing is closed
 */
async function reportDrift({ github, context, folder }) {
  const file = path.join(folder, "drift.json");
  const status = fs.readFileSync(path.join(folder, "status"), "utf8").trim();
  if (fs.statSync(file).size > LONGEST_FILE) {
    throw new Error(`${file} is too large to be a report`);
  }
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  if (typeof report?.stacks !== "object" || report.stacks === null) {
    throw new Error(`${file} is no report of drift`);
  }
  const { owner, repo } = context.repo;
  if (!Object.values(report.stacks).some(({ drifted }) => drifted?.length > 0) && status !== "0") {
    throw new Error("nothing was found, and not every stack could be read");
  }
  const runUrl = `${context.serverUrl}/${owner}/${repo}/actions/runs/${context.runId}`;
  const { count, body } = issueOf(report, runUrl);
  const open = await github.paginate(github.rest.issues.listForRepo, {
    ...{ owner, repo, state: "open", creator: BOT, per_page: 100 },
  });
  const known = open.find((issue) => !issue.pull_request && issue.body?.startsWith(MARKER));
  if (count === 0 && !known) {
    return "nothing drifted";
  }
  if (count === 0) {
    await github.rest.issues.update({ owner, repo, issue_number: known.number, state: "closed" });
    return `nothing drifted any more: closed issue ${known.number}`;
  }
  const title = `Drift: ${count} resource${count === 1 ? "" : "s"} changed by other hands`;
  if (known) {
    await github.rest.issues.update({ owner, repo, issue_number: known.number, title, body });
    return `updated issue ${known.number}`;
  }
  await github.rest.issues.create({ owner, repo, title, body });
  return "opened an issue";
}

module.exports = { issueOf, reportDrift };
