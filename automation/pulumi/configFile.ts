import * as fs from "fs";
import * as path from "path";
import { parse, stringify } from "yaml";
import { writeAtomically } from "../../paths/snapshot";
import { isSecure } from "../stackChecks";
import type { Project, StackPlan } from "../project";
import type { Target } from "../target";

/** What the CLI writes into a stack's settings by itself: how the stack's secrets are encrypted. */
const WRITTEN = ["encryptionsalt", "encryptedkey"];

/** What else of a stack's settings belongs to its real backend alone. */
const REAL_ALONE = [...WRITTEN, "secretsprovider", "environment"];

/**
 * Copies the settings of a stack for the CLI, which writes into the file that it is given: tracked files
 * stay as they are. For the simulated cloud encrypted values are left out, as nobody here has their key.
 *
 * @param directory where copies are kept; what the CLI wrote into the last one is taken over
 * @returns the copy's path
 */
export function copySettings(
  project: Project,
  stack: StackPlan,
  directory: string,
  target: Target,
): string {
  const copy = path.join(directory, path.basename(stack.file));
  const given = read(stack.file);
  const old = read(copy);
  const own = WRITTEN.some((key) => key in given) && target === "aws" ? given : old;
  const kept = Object.entries(given).filter(
    ([key]) => target === "aws" || !REAL_ALONE.includes(key),
  );
  const written = WRITTEN.filter((key) => key in own).map((key) => [key, own[key]] as const);
  const settings = {
    ...Object.fromEntries([...kept, ...written]),
    config: configOf(given, target),
  };
  // In quotes, keys too: other readers of YAML take 010000000007, `yes` or 2001-12-14 for something else.
  const text = stringify(settings, { defaultStringType: "QUOTE_DOUBLE" });
  if (!fs.existsSync(copy) || fs.readFileSync(copy, "utf8") !== text) {
    writeAtomically(copy, text);
  }
  // Where stacks are made: the project's name and backend are what identifies them.
  const projectFile = path.join(directory, "Pulumi.yaml");
  const backend = target === "aws" ? backendOf(project) : {};
  writeAtomically(projectFile, stringify({ name: project.name, runtime: "nodejs", ...backend }));
  return copy;
}

/** The backend that a project names itself, if it does; a folder as seen from anywhere. */
function backendOf({ directory }: Project): { backend?: { url: string } } {
  const { backend } = read(path.join(directory, "Pulumi.yaml")) as { backend?: { url?: unknown } };
  if (typeof backend?.url !== "string") {
    return {};
  }
  const relative = /^file:\/\/(\.[^?]*)(.*)$/.exec(backend.url);
  const [, folder = "", rest = ""] = relative ?? [];
  const url = relative ? `file://${path.resolve(directory, folder)}${rest}` : backend.url;
  return { backend: { url } };
}

/** What encrypts a stack's secrets, as its settings say. */
export function secretsProviderOf(file: string): string | undefined {
  const provider = read(file)["secretsprovider"];
  return typeof provider === "string" ? provider : undefined;
}

function configOf(settings: Record<string, unknown>, target: Target): Record<string, unknown> {
  const config = (settings["config"] ?? {}) as Record<string, unknown>;
  const entries = Object.entries(config).filter(
    ([, value]) => target === "aws" || !isSecure(value),
  );
  return Object.fromEntries(entries);
}

function read(file: string): Record<string, unknown> {
  return fs.existsSync(file)
    ? ((parse(fs.readFileSync(file, "utf8")) ?? {}) as Record<string, unknown>)
    : {};
}
