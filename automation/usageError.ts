/** The command was called wrongly; the CLI exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(what: string, fix?: string) {
    super(fix ? `${what}\n  fix:     ${fix}` : what);
  }
}

/** The command was called well and cannot be carried out as things are; the CLI exits with 1. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param details none where `what` has them */
  constructor(what: string, details?: { value?: string; fix: string }) {
    const value = details?.value === undefined ? [] : [`  value:   ${details.value}`];
    const fix = details ? [`  fix:     ${details.fix}`] : [];
    super([what, ...value, ...fix].join("\n"));
  }
}
