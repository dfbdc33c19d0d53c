import type { begin } from "./opening";
import type { Project, StackPlan } from "./project";
import { neededBy } from "./runs";

/** What of an opened project tells where its states are. */
type Opened = Pick<ReturnType<typeof begin>, "project" | "state" | "kind">;

/** The stacks whose states a run of some looks at: what they need, and what needs a service among them. */
export function concernedBy(project: Project, run: readonly StackPlan[]): StackPlan[] {
  const names = new Set(run.map(({ name }) => name));
  const needed = new Set(run.flatMap(neededBy));
  return project.stacks.filter(
    (stack) =>
      names.has(stack.name) ||
      needed.has(stack.name) ||
      neededBy(stack).some((name) => names.has(name)),
  );
}

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
  const { Backend } = await import("./pulumi/backend");
  // Another run may be at work in the folder: it is marked as ours, and not opened.
  state.mark();
  const backend = await Backend.open({ project, state, target: kind.target });
  const limit = pLimit(READERS);
  await Promise.all(stacks.map((stack) => limit(() => backend.export(stack))));
}

/** Processes of the CLI that read side by side. */
const READERS = 8;
