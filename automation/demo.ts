import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { curlLine } from "../paths/render/terminal";
import type { Network } from "../paths/network/network";
import { knownBundles } from "./bundles";
import { networkOf } from "./callChanges";
import { close } from "./commands";
import type { Terminal } from "./opening";
import { SILENT } from "./progress";
import { loadProject } from "./project";
import { banner, callsOf, curl, duration } from "./render";
import { created, stepTree } from "./report";
import { seedCalls } from "./seedCalls";
import { StateFolder } from "./stateFolder";
import { up } from "./up";
import { checkCalls, comparedLines } from "./verify";

/** The calls that the published article made, and the one that cost its author an hour. */
const ARTICLE = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10"];

/** The article's calls, its answers beside ours, then why the one without a header fails. */
async function lastScene(network: Network): Promise<string[]> {
  const calls = seedCalls(network)
    .filter(({ name }) => ARTICLE.includes(name))
    .sort((a, b) => ARTICLE.indexOf(a.name) - ARTICLE.indexOf(b.name));
  const checked = await checkCalls(network, calls, await knownBundles());
  const puzzling = checked.find(({ name }) => name === "C9");
  const [blocker] = puzzling?.trace.blockedBy ?? [];
  return checked.length === 0
    ? []
    : [
        "",
        "The calls of the article that this is built after, what it printed (seen), what AWS documents",
        "(doc) or what follows from both (inf), and what comes of them here:",
        ...comparedLines(checked),
        ...(puzzling && blocker
          ? [
              "",
              `C9 ${puzzling.request.from}$ ${curlLine(puzzling.request)}`,
              `${blocker.code}: ${blocker.detail}`,
              `fix: ${blocker.fix}`,
            ]
          : []),
      ];
}

/**
 * Builds the project's stacks from nothing in a scratch folder and prints the lines that matter.
 *
 * @returns the exit code
 */
export async function demoCommand(
  options: { directory: string; full?: boolean; parallel: number },
  terminal: Terminal,
): Promise<number> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "private-api-"));
  try {
    const project = loadProject(options.directory);
    const state = StateFolder.open(path.join(scratch, "state"));
    const { stacks } = project;
    terminal.err(banner(stacks));
    const result = await up({
      project,
      stacks,
      state,
      parallel: options.parallel,
      progress: SILENT,
    });
    const made = result.stacks.map(
      (one) => `${created(one)} in account ${one.stack.account} (${one.stack.name})`,
    );
    const calls = result.stacks.flatMap((one) =>
      one.state === "done" && one.stack.settings.role === "customer" ? callsOf(one.outputs) : [],
    );
    terminal.out(`Simulated, from nothing: resources made: ${made.join(", ")}.`);
    calls.forEach((call) => terminal.out(`${call.from}$ ${curl(call)}`));
    if (result.stacks.every((one) => one.state === "done")) {
      const estimated = duration(result.estimatedSeconds);
      terminal.out(
        `On AWS this takes about ${estimated} (a first estimate, from published times).`,
      );
    }
    terminal.out(
      options.full
        ? "Next: npx private-api up keeps the state in .private-api/simulated."
        : "Next: npm run demo -- --full shows every resource; npx private-api up keeps the state.",
    );
    if (result.stacks.every((one) => one.state === "done")) {
      const lines = await lastScene(
        networkOf(
          state,
          stacks.map(({ name }) => name),
        ),
      );
      lines.forEach((line) => terminal.out(line));
    }
    if (options.full) {
      const { full } = options;
      result.stacks.forEach((one) => stepTree(one, [], { full }).forEach((l) => terminal.out(l)));
    }
    return close(result, terminal);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
