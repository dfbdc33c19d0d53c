import * as fs from "fs";
import * as path from "path";
import { NAMESPACE, parseSettings, type Settings } from "../stacks/parseSettings";
import { formatProblem, nearest, SettingsError, type Problem } from "../stacks/problems";
import { readProject, readSettingsFile, type SettingsFile } from "../stacks/settingsFile";
import { checkDefaultTags, checkName, checkProvider, isSecure } from "./stackChecks";

/** One stack of the project, checked. */
export interface StackPlan {
  name: string;
  /** The project's name, which every URN of the stack has in it. */
  project: string;
  settings: Settings;
  account: string;
  region: string;
  /** Stack config as the CLI hands it to the program: text, objects as JSON. */
  config: Record<string, string>;
  file: string;
  /** Where a key stands, for messages. */
  locate: SettingsFile["locate"];
}

/** All stacks of a project that has settings files, in the order in which they must be built. */
export interface Project {
  name: string;
  directory: string;
  /** Direct customers, then services, then their other customers, each by name. */
  stacks: StackPlan[];
}

/** When a stack is built: what one phase makes, the next one may name. */
export const PHASES = ["direct", "service", "customer"] as const;

export type Phase = (typeof PHASES)[number];

/** The phase of a stack: a direct customer's endpoint is named by its service's policy. */
export function phaseOf({ settings }: Pick<StackPlan, "settings">): Phase {
  return settings.role === "customer" && settings.via === "direct" ? "direct" : settings.role;
}

/**
 * Reads the settings of every stack of the project in `directory`.
 *
 * @throws SettingsError with the problems of all files
 */
export function loadProject(directory: string): Project {
  const { name, settingsDirectory } = readProject(directory);
  const files = fs
    .readdirSync(settingsDirectory)
    .filter((file) => /^Pulumi\..+\.yaml$/.test(file))
    .sort();
  if (files.length === 0) {
    throw new SettingsError([
      {
        where: settingsDirectory,
        what: "holds no settings of a stack",
        allowed: "Pulumi.service.yaml and one Pulumi.<customer>.yaml per customer",
        fix: `create ${path.join(settingsDirectory, "Pulumi.service.yaml")}`,
      },
    ]);
  }
  const problems: Problem[] = [];
  const stacks = files.flatMap((file) => {
    try {
      return [loadStack(path.join(settingsDirectory, file), name, directory)];
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) {
    // A customer's file is read for its service, too: what is wrong with it is said once.
    const texts = problems.map(formatProblem);
    throw new SettingsError(problems.filter((_, i) => texts.indexOf(texts[i] ?? "") === i));
  }
  const rank = (stack: StackPlan) => PHASES.indexOf(phaseOf(stack));
  stacks.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  return { name, directory, stacks };
}

/**
 * The stacks of a run.
 *
 * @param names the stacks asked for; all when there are none
 * @throws SettingsError when a name is not a stack's
 */
export function selectStacks(project: Project, names: readonly string[]): StackPlan[] {
  const known = project.stacks.map((stack) => stack.name);
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name): Problem => {
      const near = nearest(name, known);
      return {
        where: "--stacks",
        what: "names a stack that has no settings file",
        value: name,
        allowed: known.join(", "),
        fix: near ? `--stacks ${near}` : `create Pulumi.${name}.yaml`,
      };
    });
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return project.stacks.filter((stack) => names.length === 0 || names.includes(stack.name));
}

function loadStack(file: string, project: string, directory: string): StackPlan {
  const { stack: name, config, locate } = readSettingsFile(file, project);
  const own = [
    checkName(name, path.basename(file)),
    ...checkProvider(config, locate),
    checkDefaultTags(config["aws:defaultTags"], locate),
  ].filter((p) => p !== undefined);
  let settings: Settings | undefined;
  try {
    settings = parseSettings(config, locate, directory);
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    own.push(...error.problems);
  }
  if (own.length > 0 || !settings) {
    throw new SettingsError(own);
  }
  const [account = ""] = config["aws:allowedAccountIds"] as string[];
  return {
    ...{ name, project, settings, account, file, locate },
    region: config["aws:region"] as string,
    config: toConfigText(config),
  };
}

/** Config as the CLI hands it over. Encrypted values belong to the real engine alone. */
function toConfigText(config: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== null && !isSecure(value))
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** A key of `private-api:` for {@link StackPlan.locate}. */
export const ownKey = (key: string): string => `${NAMESPACE}:${key}`;
