import { isScalar, visit, type Document, type Node } from "yaml";
import type { SettingsError } from "./problems";

/** The tags of YAML that say what a plain value is anyway. */
const KNOWN_TAGS = ["str", "int", "float", "bool", "null", "map", "seq"];

/** Makes the error of what is no plain YAML, at an offset of the text. */
export type Broken = (
  offset: number,
  reason: string,
  help?: { allowed?: string; fix?: string },
) => SettingsError;

/** Checks that the file holds what every reader of YAML reads alike. */
export function checkPlain(doc: Document, broken: Broken): void {
  const at = (node: unknown) => (node as Partial<Node> | null)?.range?.[0] ?? 0;
  visit(doc, {
    Alias: (_, alias, ancestors) => {
      const meant = alias.resolve(doc);
      if (!meant) {
        throw broken(at(alias), `the alias *${alias.source} has no anchor before it`);
      }
      if ((ancestors as unknown[]).includes(meant)) {
        throw broken(at(alias), `the alias *${alias.source} stands in what it is an alias of`, {
          allowed: "aliases of what is whole before them",
          fix: `write out what *${alias.source} means`,
        });
      }
    },
    Node: (_, node) => {
      const tag = "tag" in node ? node.tag : undefined;
      const short = tag?.replace(/^tag:yaml\.org,2002:/, "!!");
      if (short !== undefined && !KNOWN_TAGS.some((known) => short === `!!${known}`)) {
        throw broken(at(node), `the tag ${short} is unknown`, {
          allowed: "strings, numbers, true, false, lists and maps",
          fix: `remove ${short}`,
        });
      }
    },
    Pair: (_, { key }) => {
      if (!isScalar(key)) {
        throw broken(at(key), "a key is not a plain text", {
          allowed: "keys that are texts",
          fix: "write the key as a text",
        });
      }
      if (key.value === "<<") {
        throw broken(at(key), "the merge key << is not part of YAML 1.2", {
          fix: "write the keys of what is merged here",
        });
      }
    },
  });
}

/** The document as a value. A few lines of aliases of aliases can mean more than a memory holds. */
export function toValue(doc: Document, broken: Broken): unknown {
  try {
    return doc.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) {
      throw broken(0, "its aliases expand to too much", {
        allowed: "up to 100 expanded aliases",
        fix: "write out what the aliases mean",
      });
    }
    throw error;
  }
}
