import { createHash } from "crypto";
import type { Properties } from "./sdk";
import { ARCHIVE, ASSET, signatureOf } from "./signatures";

const sha256 = (...chunks: Buffer[]): string => {
  const hash = createHash("sha256");
  chunks.forEach((chunk) => hash.update(chunk));
  return hash.digest("hex");
};

/**
 * Assets and archives as a state keeps them: with the hashes that the Pulumi engine gives them, without
 * what only the SDK needs. A text's hash is that of its bytes, an archive's that of a tar of its assets.
 */
export function normalizeAssets(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(normalizeAssets);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  const members = Object.entries(value).filter(([key]) => !key.startsWith("__pulumi"));
  const plain: Properties = Object.fromEntries(
    members.map(([key, member]) => [key, normalizeAssets(member)]),
  );
  switch (signatureOf(value)) {
    case ASSET:
      return { ...plain, hash: sha256(textOf(plain)) };
    case ARCHIVE:
      return { ...plain, hash: sha256(...tar(plain["assets"])) };
    default:
      return plain;
  }
}

function textOf(asset: Properties): Buffer {
  const text = asset["text"];
  if (typeof text !== "string") {
    throw new Error("the builtin engine takes assets of text alone");
  }
  return Buffer.from(text);
}

/** A USTAR archive of text assets, sorted by name, with the header fields that the engine writes. */
function tar(assets: unknown): Buffer[] {
  const files = Object.entries((assets ?? {}) as Record<string, Properties>);
  const blocks = files
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, asset]) => {
      const data = textOf(asset);
      const padding = Buffer.alloc((512 - (data.length % 512)) % 512);
      return [tarHeader(name, data.length), data, padding];
    });
  return [...blocks, Buffer.alloc(1024)];
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  header.write(name, 0);
  header.write(octal(0o600, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  header.write(octal(0, 7), 329);
  header.write(octal(0, 7), 337);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}
