import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { parse, parseDocument } from "yaml";
import { loadProject, type StackPlan } from "../../../automation/project";
import { copySettings } from "../../../automation/pulumi/configFile";
import { change, makeFolder, makeProject, SAMPLE } from "../../support/project";

const SALT = "v1:nJ0/CHk8p7s=:v1:r3ApO2bYI7fzMYTt:zDaJrhChCEMpYKUOsm0phQuA4J2lUg==";
const SECURE = "v1:yosyY7hqkO63AWYK:LB37xh4ZS/fGMA3t7rf5yuO/2mvP";

/** A project whose customer has these lines, too, and a folder for copies. */
function start({ top = "", config = "", name = "customer" } = {}) {
  const text = `${top}${SAMPLE.customer.trimEnd()}\n${config}`;
  const directory = makeProject({ customer: null, extra: { [`Pulumi.${name}.yaml`]: text } });
  const project = loadProject(directory);
  const plan = project.stacks.find((stack) => stack.name === name) as StackPlan;
  const folder = path.join(makeFolder(), "state", "config");
  const copy = (target: "aws" | "simulated" = "aws"): string =>
    copySettings(project, plan, folder, target);
  const read = (file: string) => parse(fs.readFileSync(file, "utf8")) as Settings;
  return { text, directory, project, plan, folder, copy, read };
}

interface Settings {
  config: Record<string, unknown>;
  [key: string]: unknown;
}

/** Strings that a reader of YAML 1.1, or the CLI's, would take for something else without quotes. */
const TRAPS = [
  ...["010000000007", "0777", "0o17", "0x10", "0b11", "1e3", "1_000", "12:30:00", "+1", ".5"],
  ...["yes", "no", "on", "off", "y", "N", "true", "null", "~", "", " ", "2001-12-14", ".inf", "="],
  ...["- a", "# b", "a: b", "a\nb\n", '"', "'", "\\", "ä→", "%a", "@b", "`c", "!d", "&e", "*f"],
];

