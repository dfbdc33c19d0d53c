import * as fs from "fs";
import * as path from "path";
import { ROOT } from "./project";

/** What of this repository the program is. */
const PROGRAM = ["index.ts", "components", "functions", "stacks", "tsconfig.json", "package.json"];

/** Copies the program, as it is now. @returns the folder that it was copied to */
export function copyProgram(from: string, to: string): string {
  for (const name of PROGRAM) {
    fs.cpSync(path.join(from, name), path.join(to, name), { recursive: true });
  }
  return to;
}

/** Puts the program and its packages beside the settings of a project, for the CLI to run. @returns its folder */
export function withProgram(folder: string, from = ROOT): string {
  copyProgram(from, folder);
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** An example of this repository, beside the program that its `main` names. @returns its folder */
export function exampleWithProgram(name: string, root: string, from = ROOT): string {
  withProgram(root, from);
  const folder = path.join(root, "examples", name);
  fs.cpSync(path.join(ROOT, "examples", name), folder, { recursive: true });
  return folder;
}
