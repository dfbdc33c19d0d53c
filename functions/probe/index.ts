import { lookup } from "dns/promises";
import { observe, type Surroundings } from "./call";
import type { Observation, ProbeAnswer } from "./observation";
import { PARALLEL, readRequest } from "./request";

/**
 * Makes HTTPS calls from inside a VPC and tells what came of each, as curl would tell it.
 *
 * It writes nothing to its log: headers may hold keys.
 *
 * @param event `{ calls: [{ url, method, headers, insecure }], timeoutMs }`
 * @throws Error when the event is not of that shape
 */
export const handler = (event: unknown): Promise<ProbeAnswer> => probe(event, SYSTEM);

const SYSTEM: Surroundings = {
  // In the order of the resolver's answer, as curl takes it.
  lookup: async (host) => {
    const found = await lookup(host, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  },
};

/** The handler, in surroundings of one's own. */
export async function probe(event: unknown, surroundings: Surroundings): Promise<ProbeAnswer> {
  const { calls, timeoutMs } = readRequest(event);
  const results = new Array<Observation>(calls.length);
  const waiting = calls.entries();
  const work = async () => {
    for (const [i, call] of waiting) {
      results[i] = await observe(call, timeoutMs, surroundings);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return { version: 1, results };
}
