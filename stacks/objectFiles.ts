import * as fs from "fs";
import * as path from "path";
import { OBJECT_KEY } from "../components/objectBackend";
import type { ObjectFile } from "../components/objectStore";
import { SettingsError, type Problem } from "./problems";

/** Types of the texts that a bucket may be filled with here. */
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
};

/** A folder of pages, not a data store: what is more is put into the bucket by other means. */
const MOST_FILES = 100;

/**
 * Reads the files that a bucket is filled with, by their keys.
 *
 * @param directory the project's folder
 * @param folder below it, as the settings name it
 * @param where the key that names it, for messages
 * @throws SettingsError when it is no folder, holds too much or something that is no text
 */
export function readObjectFiles(
  directory: string,
  folder: string,
  where: string,
): Record<string, ObjectFile> {
  const problem = (one: Omit<Problem, "where">) => new SettingsError([{ where, ...one }]);
  const root = path.resolve(directory, folder);
  if (!fs.existsSync(root) || !fs.statSync(root).isDirectory()) {
    throw problem({
      what: "names no folder that there is",
      value: folder,
      allowed: "a folder of the project",
      fix: `create ${root}`,
    });
  }
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  const odd = entries.find((entry) => !entry.isDirectory() && !entry.isFile());
  if (odd) {
    throw problem({
      what: "holds something that is neither a file nor a folder",
      value: path.relative(root, path.join(odd.parentPath, odd.name)),
      allowed: "files and folders; links would bring in what lies elsewhere",
      fix: "put a copy in its place",
    });
  }
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join("/"))
    .sort();
  if (names.length === 0 || names.length > MOST_FILES) {
    throw problem({
      what: names.length === 0 ? "names a folder without files" : "holds too many files",
      value: `${folder}: ${names.length}`,
      allowed: `1 to ${MOST_FILES} files`,
      fix: "put them into the bucket by other means, and remove files",
    });
  }
  return Object.fromEntries(
    names.map((name) => {
      const contentType = TYPES[path.extname(name)];
      const content = fs.readFileSync(path.join(root, name));
      const isKey = OBJECT_KEY.test(name);
      if (contentType === undefined || !isKey || !isText(content)) {
        throw problem({
          what: "holds a file that is no text of a known type, or has another name than keys have",
          value: name,
          allowed: `letters, digits and . _ - with one of ${Object.keys(TYPES).join(" ")}, in UTF-8`,
          fix: "put it into the bucket by other means, and remove it here",
        });
      }
      return [name, { content: content.toString("utf8"), contentType }];
    }),
  );
}

/** Whether bytes are UTF-8 and so come back from a text as they were. */
const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString("utf8")).equals(bytes);
