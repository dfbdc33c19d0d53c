import * as fs from "fs";
import * as path from "path";

/** Where the functions' sources are: beside the program, whatever folder the settings are in. */
export const FUNCTIONS_DIRECTORY = path.join(__dirname, "..", "functions");

/** The folders below `directory` that hold a function, by name. */
export function functionFolders(directory: string): string[] {
  return fs
    .readdirSync(directory, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && fs.existsSync(path.join(directory, entry.name, "index.ts")),
    )
    .map((entry) => entry.name)
    .sort();
}
