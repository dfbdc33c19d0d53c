import { running } from "./runs";

/**
 * Ends the command by Ctrl-C, or as a CI provider does it: once, and what runs is ended cleanly; twice, and
 * it is left as it is.
 *
 * @param err where people are told
 * @param isAws whether stacks that are left locked are the user's own to free
 * @returns aborted by the first signal
 */
export function interruptible(err: (line: string) => void, isAws: boolean): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    const names = [...running].sort();
    if (!controller.signal.aborted) {
      err(
        names.length === 0
          ? "interrupted: ending"
          : `interrupted: ending ${names.join(", ")} cleanly, which can take a minute; once more to leave them as they are`,
      );
      controller.abort();
      return;
    }
    const freed = names.map((name) => `  pulumi cancel --stack ${name} --yes`);
    if (freed.length > 0 && isAws) {
      err([`left as they are; a stack that stays locked is freed by:`, ...freed].join("\n"));
    }
    process.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, interrupt);
  }
  return controller.signal;
}
