import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import type { Problem } from "../../stacks/problems";
import { readProject, readSettingsFile } from "../../stacks/settingsFile";
import { change, makeFolder, makeProject, SAMPLE } from "../support/project";
import { problemsOf } from "../support/settings";

const YAML = {
  allowed: "YAML 1.2, indented by spaces",
  fix: "mend this line, or what is open before it",
};
const TWICE = { allowed: "each key once", fix: "remove or rename one of the two" };
const NO_CONFIG = {
  what: "holds no config",
  allowed: "a map under config:",
  fix: "begin with config: and, below it and indented, private-api:role: service",
};

const PLAIN = "strings, numbers, true, false, lists and maps";

/** Lists of lists of lists: each line holds the one before nine times. */
const BOMB = Array.from({ length: 9 }, (_, i) =>
  i === 0
    ? "a0: &a0 [x, x]\n"
    : `a${i}: &a${i} [${Array<string>(9)
        .fill(`*a${i - 1}`)
        .join(", ")}]\n`,
).join("");

describe("a settings file that cannot be used", () => {
  const rows: { name: string; text: string; problems: Problem[] }[] = [
    {
      name: "a map left open",
      text: change(SAMPLE.service, "zones: 2 }", "zones: 2"),
      problems: [
        {
          where: "Pulumi.service.yaml:8:3",
          what: "is not YAML: flow map in block collection must be sufficiently indented and end with a }",
          value: "private-api:apis:",
          ...YAML,
        },
      ],
    },
    {
      name: "a tab",
      text: change(SAMPLE.service, "  private-api:role", "\tprivate-api:role"),
      problems: [
        {
          where: "Pulumi.service.yaml:6:1",
          what: "is not YAML: tabs are not allowed as indentation",
          value: "private-api:role: service",
          ...YAML,
        },
      ],
    },
    {
      name: "a key that is indented too far",
      text: change(SAMPLE.service, "  private-api:role", "   private-api:role"),
      problems: [
        {
          where: "Pulumi.service.yaml:6:1",
          what: "is not YAML: all mapping items must start at the same column",
          value: "private-api:role: service",
          ...YAML,
        },
      ],
    },
    {
      name: "an alias without its anchor",
      text: change(SAMPLE.service, "{ cidr: 10.0.0.0/16, zones: 2 }", "*network"),
      problems: [
        {
          where: "Pulumi.service.yaml:7:24",
          what: "is not YAML: the alias *network has no anchor before it",
          value: "private-api:network: *network",
          ...YAML,
        },
      ],
    },
    ...(
      [
        [
          "a tag of its own",
          "!foo { cidr: 10.0.0.0/16 }",
          29,
          "the tag !foo is unknown",
          PLAIN,
          "remove !foo",
        ],
        ["bytes", "!!binary aGVsbG8=", 33, "the tag !!binary is unknown", PLAIN, "remove !!binary"],
        [
          ...["a merge key", "{ <<: { cidr: 10.0.0.0/16 } }"],
          26,
          ...["the merge key << is not part of YAML 1.2", YAML.allowed],
          "write the keys of what is merged here",
        ],
        [
          ...["a map as a key", "{ ? { a: b } : c }"],
          28,
          ...["a key is not a plain text", "keys that are texts", "write the key as a text"],
        ],
        [
          ...["an alias of what it stands in", "&n { cidr: *n }"],
          35,
          "the alias *n stands in what it is an alias of",
          ...["aliases of what is whole before them", "write out what *n means"],
        ],
      ] as const
    ).map(([name, yaml, column, what, allowed, fix]) => ({
      name,
      text: change(SAMPLE.service, "{ cidr: 10.0.0.0/16, zones: 2 }", yaml),
      problems: [
        {
          where: `Pulumi.service.yaml:7:${column}`,
          what: `is not YAML: ${what}`,
          value: `private-api:network: ${yaml}`,
          ...{ allowed, fix },
        },
      ],
    })),
    {
      name: "two documents",
      text: `${SAMPLE.service}---\nconfig: {}\n`,
      problems: [
        {
          where: "Pulumi.service.yaml:12:1",
          what: "is not YAML: a second document begins here",
          value: "---",
          allowed: "one document a file",
          fix: "remove the line --- and what belongs to another file",
        },
      ],
    },
    {
      name: "aliases that would fill the memory",
      text: `${BOMB}${SAMPLE.service}`,
      problems: [
        {
          where: "Pulumi.service.yaml:1:1",
          what: "is not YAML: its aliases expand to too much",
          value: "a0: &a0 [x, x]",
          allowed: "up to 100 expanded aliases",
          fix: "write out what the aliases mean",
        },
      ],
    },
    {
      name: "a key written twice",
      text: `${SAMPLE.service}  private-api:role: service\n`,
      problems: [
        {
          where: "Pulumi.service.yaml:12:3 private-api:role",
          what: "repeats the key private-api:role",
          value: "private-api:role",
          ...TWICE,
        },
      ],
    },
    {
      name: "keys written twice inside lists",
      text: change(SAMPLE.service, "name: customer,", "name: customer, name: other, name: third,"),
      problems: [25, 38].map((column) => ({
        where: `Pulumi.service.yaml:11:${column} private-api:customers[0].name`,
        what: "repeats the key name",
        value: "name",
        ...TWICE,
      })),
    },
    {
      name: "a key with and without the project's namespace",
      text: `${SAMPLE.service}  role: service\n`,
      problems: [
        {
          where: "Pulumi.service.yaml:12:9 role",
          what: "repeats the key private-api:role: both are private-api:role in the project private-api",
          value: "role",
          allowed: "each key once",
          fix: "remove one of the two",
        },
      ],
    },
    { name: "nothing", text: "", problems: [{ where: "Pulumi.service.yaml", ...NO_CONFIG }] },
    {
      name: "a list in place of config",
      text: "config: [1]\n",
      problems: [{ where: "Pulumi.service.yaml:1:9", value: "[1]", ...NO_CONFIG }],
    },
    {
      name: "a list in place of everything",
      text: "- config\n",
      problems: [{ where: "Pulumi.service.yaml:1:1", ...NO_CONFIG }],
    },
  ];
  for (const { name, text, problems } of rows) {
    it(`holds ${name}`, () => {
      const file = path.join(makeProject({ service: text }), "Pulumi.service.yaml");
      assert.deepEqual(
        problemsOf(() => readSettingsFile(file, "private-api")),
        problems,
      );
    });
  }

  it("does not exist", () => {
    const file = path.join(makeFolder(), "Pulumi.service.yaml");
    assert.deepEqual(
      problemsOf(() => readSettingsFile(file, "private-api")),
      [{ where: file, what: "does not exist", allowed: "a readable file", fix: `create ${file}` }],
    );
  });

  it("is a folder", () => {
    const file = path.join(makeFolder(), "Pulumi.service.yaml");
    fs.mkdirSync(file);
    assert.deepEqual(
      problemsOf(() => readSettingsFile(file, "private-api")),
      [
        {
          where: file,
          what: "cannot be read",
          allowed: "a readable file",
          fix: `make ${file} a readable file`,
        },
      ],
    );
  });

  it("has a name that names no stack", () => {
    assert.deepEqual(
      problemsOf(() => readSettingsFile("Pulumi.yaml", "private-api")),
      [
        {
          where: "Pulumi.yaml",
          what: "is not the settings of a stack",
          allowed: "a name such as Pulumi.service.yaml",
          fix: "rename the file",
        },
      ],
    );
  });
});

