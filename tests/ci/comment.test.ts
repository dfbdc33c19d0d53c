import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { fakeGithub, script, type Comment, type Known } from "../support/github";
import { makeFolder } from "../support/project";

const { postComment, partsOf } = script<{
  postComment: (given: object) => Promise<string>;
  partsOf: (given: object) => Promise<Record<string, boolean>>;
}>("comment.cjs");

const MARKER = "<!-- private-api preview: private-api -->";
const BOT = { login: "github-actions[bot]", type: "Bot" };
const SHA = "0123456789abcdef0123456789abcdef01234567";

/** The run of "preview" that the event is of. */
const RUN = {
  id: 99,
  head_sha: SHA,
  head_branch: "topic",
  html_url: "https://github.example/runs/99",
  head_repository: { full_name: "octo/api" },
};

const PULL = {
  state: "open",
  head: { sha: SHA, ref: "topic", repo: { full_name: "octo/api" } },
};

const contextOf = (run: object = RUN) => ({
  repo: { owner: "octo", repo: "api" },
  payload: { workflow_run: run },
});

/** The folder of artifacts that a run left. */
function artifacts(
  parts: Record<string, { comment: string; number?: string }> = {
    "preview-simulated": { comment: `${MARKER}\n## Preview\n`, number: "7\n" },
  },
): string {
  const folder = makeFolder();
  for (const [name, { comment, number = "7\n" }] of Object.entries(parts)) {
    fs.mkdirSync(path.join(folder, name));
    fs.writeFileSync(path.join(folder, name, "comment.md"), comment);
    fs.writeFileSync(path.join(folder, name, "number"), number);
  }
  return folder;
}

/** Posts what a folder has to a GitHub that knows some things. */
async function post(known: Known, folder = artifacts(), run: object = RUN) {
  const { github, written, read } = fakeGithub({ pull: PULL, ...known });
  const said = await postComment({ github, context: contextOf(run), folder });
  return { said, written, read };
}

const comment = (id: number, body: string, user: Comment["user"] = BOT): Comment => ({
  ...{ id, body, user },
});

const BODY =
  `${MARKER}\n## Preview\n\n` +
  `Of commit ${SHA}; everything: the files of [this run](https://github.example/runs/99).\n`;

