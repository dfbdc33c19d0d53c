import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { close, type Terminal } from "./commands";
import { loadProject } from "./project";
import { BANNER, callsOf, curl, duration } from "./render";
import { created, stepTree } from "./report";
import { StateFolder } from "./stateFolder";
import { up } from "./up";

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
    terminal.err(BANNER);
    const result = await up({
      project,
      stacks,
      state,
      parallel: options.parallel,
      progress: () => {},
    });
    const made = result.stacks.map(
      (one) => `${created(one)} in account ${one.stack.account} (${one.stack.name})`,
    );
    const calls = result.stacks.flatMap((one) =>
      one.state === "done" && one.stack.settings.role === "customer" ? callsOf(one.outputs) : [],
    );
    terminal.out(`Simulated, from nothing: resources made: ${made.join(", ")}.`);
    calls.forEach((call) => terminal.out(`${call.from}$ ${curl(call)}`));
    const estimated = duration(result.estimatedSeconds);
    terminal.out(`On AWS this takes about ${estimated} (a first estimate, from published times).`);
    terminal.out(
      options.full
        ? "Next: npx private-api up keeps the state in .private-api/simulated."
        : "Next: npm run demo -- --full shows every resource; npx private-api up keeps the state.",
    );
    if (options.full) {
      const { full } = options;
      result.stacks.forEach((one) => stepTree(one, [], { full }).forEach((l) => terminal.out(l)));
    }
    return close(result, terminal);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
