import { format, resolveConfig } from "prettier";
import * as path from "path";
import { CHECKS, WARNINGS } from "../../paths/catalogue";
import { HOPS, type Check, type WarningCheck } from "../../paths/checks/check";
import { ROOT } from "./project";

/** Where the catalogue stands. */
export const PATH_CHECKS = path.join(ROOT, "docs", "path-checks.md");

const INTRODUCTION = `# What can stop a call

Made from \`paths/checks/\` by \`node scripts/pathChecks.mjs\`; a test keeps the two equal.

\`trace\` judges a call hop by hop, also behind a fault, and names in \`blockedBy\` what must be repaired
for the call to arrive: no more and no less. Evidence: _observed_ was printed by somebody who saw AWS do
it, _documented_ is what AWS writes, _inferred_ follows from such facts. What the exports do not tell makes
a hop unknown, never passed.
`;

const lines = (check: Check | WarningCheck): string[] => [
  `### \`${check.code}\``,
  "",
  check.cause,
  "",
  ...("symptom" in check ? [`- **The caller sees** ${check.symptom}`] : []),
  `- **Fix** ${check.repair}`,
  `- **Source** ${check.source}`,
  `- **Evidence** ${check.evidence}`,
  "",
];

/** The catalogue of checks as Markdown, in the order in which a call meets them. */
export async function renderPathChecks(): Promise<string> {
  const text = [
    INTRODUCTION,
    ...HOPS.flatMap((hop) => {
      const checks = CHECKS.filter((check) => check.hop === hop);
      return [`## ${hop}`, "", ...checks.flatMap(lines)];
    }),
    "## Warnings",
    "",
    "They stop no call.",
    "",
    ...WARNINGS.flatMap(lines),
  ].join("\n");
  return format(text, { ...(await resolveConfig(PATH_CHECKS)), parser: "markdown" });
}