describe("Pulumi.yaml", () => {
  const NAME = "1-100 letters, digits, dots, dashes and underscores";
  const project = (text: string) => makeProject({ extra: { "Pulumi.yaml": text } });

  it("gives the project's name and the folder of its stacks' settings", () => {
    const here = makeProject();
    assert.deepEqual(readProject(here), { name: "private-api", settingsDirectory: here });
    const folder = project("name: renamed\nstackConfigDir: stacks\n");
    fs.mkdirSync(path.join(folder, "stacks"));
    const settingsDirectory = path.join(folder, "stacks");
    assert.deepEqual(readProject(folder), { name: "renamed", settingsDirectory });
  });

  it("must be there", () => {
    const folder = makeFolder();
    assert.deepEqual(
      problemsOf(() => readProject(folder)),
      [
        {
          where: path.join(folder, "Pulumi.yaml"),
          what: "does not exist",
          allowed: "a folder with a Pulumi.yaml",
          fix: "change to the project's folder",
        },
      ],
    );
  });

  it("must parse", () => {
    assert.deepEqual(
      problemsOf(() => readProject(project('name: "private-api\nmain: .\n'))),
      [
        {
          where: "Pulumi.yaml:3:1",
          what: 'is not YAML: missing closing "quote',
          ...YAML,
        },
      ],
    );
  });

  it("must name the project", () => {
    assert.deepEqual(
      problemsOf(() => readProject(project("main: .\n"))),
      [
        {
          where: "Pulumi.yaml:1:1 name",
          what: "is missing",
          allowed: NAME,
          fix: "name: private-api",
        },
      ],
    );
    assert.deepEqual(
      problemsOf(() => readProject(project("name: 3\n"))),
      [
        {
          where: "Pulumi.yaml:1:7 name",
          what: "is not a string",
          value: "3",
          allowed: NAME,
          fix: "name: private-api",
        },
      ],
    );
  });

  for (const name of ['""', '"a b/c"', '"a::b"', "a".repeat(101)]) {
    it(`must name it as Pulumi does, not ${name.slice(0, 10)}`, () => {
      assert.deepEqual(
        problemsOf(() => readProject(project(`name: ${name}\n`))),
        [
          {
            where: "Pulumi.yaml:1:7 name",
            what: "is not a name that Pulumi takes",
            value: name === '""' ? name : name.replaceAll('"', ""),
            allowed: NAME,
            fix: "name: private-api",
          },
        ],
      );
    });
  }

  it("must name the folder of the settings as a text, and a folder", () => {
    const fix = "create the folder, or remove stackConfigDir";
    const allowed = "the folder of the Pulumi.<stack>.yaml files";
    for (const [value, what] of [
      ["3", "is not a string"],
      ["Pulumi.yaml", "names a folder that does not exist"],
    ] as const) {
      assert.deepEqual(
        problemsOf(() => readProject(project(`name: a\nstackConfigDir: ${value}\n`))),
        [{ where: "Pulumi.yaml:2:17 stackConfigDir", what, value, allowed, fix }],
      );
    }
  });

  it("must name a folder that exists", () => {
    assert.deepEqual(
      problemsOf(() => readProject(project("name: private-api\nstackConfigDir: nowhere\n"))),
      [
        {
          where: "Pulumi.yaml:2:17 stackConfigDir",
          what: "names a folder that does not exist",
          value: "nowhere",
          allowed: "the folder of the Pulumi.<stack>.yaml files",
          fix: "create the folder, or remove stackConfigDir",
        },
      ],
    );
  });
});
