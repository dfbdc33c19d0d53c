import * as fs from "fs";
import * as path from "path";
import { formatKeyPath, formatValue, SettingsError, type Problem } from "./problems";
import { readYaml } from "./yamlFile";

/** Finds where a key path stands, as `Pulumi.service.yaml:7:5 private-api:network.cidr`. */
export interface Locate {
  (keyPath: readonly PropertyKey[]): string;
  /** The plain value there as it is written, where there is a file. */
  source?: (keyPath: readonly PropertyKey[]) => string | undefined;
}

/** What Pulumi takes as the name of a project. */
const PROJECT_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/** The `config:` of one `Pulumi.<stack>.yaml`. */
export interface SettingsFile {
  /** The stack's name, from the file's. */
  stack: string;
  file: string;
  /** Fully namespaced keys and their values as YAML gives them. */
  config: Record<string, unknown>;
  locate: Locate;
}

/**
 * Reads the settings file of a stack.
 *
 * @param file path of a `Pulumi.<stack>.yaml`
 * @param project the project's name, the namespace of keys that carry none
 * @throws SettingsError when the file is missing, is not YAML, holds no `config:` or repeats a key
 */
export function readSettingsFile(file: string, project: string): SettingsFile {
  const name = path.basename(file);
  const stack = /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1];
  if (!stack) {
    throw problem({
      where: name,
      what: "is not the settings of a stack",
      allowed: "a name such as Pulumi.service.yaml",
      fix: "rename the file",
    });
  }
  const { value, place, source } = readYaml(file, name);
  const given = isMap(value) ? value["config"] : undefined;
  if (!isMap(given)) {
    throw problem({
      where: place(["config"]),
      what: "holds no config",
      value: given === undefined ? undefined : formatValue(given),
      allowed: "a map under config:",
      fix: "begin with config: and, below it and indented, private-api:role: service",
    });
  }
  const namespaced = (key: string) => (key.includes(":") ? key : `${project}:${key}`);
  const written = new Map<string, string>();
  for (const key of Object.keys(given)) {
    const twin = written.get(namespaced(key));
    if (twin !== undefined) {
      throw problem({
        where: `${place(["config", key])} ${key}`,
        what: `repeats the key ${twin}: both are ${namespaced(key)} in the project ${project}`,
        value: key,
        allowed: "each key once",
        fix: "remove one of the two",
      });
    }
    written.set(namespaced(key), key);
  }
  const asWritten = ([first, ...rest]: readonly PropertyKey[]) =>
    first === undefined ? [] : [written.get(String(first)) ?? first, ...rest];
  const locate: Locate = (keyPath) => {
    const own = asWritten(keyPath);
    return `${place(["config", ...own])} ${formatKeyPath(own)}`.trim();
  };
  locate.source = (keyPath) => source(["config", ...asWritten(keyPath)]);
  const config = Object.fromEntries(
    Object.entries(given).map(([key, inner]) => [namespaced(key), inner]),
  );
  return { stack, file, config, locate };
}

/** The name of the project in `directory` and the folder its stacks' settings are in. */
export function readProject(directory: string): { name: string; settingsDirectory: string } {
  const file = path.join(directory, "Pulumi.yaml");
  if (!fs.existsSync(file)) {
    throw problem({
      where: file,
      what: "does not exist",
      allowed: "a folder with a Pulumi.yaml",
      fix: "change to the project's folder",
    });
  }
  const { value, place } = readYaml(file, "Pulumi.yaml");
  const { name, stackConfigDir = "." } = isMap(value) ? value : {};
  if (typeof name !== "string" || !PROJECT_NAME.test(name)) {
    const noun = typeof name === "string" ? "a name that Pulumi takes" : "a string";
    throw problem({
      where: `${place(["name"])} name`,
      what: name === undefined ? "is missing" : `is not ${noun}`,
      value: name === undefined ? undefined : formatValue(name),
      allowed: "1-100 letters, digits, dots, dashes and underscores",
      fix: "name: private-api",
    });
  }
  const settingsDirectory =
    typeof stackConfigDir === "string" ? path.resolve(directory, stackConfigDir) : undefined;
  if (settingsDirectory === undefined || !isFolder(settingsDirectory)) {
    throw problem({
      where: `${place(["stackConfigDir"])} stackConfigDir`,
      what: settingsDirectory ? "names a folder that does not exist" : "is not a string",
      value: formatValue(stackConfigDir),
      allowed: "the folder of the Pulumi.<stack>.yaml files",
      fix: "create the folder, or remove stackConfigDir",
    });
  }
  return { name, settingsDirectory };
}

function isFolder(place: string): boolean {
  try {
    return fs.statSync(place).isDirectory();
  } catch {
    return false;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const problem = (one: Problem): SettingsError => new SettingsError([one]);
