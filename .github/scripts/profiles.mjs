// The AWS profiles that the settings name, for machines that have none: each assumes a role in its stack's
// account with the credentials of the job.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * The text of an AWS config file.
 *
 * @param {{ stacks: { name: string, account: string, region: string, profile: string | null }[] }} given
 *   what `private-api stacks --json` prints
 * @param {string} role the role's name, which is the same in every account
 * @returns {string}
 * @throws {Error} when one profile stands for two accounts, or a name cannot stand in such a file
 */
export function profilesOf({ stacks }, role) {
  if (!/^[\w+=,.@/-]{1,512}$/.test(role)) {
    throw new Error(`not the name of a role: ${role}`);
  }
  const profiles = new Map();
  for (const { name, account, region, profile } of stacks) {
    if (profile === null || profile === undefined) {
      continue;
    }
    if (!/^[\w+=,.@-]{1,128}$/.test(profile) || !/^\d{12}$/.test(account)) {
      throw new Error(`${name}: profile ${JSON.stringify(profile)} of account ${account}`);
    }
    const known = profiles.get(profile);
    if (known !== undefined && known.account !== account) {
      throw new Error(`profile ${profile} stands for ${known.account} and ${account}`);
    }
    profiles.set(profile, { account, region });
  }
  return [...profiles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([profile, { account, region }]) =>
      [
        `[profile ${profile}]`,
        `region = ${region}`,
        `role_arn = arn:${partitionOf(region)}:iam::${account}:role/${role}`,
        "credential_source = Environment",
        "",
      ].join("\n"),
    )
    .join("\n");
}

const partitionOf = (region) => (region.startsWith("us-gov-") ? "aws-us-gov" : "aws");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(profilesOf(JSON.parse(readFileSync(0, "utf8")), process.argv[2] ?? ""));
}
