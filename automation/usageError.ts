/** The command was called wrongly; the CLI exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(what: string, fix?: string) {
    super(fix ? `${what}\n  fix:     ${fix}` : what);
  }
}
