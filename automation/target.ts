import * as os from "os";

/** What a run builds on: the simulated cloud, or AWS. */
export type Target = "simulated" | "aws";

/** What carries a run out: the engine in this process, or the Pulumi engine by its CLI. */
export type EngineName = "builtin" | "pulumi";

/** How a run is carried out, and on what. */
export interface RunKind {
  target: Target;
  engine: EngineName;
}

/** What needs nothing but this package. */
export const BUILTIN: RunKind = { target: "simulated", engine: "builtin" };

/** Customers that run side by side unless told: in one process, waiting for AWS, or a process each. */
export function defaultParallel({ target, engine }: RunKind): number {
  return target === "aws" ? 16 : engine === "builtin" ? 8 : Math.max(1, os.cpus().length);
}
