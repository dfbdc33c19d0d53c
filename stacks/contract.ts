import * as fs from "fs";
import * as path from "path";
import { z } from "zod";
import { apiHost } from "../components/names";
import { account, apiName, duplicates, issue, stageName, text } from "./fields";
import { helpOf, withHelp } from "./help";
import { formatKeyPath, SettingsError } from "./problems";
import { toProblems } from "./zodProblems";

/** The version of the contract that this program writes, and the newest that it reads. */
export const CONTRACT_VERSION = 1;

const ANEW = "write it anew with `npx private-api contract`, in the service's project";

/** Which names AWS gives. What comes from another company ends in a shell: nothing else is let through. */
const region = text(
  /^[a-z]{2}(-gov)?-[a-z]+-\d$/,
  "is not a region",
  "a region such as ap-northeast-1",
  "ap-northeast-1",
);

const serviceName = text(
  /^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]+$/,
  "is not the name of an endpoint service",
  "com.amazonaws.vpce.<region>.vpce-svc-<hexadecimal digits>",
  "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0",
);

const zoneId = text(
  /^[a-z]{3,}\d+-az\d+$/,
  "is not the id of a zone",
  "an id such as apne1-az1",
  "apne1-az1",
);

const restApiId = text(
  /^[a-z0-9]{10}$/,
  "is not the id of an API",
  "10 lower-case letters and digits",
  "abcde12345",
);

const samplePath = text(
  /^\/$|^(\/[A-Za-z0-9._:{}+-]+)+$/,
  "is not a path",
  "/, or segments of letters, digits and . _ : { } + -",
  "/",
);

const string = () => withHelp(z.string().min(1), "a string");

const api = withHelp(
  z.object({ id: restApiId, stage: stageName, host: string(), path: samplePath.optional() }),
  "a map of id, stage, host and path",
);

const schema = withHelp(
  z
    .object({
      version: withHelp(z.literal(CONTRACT_VERSION), String(CONTRACT_VERSION)),
      region,
      account,
      serviceName,
      zoneIds: withHelp(
        z
          .array(zoneId)
          .min(1)
          .superRefine((ids, ctx) => duplicates(ids, (id) => id, "zone", ctx)),
        "a list of ids of zones, at least one",
      ),
      apis: withHelp(
        z.record(z.string(), api).superRefine((apis, ctx) => {
          if (Object.keys(apis).length === 0) {
            issue(ctx, [], "is empty");
          }
          for (const key of Object.keys(apis)) {
            if (!apiName.safeParse(key).success) {
              issue(ctx, [key], "is not a name for an API", {
                value: key,
                allowed: helpOf(apiName)?.allowed,
              });
            }
          }
        }),
        "a map of APIs by name, at least one",
      ),
    })
    .superRefine((contract, ctx) => {
      if (!region.safeParse(contract.region).success) {
        // Whose region it would be is said already to be unknown.
        return;
      }
      const ofRegion = `com.amazonaws.vpce.${contract.region}.`;
      const { success } = serviceName.safeParse(contract.serviceName);
      if (success && !contract.serviceName.startsWith(ofRegion)) {
        issue(ctx, ["serviceName"], "is of another region than the contract", {
          allowed: `${ofRegion}vpce-svc-<hexadecimal digits>`,
        });
      }
      for (const [key, { id, host }] of Object.entries(contract.apis)) {
        const own = apiHost(id, contract.region);
        if (restApiId.safeParse(id).success && host !== own) {
          issue(ctx, ["apis", key, "host"], "is not the API's own host", { allowed: own });
        }
      }
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
 * - `apis`: per API its id, stage, default host and one path that answers without credentials, if any.
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
        fix: `npx private-api contract > ${given}, in the service's project`,
      },
    ]);
  let json: string;
  try {
    json = fs.readFileSync(path.resolve(directory, given), "utf8");
  } catch {
    throw problem("names a file that cannot be read");
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw problem(`names a file that is not JSON: ${(error as Error).message}`);
  }
  return parseContract(value, `${where} (${given})`);
}
