import * as fs from "fs";
import * as path from "path";
import { z } from "zod";
import { BASES, type BaseName } from "./bases";
import { FAULTS } from "./faults";
import { ROOT } from "./project";

const FOLDER = path.join(ROOT, "tests", "scenarios");

const named = z.strictObject({
  code: z.string(),
  /** As `nameOf` writes it; `null` where no resource is at fault. */
  resource: z.string().nullable(),
});

/** What the caller sees, with every set in which sources differ. */
const outcome = z.union([
  z.strictObject({
    status: z.number(),
    body: z.string(),
    orBodies: z.array(z.string()).optional(),
    /** Not compared when they are left out. */
    headers: z.record(z.string(), z.string()).optional(),
    unknownHeaders: z.array(z.string()).optional(),
  }),
  /** An answer whose body, or whose status too, is not known. */
  z.strictObject({
    status: z.number().nullable(),
    headers: z.record(z.string(), z.string()).optional(),
    unknownHeaders: z.array(z.string()).optional(),
  }),
  /** The answer is not known, and why. */
  z.strictObject({ because: z.string() }),
  z.strictObject({
    curl: z.number(),
    or: z.array(z.number()).optional(),
    /** Not compared when it is left out. */
    message: z.string().optional(),
  }),
]);

const scenario = z.strictObject({
  name: z.string(),
  base: z.enum(Object.keys(BASES) as [BaseName, ...BaseName[]]),
  /** Each does to the working exports what `support/faults.ts` says. */
  faults: z.array(z.strictObject({ fault: z.enum(Object.keys(FAULTS) as [string, ...string[]]) })),
  call: z.strictObject({ from: z.string(), curl: z.string() }),
  expect: z.strictObject({
    verdict: z.enum(["reachable", "partial", "blocked", "unknown"]),
    outcome,
    /** All of them, in any order. */
    blockedBy: z.array(named),
    /** All of them, in any order. */
    warnings: z.array(named),
    /** Some of them. */
    assumptions: z.array(z.string()).optional(),
    /** Not compared when it is left out. */
    evidence: z.enum(["observed", "documented", "inferred"]).optional(),
  }),
});

/** A call in damaged exports, and all that must come of it. */
export type Scenario = z.infer<typeof scenario>;

/** Every scenario, by the folder and the file that it is in. */
export function loadScenarios(): Map<string, Map<string, Scenario>> {
  return new Map(
    fs.readdirSync(FOLDER).map((folder) => {
      const files = fs.readdirSync(path.join(FOLDER, folder));
      return [
        folder,
        new Map(files.map((file) => [file, loadOne(path.join(FOLDER, folder, file))])),
      ];
    }),
  );
}

function loadOne(file: string): Scenario {
  const { data, error } = scenario.safeParse(JSON.parse(fs.readFileSync(file, "utf8")));
  if (!data) {
    throw new Error(`${path.relative(ROOT, file)} is no scenario: ${z.prettifyError(error)}`);
  }
  return data;
}
