import * as fs from "fs";
import * as path from "path";

/** Where the functions' sources are: beside the program, whatever folder the settings are in. */
export const FUNCTIONS_DIRECTORY = path.join(__dirname, "..", "functions");

/** The function of `Probe`. No route may name it: whoever calls the API could then call what it can. */
export const PROBE_FOLDER = "probe";

/** The folders below `directory` that hold a function that may answer a route, by name. */
export function functionFolders(directory: string): string[] {
  return fs
    .readdirSync(directory, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && fs.existsSync(path.join(directory, entry.name, "index.ts")),
    )
    .map((entry) => entry.name)
    .filter((name) => name !== PROBE_FOLDER)
    .sort();
}
