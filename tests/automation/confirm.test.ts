import * as assert from "node:assert/strict";
import * as path from "path";
import { destroyCommand, upCommand } from "../../automation/commands";
import type { CommonOptions, Terminal } from "../../automation/opening";
import { UsageError } from "../../automation/usageError";
import { makeFolder, makeProject } from "../support/project";
import { standInCli, type StandIn } from "../support/standInCli";

interface Asked extends CommonOptions {
  yes?: boolean;
  json?: boolean;
}

describe("before anything changes on AWS", function () {
  this.timeout(60_000);
  const before = process.env["PATH"];
  let cli: StandIn;
  let directory: string;
  let state: string;
  beforeEach(() => {
    cli = standInCli();
    process.env["PATH"] = cli.env["PATH"];
    directory = makeProject();
    state = path.join(makeFolder(), "state");
  });
  afterEach(() => {
    process.env["PATH"] = before;
  });

  /** Runs a command with a person who answers, or with nobody there. */
  async function run(
    command: typeof upCommand,
    options: Omit<Asked, "directory"> = {},
    answer?: string,
  ) {
    const [out, err, questions]: [string[], string[], string[]] = [[], [], []];
    const terminal: Terminal = {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      ...(answer === undefined
        ? {}
        : {
            ask: (question: string) => {
              questions.push(question);
              err.push(question);
              return Promise.resolve(answer);
            },
          }),
    };
    const all = { directory, state, target: "aws" as const, ...options };
    const code = await command(all, terminal);
    return { code, out, err, questions };
  }

  for (const [name, command] of [
    ["up", upCommand],
    ["destroy", destroyCommand],
  ] as const) {
    it(`${name} without a person is a wrong use, which names --yes, and nothing is run`, async () => {
      await assert.rejects(run(command), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.deepEqual(error.message.split("\n"), [
          `${name} on AWS asks before it changes anything, and there is nobody to ask`,
          "  fix:     --yes, after npx private-api preview --target aws",
        ]);
        return true;
      });
      assert.deepEqual(cli.log(), []);
    });

    // Each of up shows a whole preview first.
    for (const answer of name === "up" ? ["no"] : ["no", "", "y", "YES", "yes please"]) {
      it(`${name} does nothing when the answer is ${JSON.stringify(answer)}, and ends with 1`, async () => {
        const { code, err, out } = await run(command, {}, answer);
        assert.equal(code, 1);
        assert.equal(err.at(-1), "Nothing was changed.");
        // Not even an empty stack.
        assert.deepEqual(cli.log(), []);
        assert.deepEqual(out, []);
      });
    }
  }

  it("up asks below the preview, and does what it showed after yes", async () => {
    const { code, err, out, questions } = await run(upCommand, {}, " yes\n");
    assert.equal(code, 0, err.join("\n"));
    assert.deepEqual(questions, ["up: change AWS so? Only yes will do: "]);
    const asked = err.indexOf(questions[0] ?? "");
    const table = err.findIndex((line) => /^service +111111111111 .*to create/.test(line));
    assert.ok(table >= 0 && table < asked, err.join("\n"));
    // What was asked stands on stderr: stdout is the command's own.
    assert.ok(!out.some((line) => line.includes("to create")));
    assert.deepEqual(
      cli.log().filter((line) => line.startsWith("up ")),
      ["up service", "up customer"],
    );
  });

  it("up --json is asked on stderr, too, and prints one value", async () => {
    const { out, err } = await run(upCommand, { json: true }, "yes");
    const value = JSON.parse(out.join("\n")) as { target: string };
    assert.equal(value.target, "aws");
    assert.ok(err.some((line) => line.includes("nothing was changed by this preview")));
  });

  it("up does not ask about what cannot even be previewed", async () => {
    process.env["PATH"] = makeFolder();
    await assert.rejects(run(upCommand, {}, "yes"), /there is no pulumi CLI on the path/);
  });

  it("destroy names every account of the run, and no other", async () => {
    const { err } = await run(destroyCommand, {}, "no");
    assert.ok(
      err.includes(
        "This deletes everything of service in account 111111111111, customer in account 222222222222.",
      ),
      err.join("\n"),
    );
    const one = await run(destroyCommand, { stacks: ["customer"] }, "no");
    assert.ok(one.err.includes("This deletes everything of customer in account 222222222222."));
  });

  it("--yes asks nobody, though somebody is there", async () => {
    const { code, questions } = await run(upCommand, { yes: true }, "no");
    assert.deepEqual([code, questions], [0, []]);
    assert.deepEqual(
      cli.log().filter((line) => line.startsWith("up ")),
      ["up service", "up customer"],
    );
    const gone = await run(destroyCommand, { yes: true }, "no");
    assert.deepEqual([gone.code, gone.questions], [0, []]);
  });

  it("the simulated cloud asks nobody: it is nobody's", async () => {
    const simulated = { target: "simulated" as const };
    for (const command of [upCommand, destroyCommand]) {
      const { code, questions, err } = await run(command, simulated, "no");
      assert.deepEqual([code, questions], [0, []], err.join("\n"));
    }
    assert.equal((await run(upCommand, simulated)).code, 0);
  });
});
