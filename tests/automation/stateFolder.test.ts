import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { StateFolder } from "../../automation/stateFolder";
import { UsageError } from "../../automation/usageError";
import { loadSnapshot, StateError, writeAtomically } from "../../paths/snapshot";
import { World } from "../../simulator/world";
import { runCli } from "../support/cli";
import { makeFolder, makeProject } from "../support/project";

/** What a call says when it refuses, by lines. */
function refusal(kind: new (...args: never[]) => Error, call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof kind, String(error));
    return error.message.split("\n");
  }
  throw new assert.AssertionError({ message: "it did not refuse" });
}

/** The fix of every broken file of a folder. */
const anew = (folder: string): string =>
  `  fix:     put back the file as it was, or remove the folder ${folder} and build it anew: npx private-api up`;

describe("a file of a state that is broken", () => {
  const thing = '"type":"t","id":"i","account":"1","region":"r","origin":"seed"';
  const NO_STATE = "is not the state of a stack:";
  const rows: [file: string, text: string, what: string, value?: string][] = [
    ["service.json", "", "is not JSON: "],
    ["service.json", '{"version":3,"depl', "is not JSON: "],
    ["service.json", "\0\uFFFD", "is not JSON: "],
    ["service.json", "null", `${NO_STATE} it is not a map`, "null"],
    ["service.json", "[]", `${NO_STATE} it is not a map`, "[]"],
    ["service.json", "{}", `${NO_STATE} its version is not 3`, "null"],
    ["service.json", '{"version":4}', `${NO_STATE} its version is not 3`, "4"],
    [
      ...(["service.json", '{"version":3,"deployment":null}'] as const),
      ...([`${NO_STATE} deployment is not a map`, "null"] as const),
    ],
    [
      ...(["service.json", '{"version":3,"deployment":{"resources":5}}'] as const),
      ...([`${NO_STATE} deployment.resources is not a list`, "5"] as const),
    ],
    ...["[null]", '[{"urn":"u"}]', '[{"urn":"u","type":7}]'].map(
      (resources): (typeof rows)[number] => [
        ...(["service.json", `{"version":3,"deployment":{"resources":${resources}}}`] as const),
        `${NO_STATE} deployment.resources[0] is not a resource with urn and type`,
        resources.slice(1, -1),
      ],
    ),
    ["world.json", "", "is not JSON: "],
    ["world.json", "null", "is not a simulated world of version 1", "null"],
    ["world.json", '{"version":2}', "is not a simulated world of version 1", "2"],
    ["world.json", '{"version":1}', "holds no list of objects", "null"],
    [
      ...(["world.json", '{"version":1,"objects":[null]}'] as const),
      ...(["objects[0] is not a thing of the world", "null"] as const),
    ],
    [
      ...(["world.json", `{"version":1,"objects":[{${thing},"inputs":{}}]}`] as const),
      ...(["objects[0] is not a thing of the world", `{${thing},"inputs":{}}`] as const),
    ],
    ["world.json.journal", "not json\n", "line 1 is not JSON", '"not json"'],
    [
      ...(["world.json.journal", '{"remove":{"id":"i"}}\n'] as const),
      ...(["line 1 is not a change of the world", '"{\\"remove\\":{\\"id\\":\\"i\\"}}"'] as const),
    ],
  ];
  for (const [name, text, what, value] of rows) {
    it(`is named with the place: ${name} ${JSON.stringify(text.slice(0, 50))}`, () => {
      const folder = makeFolder();
      const file = path.join(folder, name);
      fs.writeFileSync(file, text);
      const read = () =>
        name.startsWith("world") ? World.read(path.join(folder, "world.json")) : loadSnapshot(file);
      const [first = "", ...rest] = refusal(StateError, read);
      if (what.endsWith(": ")) {
        // What follows is the JavaScript engine's own message.
        assert.ok(first.startsWith(`${file}: ${what}`), first);
      } else {
        assert.equal(first, `${file}: ${what}`);
      }
      assert.deepEqual(rest, [...(value ? [`  value:   ${value}`] : []), anew(folder)]);
    });
  }

  it("that cannot be read is not taken for one that is not there", () => {
    const folder = makeFolder();
    const file = path.join(folder, "service.json");
    assert.equal(loadSnapshot(file), undefined);
    fs.mkdirSync(file);
    assert.deepEqual(
      refusal(StateError, () => loadSnapshot(file)),
      [
        `${file}: cannot be read: EISDIR: illegal operation on a directory`,
        `  fix:     make ${file} a readable file`,
      ],
    );
  });

  it("that cannot be replaced leaves nothing beside it", () => {
    const folder = makeFolder();
    const file = path.join(folder, "service.json");
    fs.mkdirSync(file);
    const [first] = refusal(StateError, () => writeAtomically(file, "{}"));
    assert.match(first ?? "", /service\.json: cannot be written: E(ISDIR|EXIST|PERM)/);
    assert.deepEqual(fs.readdirSync(folder), ["service.json"]);
  });

  it("below a file, or where no folder can be made, ends", () => {
    const file = path.join(makeFolder(), "file");
    fs.writeFileSync(file, "");
    for (const place of [path.join(file, "x"), "/proc/nothing/x"]) {
      const [first] = refusal(StateError, () => writeAtomically(path.join(place, "y"), "{}"));
      assert.match(first ?? "", /\/y: cannot be written: E(NOTDIR|EXIST|NOENT|ACCES)/);
    }
  });

  it("ends a run with code 1, without a trace unless it is asked for", async function () {
    this.timeout(60_000);
    const cwd = makeProject();
    const state = path.join(cwd, "state");
    StateFolder.open(state).openWorld().save();
    fs.writeFileSync(path.join(state, "service.json"), "{}");
    const args = ["outputs", "--state", "state"];
    const { code, stdout, stderr } = await runCli(args, { cwd });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    const lines = stderr.split("\n").filter((line) => !line.startsWith("SIMULATED"));
    assert.deepEqual(lines, [
      `${path.join("state", "service.json")}: is not the state of a stack: its version is not 3`,
      "  value:   null",
      anew("state"),
      "",
    ]);
    const traced = await runCli(args, { cwd, env: { DEBUG: "private-api" } });
    assert.match(traced.stderr, /^ +at .+:\d+:\d+\)?$/m);
    assert.equal(traced.code, 1);
  });
});

