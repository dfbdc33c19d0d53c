import * as pulumi from "@pulumi/pulumi";

/** The full name of a stack that the settings name: of this project, unless they say. */
function stackReferenceName(given: string): string {
  return given.includes("/")
    ? given
    : `${pulumi.getOrganization()}/${pulumi.getProject()}/${given}`;
}

/** Some outputs of another stack, as plain values; `undefined` for each that it does not have. */
export async function readOutputs<K extends string>(
  stack: string,
  names: readonly K[],
): Promise<Record<K, unknown>> {
  const reference = new pulumi.StackReference(stackReferenceName(stack));
  const values = await Promise.all(
    names.map(async (name) => {
      const details: { value?: unknown; secretValue?: unknown } =
        await reference.getOutputDetails(name);
      return [name, details.value ?? details.secretValue] as const;
    }),
  );
  return Object.fromEntries(values) as Record<K, unknown>;
}
