import * as fs from "fs";
import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
} from "yaml";
import { checkPlain, toValue } from "./plainYaml";
import { formatKeyPath, formatValue, SettingsError } from "./problems";

/** A YAML file whose values can be found again in its text. */
export interface YamlFile {
  value: unknown;
  /** `Pulumi.service.yaml:7:5` of the value at a key path, or of the nearest that holds it. */
  place: (keyPath: readonly PropertyKey[]) => string;
  /** The plain value at a key path as it is written: `010000000007`, where YAML reads a number. */
  source: (keyPath: readonly PropertyKey[]) => string | undefined;
}

/**
 * Reads a YAML file.
 *
 * @param file its path
 * @param name what messages call it
 * @throws SettingsError when it cannot be read, does not parse, repeats a key, or holds what is more than
 *   strings, numbers, true, false, lists and maps
 */
export function readYaml(file: string, name: string): YamlFile {
  const text = readText(file);
  const lines = new LineCounter();
  // Keys that repeat are found below, with their key path.
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const broken = (
    offset: number,
    reason: string,
    help: { allowed?: string; fix?: string } = {},
  ) => {
    const line = text.split("\n")[lines.linePos(offset).line - 1]?.trim();
    return new SettingsError([
      {
        where: placeOf(offset),
        what: `is not YAML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
        value: line ? formatValue(line) : undefined,
        allowed: help.allowed ?? "YAML 1.2, indented by spaces",
        fix: help.fix ?? "mend this line, or what is open before it",
      },
    ]);
  };
  const [error] = doc.errors;
  if (error?.code === "MULTIPLE_DOCS") {
    throw broken(error.pos[0], "a second document begins here", {
      allowed: "one document a file",
      fix: "remove the line --- and what belongs to another file",
    });
  }
  if (error) {
    throw broken(error.pos[0], (error.message.split(" at line")[0] ?? "").trim());
  }
  checkPlain(doc, broken);
  const repeated = repeatedKeys(doc.contents);
  if (repeated.length > 0) {
    throw new SettingsError(
      repeated.map(({ keyPath, offset }) => ({
        where: `${placeOf(offset)} ${formatKeyPath(keyPath)}`,
        what: `repeats the key ${String(keyPath.at(-1))}`,
        value: String(keyPath.at(-1)),
        allowed: "each key once",
        fix: "remove or rename one of the two",
      })),
    );
  }
  const nodeAt = (keyPath: readonly PropertyKey[]) =>
    doc.getIn(keyPath, true) as Partial<Node> | undefined;
  const place = (keyPath: readonly PropertyKey[]): string => {
    for (let length = keyPath.length; length >= 0; length--) {
      const found = keyPath.slice(0, length);
      const node = nodeAt(found);
      const missing = length < keyPath.length && isCollection(node) && !node.flow;
      const start = (missing ? keyRange(doc, found) : undefined) ?? node?.range;
      if (start) {
        return placeOf(start[0]);
      }
    }
    return name;
  };
  const source = (keyPath: readonly PropertyKey[]) => {
    const node = nodeAt(keyPath);
    return isScalar(node) ? node.source : undefined;
  };
  return { value: toValue(doc, broken), place, source };
}

/** Where the key of a map in a map stands: what is missing below it has no better place. */
function keyRange(doc: Document, keyPath: readonly PropertyKey[]): Node["range"] | undefined {
  const holder: unknown = doc.getIn(keyPath.slice(0, -1), true);
  const key = isMap(holder)
    ? holder.items.find((pair) => isScalar(pair.key) && pair.key.value === keyPath.at(-1))?.key
    : undefined;
  return isScalar(key) ? key.range : undefined;
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    throw new SettingsError([
      {
        where: file,
        what: fs.existsSync(file) ? "cannot be read" : "does not exist",
        allowed: "a readable file",
        fix: fs.existsSync(file) ? `make ${file} a readable file` : `create ${file}`,
      },
    ]);
  }
}

/** The keys that a map of the document has already, in the order of the text. */
function repeatedKeys(contents: Node | null) {
  const found: { keyPath: PropertyKey[]; offset: number }[] = [];
  visit(contents, {
    Map: (_, map, ancestors) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const value = isScalar(key) ? key.value : undefined;
        if (isScalar(key) && key.range && seen.has(value)) {
          const above = keyPathOf([...(ancestors as (Node | Pair)[]), map]);
          // People know key paths from `config:` on.
          const keyPath = [...(above[0] === "config" ? above.slice(1) : above), String(value)];
          found.push({ keyPath, offset: key.range[0] });
        }
        seen.add(value);
      }
    },
  });
  return found;
}

/** The key path of the last of a chain of nodes. */
function keyPathOf(chain: readonly (Node | Pair)[]): PropertyKey[] {
  return chain.flatMap((node, i): PropertyKey[] => {
    if (isPair(node)) {
      return [isScalar(node.key) ? String(node.key.value) : "?"];
    }
    const next = chain[i + 1];
    return isSeq(node) && next ? [node.items.indexOf(next)] : [];
  });
}
