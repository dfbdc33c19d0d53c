import { z } from "zod";
import type { Request } from "../../paths/request";

/** What a probe is asked: the calls, and how long one may take. Its own side is functions/probe. */
export interface ProbeEvent {
  calls: Pick<Request, "url" | "method" | "headers" | "insecure">[];
  /** Milliseconds. */
  timeoutMs: number;
}

/** The most calls that a probe makes in one invocation, and the longest that one may take. */
export const MOST_CALLS = 32;
export const LONGEST_CALL_MS = 10_000;

/** How much of a body a probe keeps, in bytes. */
const KEPT_BYTES = 1_024;

/** A body, cut as a probe cuts it. */
export const keptOf = (body: string): string =>
  Buffer.from(body).subarray(0, KEPT_BYTES).toString("utf8");

const outcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("http"),
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    truncated: z.boolean(),
  }),
  z.object({ kind: z.literal("error"), curl: z.number(), message: z.string() }),
]);

const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  fits: z.boolean(),
  untrusted: z.string().nullable(),
});

const observation = z.object({
  outcome,
  addresses: z.array(z.string()),
  attempts: z.array(
    z.object({ address: z.string(), ms: z.number(), error: z.string().optional() }),
  ),
  certificate: certificate.nullable(),
});

const answer = z.object({ version: z.literal(1), results: z.array(observation) });

/** What a probe saw of one call. */
export type Observation = z.output<typeof observation>;

/**
 * Reads what a probe answered.
 *
 * @param count how many calls it was asked to make
 * @returns the observations in the order of the calls, or what is wrong with the answer
 */
export function readAnswer(given: unknown, count: number): Observation[] | string {
  const parsed = answer.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? issue.path.join(".") : "the answer";
    return `${where}: ${issue?.message ?? "is none"}`;
  }
  const { results } = parsed.data;
  return results.length === count ? results : `it has ${results.length} results for ${count} calls`;
}
