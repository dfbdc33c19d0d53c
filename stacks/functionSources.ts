import * as path from "path";
import { bundleFunction } from "../components/bundle";
import { FUNCTIONS_DIRECTORY, functionFolders } from "../components/functionFolders";

/** The bundled source of every function of this project, by the folder's name. */
export async function functionSources(): Promise<ReadonlyMap<string, string>> {
  const names = functionFolders(FUNCTIONS_DIRECTORY);
  const sources = await Promise.all(
    names.map((name) => bundleFunction(path.join(FUNCTIONS_DIRECTORY, name))),
  );
  return new Map(names.map((name, i) => [name, sources[i] ?? ""]));
}
