// Posts the previews of a pull request as one comment, or updates the one that is there.
// It runs from the default branch, with the right to write comments: what it reads was written by the pull
// request's own code, and is believed in nothing.
const fs = require("fs");
const path = require("path");
const { compose, markerOf, LONGEST_PART } = require("./compose.cjs");

/** The parts of a comment in their order, by the names of their artifacts. */
const PARTS = ["preview-simulated", "preview-real"];

/** Bytes of a packed artifact that is unpacked at all. */
const LARGEST_ARTIFACT = 1 << 20;

/** Who writes comments with the token of a workflow. */
const BOT = "github-actions[bot]";

/**
 * A file of an artifact.
 *
 * @returns {string | undefined} nothing when it is not there
 * @throws {Error} when it is no plain file, or too long
 */
function read(file, longest) {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat) {
    return undefined;
  }
  if (!stat.isFile() || stat.size > longest) {
    throw new Error(`${path.basename(file)} is no file of at most ${longest} bytes`);
  }
  return fs.readFileSync(file, "utf8");
}

/**
 * The number of the pull request that a run was for: what its artifact says, if GitHub says the same.
 *
 * @param run the `workflow_run` of the event
 * @returns {Promise<number | undefined>} nothing when the pull request has gone on, or is closed
 * @throws {Error} when it is no pull request of that run's commit
 */
async function pullRequestOf(github, { owner, repo }, run, said) {
  if (!/^[1-9]\d{0,8}\n?$/.test(said ?? "")) {
    throw new Error("the run does not say which pull request it is for");
  }
  const number = Number(said);
  const { data: pull } = await github.rest.pulls.get({ owner, repo, pull_number: number });
  const from = run.head_repository?.full_name;
  if (from === undefined || pull.head.repo?.full_name !== from) {
    throw new Error(`pull request ${number} is not of the repository that the run was for`);
  }
  if (pull.head.ref !== run.head_branch) {
    throw new Error(`pull request ${number} is not of the branch that the run was for`);
  }
  const isCurrent = pull.state === "open" && pull.head.sha === run.head_sha;
  return isCurrent ? number : undefined;
}

/** Whether a run was of this repository's own branch: a fork has no credentials, whatever it says. */
function isOwn({ owner, repo }, run) {
  return run.head_repository?.full_name === `${owner}/${repo}`;
}

/**
 * The artifacts of the run that belong into the comment.
 *
 * @returns {Promise<Record<string, boolean>>} whether each part is there
 * @throws {Error} when one is too large to be a comment
 */
async function partsOf({ github, context }) {
  const { owner, repo } = context.repo;
  const run = context.payload.workflow_run;
  const artifacts = await github.paginate(github.rest.actions.listWorkflowRunArtifacts, {
    ...{ owner, repo, run_id: run.id, per_page: 100 },
  });
  const large = artifacts.find(
    ({ name, size_in_bytes: size }) => PARTS.includes(name) && size > LARGEST_ARTIFACT,
  );
  if (large) {
    throw new Error(`${large.name} has ${large.size_in_bytes} bytes: no preview is that large`);
  }
  const isThere = (part) => artifacts.some(({ name }) => name === part);
  const [simulated, real] = PARTS;
  return { simulated: isThere(simulated), real: isThere(real) && isOwn(context.repo, run) };
}

/** The comment that begins with a marker and was written by the workflow itself, on whatever page. */
async function findComment(github, where, marker) {
  for await (const { data } of github.paginate.iterator(github.rest.issues.listComments, {
    ...where,
    per_page: 100,
  })) {
    const found = data.find(
      ({ user, body }) =>
        user?.login === BOT && user.type === "Bot" && body?.split("\n", 1)[0].trim() === marker,
    );
    if (found) {
      return found;
    }
  }
  return undefined;
}

/**
 * Posts or updates the comment.
 *
 * @param given.folder the artifacts of the run, a folder each
 * @returns {Promise<string>} what was done, in words
 */
async function postComment({ github, context, folder }) {
  const { owner, repo } = context.repo;
  const run = context.payload.workflow_run;
  const found = PARTS.map((name) => ({
    text: read(path.join(folder, name, "comment.md"), LONGEST_PART),
    number: read(path.join(folder, name, "number"), 20),
  })).filter(({ text }) => text !== undefined && text !== "");
  if (found.length === 0) {
    return "the run left no preview";
  }
  const [first] = found;
  const number = await pullRequestOf(github, { owner, repo }, run, first.number);
  if (number === undefined) {
    return "the pull request has gone on since, or is closed";
  }
  const marker = markerOf(first.text);
  // A part of another project would stand below the wrong name.
  const parts = found.map(({ text }) => text).filter((text) => markerOf(text) === marker);
  const { head_sha: commit, html_url: runUrl } = run;
  const isFork = !isOwn(context.repo, run);
  const body = compose({ marker, parts, commit, runUrl, isFork });
  const where = { owner, repo, issue_number: number };
  const known = await findComment(github, where, marker);
  if (known) {
    await github.rest.issues.updateComment({ owner, repo, comment_id: known.id, body });
    return `updated comment ${known.id} of pull request ${number}`;
  }
  await github.rest.issues.createComment({ ...where, body });
  return `commented on pull request ${number}`;
}

module.exports = { partsOf, postComment };
