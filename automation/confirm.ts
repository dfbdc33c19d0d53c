import type { begin, CommonOptions, Terminal } from "./opening";
import { connectedCustomers } from "./destroy";
import { Refusal, UsageError } from "./usageError";

/**
 * Whether a command may change what there is. On AWS a person sees the preview first and is asked; the
 * simulated cloud is nobody's.
 *
 * @throws UsageError when there is nobody to ask
 */
export async function confirmed(
  command: "up" | "destroy",
  { kind, project, stacks, state }: ReturnType<typeof begin>,
  options: CommonOptions & { yes?: boolean; parallel?: number },
  terminal: Terminal,
): Promise<boolean> {
  if (kind.target === "simulated" || options.yes) {
    return true;
  }
  const { ask } = terminal;
  if (!ask) {
    throw new UsageError(
      `${command} on AWS asks before it changes anything, and there is nobody to ask`,
      `--yes, after npx private-api preview --target aws`,
    );
  }
  if (command === "up") {
    const { previewCommand } = await import("./preview");
    const { full: _, json: __, ...same } = options as typeof options & { full?: boolean };
    const code = await previewCommand(same, { ...terminal, out: terminal.err });
    if (code !== 0) {
      terminal.err("Not every stack could be previewed: above is why.");
    }
  } else {
    const names = stacks.map(({ name, account }) => `${name} in account ${account}`);
    // Refused before anybody is asked.
    const [connected] = connectedCustomers(project, stacks, state);
    if (connected !== undefined) {
      throw new Refusal(connected);
    }
    terminal.err(`This deletes everything of ${names.join(", ")}.`);
  }
  const answer = await ask(`${command}: change AWS so? Only yes will do: `);
  if (answer.trim() !== "yes") {
    terminal.err("Nothing was changed.");
    return false;
  }
  return true;
}
