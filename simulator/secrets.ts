import { createCipheriv, createDecipheriv, createHash } from "crypto";
import type { Properties } from "./sdk";
import { SECRET, SIGNATURE, signatureOf } from "./signatures";

/**
 * Secret values, in the two forms that Pulumi has for them: `{ [signature], value }` between a program and
 * the engine, `{ [signature], ciphertext }` in a state.
 *
 * The ciphertext keeps a value from being read by accident, in a state, a listing or a log, and no more:
 * the key is made of the text below, for everybody to see, and the nonce of the value, so that the same
 * value is always the same text. What it hides is simulated.
 */
const KEY = createHash("sha256").update("private-api: simulated secrets").digest();

/** Version of the form, as Pulumi writes before what its own secrets managers encrypt. */
const VERSION = "v1";

const isSecret = (value: unknown): value is Properties => signatureOf(value) === SECRET;

/** Whether a value is secret, or holds something that is. */
export function holdsSecret(value: unknown): boolean {
  return (
    isSecret(value) ||
    (value !== null && typeof value === "object" && Object.values(value).some(holdsSecret))
  );
}

/** With every secret in it as a state keeps it. */
export function sealed<T>(value: T): T {
  return mapSecrets(value, (secret) =>
    "ciphertext" in secret ? secret : sealedValue(secret["value"]),
  );
}

/** With every secret in it as a program is given it. */
export function unsealed<T>(value: T): T {
  return mapSecrets(value, (secret) => ({ [SIGNATURE]: SECRET, value: plainOf(secret) }));
}

/** With every secret in it as the plain value that it is. */
export function revealed<T>(value: T): T {
  return mapSecrets(value, plainOf);
}

/** With every secret in it as `pulumi stack output` shows one. */
export function masked<T>(value: T): T {
  return mapSecrets(value, () => "[secret]");
}

/** A value as a secret of a state. */
export function sealedValue(value: unknown): Properties {
  return { [SIGNATURE]: SECRET, ciphertext: encrypt(sortedJson(revealed(value))) };
}

/** A value with each secret in it put through a function; a value without any is the same object. */
function mapSecrets<T>(value: T, map: (secret: Properties) => unknown): T {
  const visit = (node: unknown): unknown => {
    if (isSecret(node)) {
      return map(node);
    }
    if (Array.isArray(node)) {
      return node.map(visit);
    }
    return node !== null && typeof node === "object"
      ? Object.fromEntries(Object.entries(node).map(([key, member]) => [key, visit(member)]))
      : node;
  };
  return holdsSecret(value) ? (visit(value) as T) : value;
}

function plainOf(secret: Properties): unknown {
  const { ciphertext } = secret;
  return typeof ciphertext === "string" ? JSON.parse(decrypt(ciphertext)) : secret["value"];
}

/** JSON with sorted keys. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, node: unknown) =>
    node !== null && typeof node === "object" && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );

function encrypt(text: string): string {
  const nonce = createHash("sha256").update(text).digest().subarray(0, 12);
  const cipher = createCipheriv("aes-256-gcm", KEY, nonce);
  const parts = [cipher.update(text, "utf8"), cipher.final()];
  const body = Buffer.concat([...parts, cipher.getAuthTag()]);
  return [VERSION, nonce.toString("base64"), body.toString("base64")].join(":");
}

/** @throws when the text was not made by {@link encrypt}, so that no other engine's secret is taken for one */
function decrypt(ciphertext: string): string {
  const [version, nonce = "", text = ""] = ciphertext.split(":");
  const body = Buffer.from(text, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", KEY, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(body.subarray(-16));
    const plain = [
      decipher.update(body.subarray(0, -16), undefined, "utf8"),
      decipher.final("utf8"),
    ];
    return version === VERSION ? plain.join("") : refuse();
  } catch {
    return refuse();
  }
}

function refuse(): never {
  throw new Error(
    "a secret of the state was not encrypted by the builtin engine: it cannot be read",
  );
}
