import { z } from "zod";
import { formatValue, SettingsError } from "./problems";

/** The version of the contract that this program writes, and the newest that it reads. */
export const CONTRACT_VERSION = 1;

const schema = z.object({
  version: z.literal(CONTRACT_VERSION),
  region: z.string(),
  account: z.string(),
  serviceName: z.string(),
  zoneIds: z.array(z.string()).min(1),
  apis: z.record(
    z.string(),
    z.object({ id: z.string(), stage: z.string(), host: z.string(), path: z.string() }),
  ),
});

/**
 * All that crosses from the service account to a customer's: an output of the service stack, or, for a
 * customer who cannot read that stack's backend, a file.
 *
 * - `serviceName`: the endpoint service's name.
 * - `zoneIds`: ids of the zones that the *service* offers, in the order of the service's subnets. Names
 *   would mean other places in the customer's account.
 * - `apis`: per API its id, stage, default host and one path that answers.
 */
export type Contract = z.output<typeof schema>;

/**
 * Checks what came as a contract.
 *
 * @param value what the stack reference or the file held
 * @param where its source, for the message
 * @throws SettingsError when it is not a contract or is of another version
 */
export function parseContract(value: unknown, where: string): Contract {
  const version = (value as { version?: unknown } | null | undefined)?.version;
  if (typeof version === "number" && version !== CONTRACT_VERSION) {
    throw new SettingsError([
      {
        where: `${where} version`,
        what: `is a contract of ${version > CONTRACT_VERSION ? "a newer" : "an unknown"} version`,
        value: String(version),
        allowed: String(CONTRACT_VERSION),
        fix: "use the version of this program that the service stack was built with",
      },
    ]);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map((issue) => ({
        where: `${where} ${issue.path.join(".")}`.trim(),
        what: `does not fit a contract: ${issue.message}`,
        value: formatValue(value),
        fix: "write it anew with `private-api contract`",
      })),
    );
  }
  return parsed.data;
}
