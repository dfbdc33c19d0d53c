import { createHash } from "crypto";

/** JSON with sorted keys and no blanks: the same value is always the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, node: unknown) =>
    node !== null && typeof node === "object" && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}

/**
 * The fingerprint that `components/policies.ts` notes among a deployment's triggers; a test holds the two
 * together, as neither room may import from the other.
 */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);
}
