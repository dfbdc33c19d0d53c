import * as fs from "fs";
import * as path from "path";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { SettingsError } from "./problems";

/** Finds where a key path stands, as `Pulumi.service.yaml:7:5 private-api:network.cidr`. */
export type Locate = (keyPath: readonly PropertyKey[]) => string;

/** The `config:` of one `Pulumi.<stack>.yaml`. */
export interface SettingsFile {
  /** The stack's name, from the file's. */
  stack: string;
  file: string;
  /** Fully namespaced keys and their values as YAML gives them. */
  config: Record<string, unknown>;
  locate: Locate;
}

/** A key path as people write it: `private-api:customers[0].account`. */
export function formatKeyPath(keyPath: readonly PropertyKey[]): string {
  return keyPath
    .map((key, i) =>
      typeof key === "number"
        ? `[${key}]`
        : /^[\w:+-]+$/.test(String(key))
          ? `${i ? "." : ""}${String(key)}`
          : `["${String(key)}"]`,
    )
    .join("");
}

/**
 * Reads the settings file of a stack.
 *
 * @param file path of a `Pulumi.<stack>.yaml`
 * @param project the project's name, the namespace of keys that carry none
 * @throws SettingsError when the file is missing, is not YAML or holds no `config:`
 */
export function readSettingsFile(file: string, project: string): SettingsFile {
  const name = path.basename(file);
  const stack = /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1];
  if (!stack) {
    throw problem(name, "is not the settings of a stack", "a name such as Pulumi.service.yaml");
  }
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch {
    throw problem(file, "cannot be read", "a readable file", `create ${file}`);
  }
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines });
  const [error] = doc.errors;
  if (error) {
    const at = lines.linePos(error.pos[0]);
    throw problem(
      `${name}:${at.line}:${at.col}`,
      (error.message.split(" at line")[0] ?? "").trim(),
    );
  }
  const place = (keyPath: readonly PropertyKey[]): string => {
    for (let length = keyPath.length; length >= 0; length--) {
      const node: unknown = doc.getIn(["config", ...keyPath.slice(0, length)], true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) {
        const at = lines.linePos(range[0]);
        return `${name}:${at.line}:${at.col}`;
      }
    }
    return name;
  };
  const locate: Locate = (keyPath) => `${place(keyPath)} ${formatKeyPath(keyPath)}`.trim();
  const node: unknown = doc.get("config", true);
  if (!isMap(node)) {
    throw problem(name, "holds no config", "a map under config:", "see Pulumi.service.yaml");
  }
  for (const pair of node.items) {
    if (!isScalar(pair.key) || typeof pair.key.value !== "string") {
      throw problem(place([]), "has a config key that is not a string");
    }
  }
  const raw = doc.toJS() as { config: Record<string, unknown> };
  const config = Object.fromEntries(
    Object.entries(raw.config).map(([key, value]) => [
      key.includes(":") ? key : `${project}:${key}`,
      value,
    ]),
  );
  return { stack, file, config, locate };
}

/** The name of the project in `directory` and the folder its stacks' settings are in. */
export function readProject(directory: string): { name: string; settingsDirectory: string } {
  const file = path.join(directory, "Pulumi.yaml");
  if (!fs.existsSync(file)) {
    throw problem(
      file,
      "does not exist",
      "a folder with a Pulumi.yaml",
      "change to the project's folder",
    );
  }
  const lines = new LineCounter();
  const doc = parseDocument(fs.readFileSync(file, "utf8"), { lineCounter: lines });
  const [error] = doc.errors;
  if (error) {
    const at = lines.linePos(error.pos[0]);
    throw problem(
      `Pulumi.yaml:${at.line}:${at.col}`,
      (error.message.split(" at line")[0] ?? "").trim(),
    );
  }
  const project = (doc.toJS() ?? {}) as { name?: unknown; stackConfigDir?: unknown };
  if (typeof project.name !== "string") {
    throw problem("Pulumi.yaml name", "is missing", "the project's name", "name: private-api");
  }
  const folder = typeof project.stackConfigDir === "string" ? project.stackConfigDir : ".";
  return { name: project.name, settingsDirectory: path.resolve(directory, folder) };
}

function problem(where: string, what: string, allowed?: string, fix?: string): SettingsError {
  return new SettingsError([{ where, what, allowed, fix }]);
}
