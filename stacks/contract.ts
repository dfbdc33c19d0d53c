import * as fs from "fs";
import * as path from "path";
import { z } from "zod";
import { account } from "./fields";
import { withHelp } from "./help";
import { formatKeyPath, SettingsError } from "./problems";
import { toProblems } from "./zodProblems";

/** The version of the contract that this program writes, and the newest that it reads. */
export const CONTRACT_VERSION = 1;

const ANEW = "write it anew with `private-api contract`, in the service's project";

const string = () => withHelp(z.string().min(1), "a string");

const schema = withHelp(
  z.object({
    version: withHelp(z.literal(CONTRACT_VERSION), String(CONTRACT_VERSION)),
    region: string(),
    account,
    serviceName: string(),
    zoneIds: withHelp(z.array(string()).min(1), "a list of ids of zones, at least one"),
    apis: withHelp(
      z.record(
        z.string(),
        withHelp(
          z.object({ id: string(), stage: string(), host: string(), path: string() }),
          "a map of id, stage, host and path",
        ),
      ),
      "a map of APIs by name",
    ),
  }),
  "a contract",
);

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
 * @param where the key that names its source, for the message
 * @throws SettingsError when it is not a contract or is of another version
 */
export function parseContract(value: unknown, where: string): Contract {
  const version = (value as { version?: unknown } | null | undefined)?.version;
  if (typeof version === "number" && version !== CONTRACT_VERSION) {
    const fix =
      version > CONTRACT_VERSION
        ? "use the version of this program that the service stack was built with"
        : ANEW;
    throw new SettingsError([
      {
        where: `${where} version`,
        what: `is a contract of ${version > CONTRACT_VERSION ? "a newer" : "an unknown"} version`,
        value: String(version),
        allowed: String(CONTRACT_VERSION),
        fix,
      },
    ]);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const locate = (keyPath: readonly PropertyKey[]) => `${where} ${formatKeyPath(keyPath)}`.trim();
    throw new SettingsError(
      toProblems(parsed.error.issues, value, schema, locate).map((problem) => ({
        ...problem,
        what: `does not fit a contract: ${problem.what}`,
        fix: ANEW,
      })),
    );
  }
  return parsed.data;
}

/**
 * Reads the contract that a customer has as a file.
 *
 * @param given the file as the settings name it, below `directory`
 * @param where the key that names it, for the message
 * @throws SettingsError when it cannot be read, is not JSON or is not a contract
 */
export function readContractFile(directory: string, given: string, where: string): Contract {
  const problem = (what: string) =>
    new SettingsError([
      {
        where,
        what,
        value: given,
        allowed: "a file that private-api contract has printed",
        fix: `private-api contract > ${given}, in the service's project`,
      },
    ]);
  let text: string;
  try {
    text = fs.readFileSync(path.resolve(directory, given), "utf8");
  } catch {
    throw problem("names a file that cannot be read");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw problem(`names a file that is not JSON: ${(error as Error).message}`);
  }
  return parseContract(value, `${where} (${given})`);
}
