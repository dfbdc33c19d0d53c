// The comment of a preview that could not begin, as with settings that are refused: what was said about it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** UTF-16 code units of what is shown. */
const LONGEST = 20_000;

/**
 * @param {string} project the text of Pulumi.yaml
 * @param {string} log what the preview wrote to stderr
 * @returns {string} Markdown with the marker that previews of the project have
 */
export function failedPreview(project, log) {
  const [, quoted = "project"] = /^name:\s*(\S+)\s*$/m.exec(project) ?? [];
  const name = quoted.replace(/^(["'])(.*)\1$/, "$2").replaceAll("`", "'");
  const shown = log.length > LONGEST ? `${log.slice(0, LONGEST)}\n…` : log.trimEnd();
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const marker = encodeURIComponent(name.slice(0, 100)).replaceAll("--", "-%2D");
  return [
    `<!-- private-api preview: ${marker} -->`,
    `## Preview of \`${name}\` failed`,
    "",
    `${fence}text`,
    shown,
    fence,
    "",
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , project = "", log = ""] = process.argv;
  process.stdout.write(failedPreview(readFileSync(project, "utf8"), readFileSync(log, "utf8")));
}