describe("the comment of a pull request", () => {
  it("is made where there is none", async () => {
    const { said, written, read } = await post({});
    assert.equal(said, "commented on pull request 7");
    assert.deepEqual(written, [
      ["issues.createComment", { owner: "octo", repo: "api", issue_number: 7, body: BODY }],
    ]);
    assert.deepEqual(read[0], ["pulls.get", { owner: "octo", repo: "api", pull_number: 7 }]);
  });

  it("is updated in place, also where it is on the third page", async () => {
    const pages = [
      [comment(1, "hello"), comment(2, `> ${MARKER}`)],
      [comment(3, "<!-- private-api preview: other -->\nanother project's")],
      [comment(4, "x"), comment(5, `${MARKER}\r\nolder`), comment(6, `${MARKER}\nnewer`)],
      [comment(7, "never read")],
    ];
    const { said, written, read } = await post({ comments: pages });
    assert.equal(said, "updated comment 5 of pull request 7");
    assert.deepEqual(written, [
      ["issues.updateComment", { owner: "octo", repo: "api", comment_id: 5, body: BODY }],
    ]);
    assert.equal(read.filter(([name]) => name === "issues.listComments").length, 3);
  });

  it("is never another's, whatever it begins with", async () => {
    const pages = [
      [
        comment(1, `${MARKER}\nmine`, { login: "octocat", type: "User" }),
        comment(2, `${MARKER}\nmine`, { login: "github-actions[bot]", type: "User" }),
        comment(3, `${MARKER}\nmine`, { login: "other[bot]", type: "Bot" }),
        comment(4, `${MARKER}\ngone`, null),
      ],
    ];
    const { written } = await post({ comments: pages });
    assert.deepEqual(
      written.map(([name]) => name),
      ["issues.createComment"],
    );
  });

  const refused: [
    what: string,
    known: Known,
    folder: () => string,
    message: RegExp,
    run?: object,
  ][] = [
    [
      "a number of another repository's pull request",
      { pull: { ...PULL, head: { ...PULL.head, repo: { full_name: "victim/api" } } } },
      artifacts,
      /^pull request 7 is not of the repository that the run was for$/,
    ],
    [
      "a number of another branch's pull request",
      { pull: { ...PULL, head: { ...PULL.head, ref: "main" } } },
      artifacts,
      /^pull request 7 is not of the branch that the run was for$/,
    ],
    [
      "a pull request whose fork is gone",
      { pull: { ...PULL, head: { ...PULL.head, repo: null } } },
      artifacts,
      /is not of the repository/,
      { ...RUN, head_repository: null },
    ],
    ...["", "7; rm", "-7", "07", "0", "1e3", "9999999999", "7\n8"].map(
      (number): [string, Known, () => string, RegExp] => [
        `the number ${JSON.stringify(number)}`,
        {},
        () => artifacts({ "preview-simulated": { comment: `${MARKER}\nx`, number } }),
        /^the run does not say which pull request it is for$/,
      ],
    ),
    [
      "what is too long to be a preview",
      {},
      () => artifacts({ "preview-simulated": { comment: `${MARKER}\n${"x".repeat(262_144)}` } }),
      /^comment\.md is no file of at most 262144 bytes$/,
    ],
    [
      "what does not begin with a marker",
      {},
      () => artifacts({ "preview-simulated": { comment: "## Preview\n" } }),
      /^the preview does not begin with its marker$/,
    ],
    [
      "a marker that would show",
      {},
      () =>
        artifacts({ "preview-simulated": { comment: "<!-- private-api preview: a --> @b -->" } }),
      /^the preview does not begin with its marker$/,
    ],
    [
      "a link in place of a file",
      {},
      () => {
        const folder = artifacts();
        const file = path.join(folder, "preview-simulated", "comment.md");
        fs.rmSync(file);
        fs.symlinkSync("/etc/hostname", file);
        return folder;
      },
      /^comment\.md is no file of at most/,
    ],
  ];
  for (const [what, known, folder, message, run] of refused) {
    it(`refuses ${what}`, async () => {
      const { github, written } = fakeGithub({ pull: PULL, ...known });
      await assert.rejects(
        postComment({ github, context: contextOf(run), folder: folder() }),
        (error: Error) => message.test(error.message),
      );
      assert.deepEqual(written, []);
    });
  }

  it("is left alone once the pull request has another commit, or is closed", async () => {
    for (const pull of [
      { ...PULL, head: { ...PULL.head, sha: "f".repeat(40) } },
      { ...PULL, state: "closed" },
    ]) {
      const { said, written } = await post({ pull });
      assert.equal(said, "the pull request has gone on since, or is closed");
      assert.deepEqual(written, []);
    }
  });

  it("is left alone where the run left nothing", async () => {
    assert.equal((await post({}, makeFolder())).said, "the run left no preview");
  });

  it("has the simulated preview first, then the real one, and says when a fork's code wrote it", async () => {
    const folder = artifacts({
      "preview-real": { comment: `${MARKER}\nthe real one\n` },
      "preview-simulated": { comment: `${MARKER}\nthe simulated one\n` },
    });
    const { written } = await post({}, folder);
    const body = String(written[0]?.[1]["body"]);
    assert.ok(body.startsWith(`${MARKER}\nthe simulated one\n\n---\n\nthe real one\n\nOf commit`));
    const fork = { full_name: "someone/api" };
    const pull = { ...PULL, head: { ...PULL.head, repo: fork } };
    const forked = await post({ pull }, artifacts(), { ...RUN, head_repository: fork });
    assert.match(
      String(forked.written[0]?.[1]["body"]),
      /Of commit \w{40}, by the code of a fork; /,
    );
  });
});

describe("the artifacts that belong into the comment", () => {
  const simulated = { name: "preview-simulated", size_in_bytes: 5000 };
  const real = { name: "preview-real", size_in_bytes: 5000 };
  const ask = (known: Known["artifacts"], run: object = RUN) =>
    partsOf({ github: fakeGithub({ artifacts: known }).github, context: contextOf(run) });

  it("are those that the run has", async () => {
    assert.deepEqual(await ask([simulated]), { simulated: true, real: false });
    assert.deepEqual(await ask([simulated, real]), { simulated: true, real: true });
    assert.deepEqual(await ask([]), { simulated: false, real: false });
  });

  it("are never a real preview of a fork, which has no credentials for one", async () => {
    const run = { ...RUN, head_repository: { full_name: "someone/api" } };
    assert.deepEqual(await ask([simulated, real], run), { simulated: true, real: false });
  });

  it("are not unpacked when they are too large", async () => {
    const large = { ...simulated, size_in_bytes: 1_048_577 };
    await assert.rejects(ask([large]), /^Error: preview-simulated has 1048577 bytes/);
    // Others are never unpacked.
    const other = { name: "full-preview-simulated", size_in_bytes: 9e9 };
    assert.deepEqual(await ask([simulated, other]), { simulated: true, real: false });
  });
});
