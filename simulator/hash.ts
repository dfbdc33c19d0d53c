import { createHash } from "crypto";

const digest = (parts: readonly string[]): Buffer =>
  createHash("sha256").update(parts.join("\u0000")).digest();

/** Hexadecimal digits that depend on the parts alone; at most 64. */
export function hexOf(length: number, ...parts: string[]): string {
  return digest(parts).toString("hex").slice(0, length);
}

/** A whole number from 0 up to, not including, `limit`, that depends on the parts alone. */
export function numberOf(limit: number, ...parts: string[]): number {
  return digest(parts).readUIntBE(0, 6) % limit;
}

/** Lower-case letters and digits that depend on the parts alone, as in the id of an API. */
export function lettersOf(length: number, ...parts: string[]): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return [...digest(parts).subarray(0, length)].map((byte) => alphabet[byte % 36]).join("");
}

/** A UUID that depends on the parts alone. */
export function uuidOf(...parts: string[]): string {
  const hex = hexOf(32, ...parts);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
