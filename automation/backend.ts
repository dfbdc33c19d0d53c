import type { begin } from "./opening";
import type { StackPlan } from "./project";

/** What of an opened project tells where its states are. */
type Opened = Pick<ReturnType<typeof begin>, "project" | "state" | "kind">;

/**
 * Reads what the Pulumi engine's backend holds of stacks into the state folder, where everything else reads
 * it: another machine may have built them. Of the builtin engine the folder itself is the backend.
 */
export async function readBackend(
  { project, state, kind }: Opened,
  stacks: readonly StackPlan[],
): Promise<void> {
  if (kind.engine === "builtin") {
    return;
  }
  const { default: pLimit } = await import("p-limit");
  const { PulumiEngine } = await import("./pulumi/engine");
  const engine = await PulumiEngine.open({
    project,
    state,
    target: kind.target,
    world: state.openWorld(),
  });
  const limit = pLimit(READERS);
  await Promise.all(stacks.map((stack) => limit(() => engine.export(stack))));
}

/** Processes of the CLI that read side by side. */
const READERS = 8;
