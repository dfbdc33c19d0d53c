/** Marks an object that stands for something else; what such markers are is part of Pulumi's protocol. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** What kind of marked object a property is: an asset, an archive, a secret or a reference. */
export function signatureOf(value: unknown): string | undefined {
  const signature = (value as Record<string, unknown> | null | undefined)?.[SIGNATURE];
  return typeof signature === "string" ? signature : undefined;
}
