import * as fs from "fs";
import * as path from "path";
import { checkTogether, parseExport } from "../paths/exports";
import { Network, type NamedExport } from "../paths/network/network";
import { RESERVED } from "./stateFolder";
import { UsageError } from "./usageError";

/**
 * Reads every export of a folder, or one from standard input, as one network.
 *
 * @param state a folder of `<stack>.json` files, a file, or `-`
 * @throws ExportError when one is none or they do not belong together; UsageError when there is none
 */
export function loadNetwork(state: string): Network {
  const exports = state === "-" ? [fromStdin()] : fromDisk(state);
  checkTogether(exports);
  return new Network(exports);
}

function fromStdin(): NamedExport & { where: string } {
  const text = fs.readFileSync(0, "utf8");
  return { ...parseExport(text, "stdin"), where: "stdin" };
}

function fromDisk(state: string): (NamedExport & { where: string })[] {
  const found = fs.statSync(state, { throwIfNoEntry: false });
  if (!found) {
    throw new UsageError(
      `--state ${state} does not exist`,
      "npx private-api up, or a folder with exports: pulumi stack export --stack service > exports/service.json",
    );
  }
  const files = found.isDirectory()
    ? fs
        .readdirSync(state)
        .filter((name) => name.endsWith(".json") && !name.startsWith("."))
        .filter((name) => !RESERVED.includes(path.basename(name, ".json")))
        .sort()
        .map((name) => path.join(state, name))
    : [state];
  if (files.length === 0) {
    throw new UsageError(
      `--state ${state} holds no export of a stack`,
      "pulumi stack export --stack service > service.json, in that folder",
    );
  }
  return files.map((file) => {
    const text = fs.readFileSync(file, "utf8");
    return { ...parseExport(text, file, path.basename(file, ".json")), where: file };
  });
}
