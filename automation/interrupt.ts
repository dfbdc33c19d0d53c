import { running } from "./runs";

/**
 * Ends the command by Ctrl-C, or as a CI provider does it: once, and what runs is ended cleanly; twice, and
 * it is left as it is.
 *
 * @param err where people are told
 * @returns aborted by the first signal
 */
export function interruptible(err: (line: string) => void): AbortSignal {
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
    if (freed.length > 0) {
      err([`left as they are; a stack that stays locked is freed by:`, ...freed].join("\n"));
    }
    process.exit(1);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return controller.signal;
}
