import * as fs from "fs";
import {
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Node,
  type Pair,
} from "yaml";
import { formatKeyPath, SettingsError } from "./problems";

/** A YAML file whose values can be found again in its text. */
export interface YamlFile {
  value: unknown;
  /** `Pulumi.service.yaml:7:5` of the value at a key path, or of the nearest that holds it. */
  place: (keyPath: readonly PropertyKey[]) => string;
}

/**
 * Reads a YAML file.
 *
 * @param file its path
 * @param name what messages call it
 * @throws SettingsError when it cannot be read, does not parse or repeats a key
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
  const broken = (offset: number, reason: string) =>
    new SettingsError([
      {
        where: placeOf(offset),
        what: `is not YAML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
        value: text.split("\n")[lines.linePos(offset).line - 1]?.trim() || undefined,
        allowed: "YAML 1.2, indented by spaces",
        fix: "mend this line, or what is open before it",
      },
    ]);
  const [error] = doc.errors;
  if (error) {
    throw broken(error.pos[0], (error.message.split(" at line")[0] ?? "").trim());
  }
  visit(doc, {
    Alias: (_, alias) => {
      if (!alias.resolve(doc)) {
        throw broken(alias.range?.[0] ?? 0, `the alias *${alias.source} has no anchor before it`);
      }
    },
  });
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
  const place = (keyPath: readonly PropertyKey[]): string => {
    for (let length = keyPath.length; length >= 0; length--) {
      const node: unknown = doc.getIn(keyPath.slice(0, length), true);
      const range = (node as Partial<Node> | undefined)?.range;
      if (range) {
        return placeOf(range[0]);
      }
    }
    return name;
  };
  return { value: doc.toJS(), place };
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