describe("the copy of a stack's settings for the CLI", () => {
  it("is beside the state, named as the CLI wants it; the tracked file keeps its bytes", () => {
    const { text, directory, plan, folder, copy, project } = start({
      config: "  # said by people\n  private-api:client:   false\n",
    });
    const before = fs.statSync(plan.file).mtimeMs;
    const file = copy();
    assert.equal(file, path.join(folder, "Pulumi.customer.yaml"));
    copy();
    assert.equal(fs.readFileSync(plan.file, "utf8"), text);
    assert.equal(fs.statSync(plan.file).mtimeMs, before);
    assert.deepEqual(fs.readdirSync(directory).sort(), [
      ...["Pulumi.customer.yaml", "Pulumi.service.yaml", "Pulumi.yaml"],
    ]);
    assert.deepEqual(fs.readdirSync(folder).sort(), ["Pulumi.customer.yaml", "Pulumi.yaml"]);
    // A stack that is made there is one of the same project.
    assert.deepEqual(parse(fs.readFileSync(path.join(folder, "Pulumi.yaml"), "utf8")), {
      name: project.name,
      runtime: "nodejs",
    });
  });

  it("says what the tracked file says", () => {
    const { copy, read, plan } = start({ config: "  private-api:client: true\n" });
    assert.deepEqual(read(copy()).config, read(plan.file).config);
    assert.equal(read(copy()).config["private-api:client"], true);
    assert.deepEqual(read(copy()).config["aws:allowedAccountIds"], ["222222222222"]);
  });

  it("has every text in quotes, key or value, at every depth: nobody takes it for something else", () => {
    const given = Object.fromEntries(TRAPS.map((text) => [text, text]));
    const tags = `  aws:defaultTags: { tags: ${JSON.stringify(given)} }\n`;
    const { copy, read } = start({ config: tags });
    const file = copy();
    assert.deepEqual(read(file).config["aws:defaultTags"], { tags: given });
    const document = parseDocument(fs.readFileSync(file, "utf8"), { version: "1.1" });
    assert.deepEqual((document.toJS() as Settings).config["aws:defaultTags"], { tags: given });
    // In quotes whatever a reader's rules are: the CLI's own takes 2001-12-14 for a time.
    const lines = fs.readFileSync(file, "utf8").split("\n");
    for (const text of TRAPS) {
      const quoted = JSON.stringify(text);
      assert.ok(
        lines.some((line) => line.trim().startsWith(`${quoted}: "`)),
        quoted,
      );
    }
  });

  it("keeps numbers, booleans and nothing as they are", () => {
    const given = "{ a: 1, b: 1.5, c: true, d: null, e: [1, x], f: -0.1, g: 9007199254740991 }";
    const { copy, read } = start({ config: `  acme:other: ${given}\n` });
    const { config } = read(copy());
    assert.deepEqual(config["acme:other"], {
      ...{ a: 1, b: 1.5, c: true, d: null, e: [1, "x"], f: -0.1, g: 9007199254740991 },
    });
  });

  it("keeps what the CLI wrote into it: how secrets are encrypted", () => {
    for (const target of ["aws", "simulated"] as const) {
      const { copy, read, folder } = start();
      const file = copy(target);
      // As `pulumi stack init` does: at the end, with a key of its own.
      fs.appendFileSync(file, `encryptionsalt: ${SALT}\n`);
      assert.equal(read(copy(target))["encryptionsalt"], SALT);
      assert.equal(read(copy(target))["encryptionsalt"], SALT);
      assert.equal(fs.readdirSync(folder).length, 2);
    }
  });

  it("takes over a change of the tracked file, and forgets what it no longer says", () => {
    const { copy, read, plan, text } = start({ config: "  private-api:client: true\n" });
    fs.appendFileSync(copy(), `encryptionsalt: ${SALT}\n`);
    fs.writeFileSync(plan.file, change(text, "  private-api:client: true\n", ""));
    const settings = read(copy());
    assert.ok(!("private-api:client" in settings.config));
    assert.equal(settings["encryptionsalt"], SALT);
  });

  it("is not written anew when nothing changed: the CLI may be reading it", () => {
    const { copy } = start();
    const file = copy();
    const { ino } = fs.statSync(file);
    assert.equal(fs.statSync(copy()).ino, ino);
  });

  it("on AWS has the salt of the tracked file, not that of an older copy", () => {
    const { copy, read, folder } = start({ top: `encryptionsalt: ${SALT}\n` });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(
      path.join(folder, "Pulumi.customer.yaml"),
      "encryptionsalt: v1:old\nencryptedkey: old\nconfig: {}\n",
    );
    const settings = read(copy());
    assert.equal(settings["encryptionsalt"], SALT);
    assert.ok(!("encryptedkey" in settings));
  });

  describe("of a stack with secrets", () => {
    const top = [
      "secretsprovider: awskms://alias/pulumi",
      "encryptedkey: AQICAHh",
      "environment: [prod]",
      "",
    ].join("\n");
    const config = `  acme:token:\n    secure: ${SECURE}\n  private-api:client: true\n`;

    it("on AWS has them, and how they are encrypted", () => {
      const { copy, read, plan } = start({ top, config });
      const settings = read(copy("aws"));
      assert.deepEqual(settings, read(plan.file));
      assert.deepEqual(settings.config["acme:token"], { secure: SECURE });
      assert.equal(settings["secretsprovider"], "awskms://alias/pulumi");
    });

    it("on the simulated cloud has none of them, nor what only their keeper can use", () => {
      const { copy, read } = start({ top, config });
      const settings = read(copy("simulated"));
      assert.deepEqual(Object.keys(settings), ["config"]);
      assert.ok(!("acme:token" in settings.config));
      assert.equal(settings.config["private-api:client"], true);
    });
  });

  it("of stacks with dots in their names is a file each", () => {
    const one = start({ name: "tokyo.v2" });
    const file = one.copy();
    assert.equal(file, path.join(one.folder, "Pulumi.tokyo.v2.yaml"));
    assert.deepEqual(one.read(file).config, one.read(one.plan.file).config);
    const service = one.project.stacks.find(({ name }) => name === "service") as StackPlan;
    const other = copySettings(one.project, service, one.folder, "aws");
    assert.equal(one.read(other).config["private-api:role"], "service");
    assert.equal(one.read(file).config["private-api:role"], "customer");
  });

  it("come with the backend that the project names, a folder as seen from anywhere", () => {
    const one = start({});
    const project = path.join(one.project.directory, "Pulumi.yaml");
    const named = (url: string) => {
      fs.writeFileSync(project, `name: private-api\nruntime: nodejs\nbackend: { url: "${url}" }\n`);
      one.copy("aws");
      const text = fs.readFileSync(path.join(one.folder, "Pulumi.yaml"), "utf8");
      return (parse(text) as { backend?: { url: string } }).backend?.url;
    };
    assert.equal(named("s3://states?region=us-east-1"), "s3://states?region=us-east-1");
    assert.equal(named("file://./states"), `file://${path.join(one.project.directory, "states")}`);
    assert.equal(named("file:///srv/states"), "file:///srv/states");
  });
});