describe("a folder for states", () => {
  const marked = (marker: object): string => {
    const folder = makeFolder();
    fs.writeFileSync(path.join(folder, ".made-by.json"), JSON.stringify(marker));
    return folder;
  };
  const OURS = { engine: "builtin", target: "simulated", version: 1 };

  it("below a file is refused, and one whose name no system takes", () => {
    const file = path.join(makeFolder(), "file");
    fs.writeFileSync(file, "");
    const fix = "  fix:     name a new or an empty folder with --state";
    assert.deepEqual(
      refusal(UsageError, () => StateFolder.open(path.join(file, "x"))),
      [`--state ${file}/x: ENOTDIR: not a directory`, fix],
    );
    assert.deepEqual(
      refusal(UsageError, () => StateFolder.open("a".repeat(300))),
      [`--state ${"a".repeat(117)}...: ENAMETOOLONG: name too long`, fix],
    );
  });

  describe("of a preview", () => {
    const open = (folder: string) => StateFolder.openForPreview(folder, "--out");
    const FIX = "  fix:     name a new or an empty folder with --out";

    it("is never one of kept states, whatever made them", () => {
      const engines = [OURS, { ...OURS, engine: "pulumi" }, { ...OURS, target: "aws" }];
      for (const folder of engines.map(marked)) {
        const what = `--out ${folder} holds kept states; a preview must not overwrite it`;
        assert.deepEqual(
          refusal(UsageError, () => open(folder)),
          [what, FIX],
        );
      }
    });

    it("is never one of other files", () => {
      const folder = makeFolder();
      fs.writeFileSync(path.join(folder, "service.json"), "{}");
      assert.deepEqual(
        refusal(UsageError, () => open(folder)),
        [`--out ${folder} is not empty; a preview must not overwrite it`, FIX],
      );
    });

    it("may be new, empty, or a former preview's until a run keeps states in it", () => {
      const folder = path.join(makeFolder(), "new");
      open(folder).openWorld().save();
      assert.ok(fs.existsSync(path.join(folder, "world.json")));
      open(folder).openWorld().save();
      StateFolder.open(folder).openWorld().save();
      assert.equal(refusal(UsageError, () => open(folder)).length, 2);
      open(makeFolder());
    });
  });

  it("to compare with must be there and hold states", () => {
    const folder = makeFolder();
    for (const place of [folder, path.join(folder, "nope")]) {
      assert.deepEqual(
        refusal(UsageError, () => StateFolder.openExisting(place, "--against")),
        [
          `--against ${place} holds no states`,
          "  fix:     name a folder that npx private-api up, or preview --out, has made",
        ],
      );
    }
    StateFolder.openForPreview(folder, "--out").openWorld().save();
    assert.deepEqual(StateFolder.openExisting(folder, "--against").stacks(), []);
  });
});
