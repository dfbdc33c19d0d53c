import { resourcesOf } from "../paths/snapshot";
import type { Project } from "./project";
import type { StateFolder } from "./stateFolder";

/**
 * A warning for each stack that is built and whose settings file is gone: no command sees it any more,
 * and what it has stays.
 */
export function orphanWarnings(project: Project, state: StateFolder): string[] {
  const known = new Set(project.stacks.map(({ name }) => name));
  return state
    .stacks()
    .filter((name) => !known.has(name) && resourcesOf(state.load(name)).length > 0)
    .map((name) =>
      [
        `${name} is built, and Pulumi.${name}.yaml is gone: this command leaves the stack as it is`,
        `  fix:     put the file back; to delete what the stack has: npx private-api destroy --stacks ${name}`,
      ].join("\n"),
    );
}
