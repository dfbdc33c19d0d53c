/** The `Name` tag, which is what the AWS console shows. It may change; the logical name may not. */
export function nameTag(name: string): Record<string, string> {
  return { Name: name };
}
