import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { up, type UpResult } from "../../automation/up";
import { resourcesOf, type ResourceState } from "../../paths/snapshot";
import { makeFolder } from "./project";

export interface BuiltStacks {
  result: UpResult;
  folder: string;
  /** The resources of a stack, as its export holds them. */
  resources(stack: string): ResourceState[];
  /** The outputs of a stack. */
  outputs(stack: string): Record<string, unknown>;
}

/** Builds every stack of a project on the builtin engine, in a new state folder unless one is given. */
export async function buildAll(directory: string, folder = makeFolder()): Promise<BuiltStacks> {
  const project = loadProject(directory);
  const state = StateFolder.open(folder);
  const { stacks } = project;
  const result = await up({ project, stacks, state, parallel: 4, progress: SILENT });
  return {
    ...{ result, folder },
    resources: (stack) => {
      const snapshot = state.load(stack);
      return snapshot ? resourcesOf(snapshot) : [];
    },
    outputs: (stack) => state.outputs(stack) ?? {},
  };
}

/** The one resource of a type whose name ends so. */
export function find(resources: readonly ResourceState[], type: string, name = ""): ResourceState {
  const found = resources.filter((r) => r.type === type && r.urn.endsWith(name));
  if (found.length !== 1 || !found[0]) {
    throw new Error(`${found.length} resources of type ${type} with the name ...${name}`);
  }
  return found[0];
}
