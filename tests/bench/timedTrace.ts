/**
 * Follows calls in this process: `timedTrace <sample> <few> <count> <many> <count>` takes state folders of
 * the sample and of services with many customers. Prints a line of JSON, one entry a round: traces per
 * second in the sample once it is loaded, and the milliseconds that a customer's part of a `verify` takes,
 * reading the exports included; all by what the processors worked for it.
 */
import { knownBundles } from "../../automation/bundles";
import { loadNetwork } from "../../automation/exports";
import { ownCalls, seedCalls } from "../../automation/seedCalls";
import { checkCalls } from "../../automation/verify";
import type { KnownBundle } from "../../paths/answer";
import { trace } from "../../paths/trace";

const ROUNDS = 5;
const TRACES = 4_000;

/** Milliseconds that the processors work. */
async function timed(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

function tracesPerSecond(state: string): () => Promise<number> {
  const network = loadNetwork(state);
  const calls = [...ownCalls(network), ...seedCalls(network)].map(({ request }) => request);
  const round = () => {
    for (let i = 0; i < TRACES; i++) {
      trace(network, calls[i % calls.length]!);
    }
  };
  return async () => (TRACES / (await timed(round))) * 1e3;
}

async function verify(state: string, known: KnownBundle): Promise<void> {
  const network = loadNetwork(state);
  const checked = await checkCalls(network, [...ownCalls(network), ...seedCalls(network)], known);
  const [wrong] = checked.filter(({ differences }) => differences.length > 0);
  if (wrong) {
    throw new Error(`${wrong.request.from} ${wrong.name}: ${wrong.differences.join(", ")}`);
  }
}

async function main([sample = "", few = "", fewCount, many = "", manyCount]: string[]) {
  const perSecond = tracesPerSecond(sample);
  const known = await knownBundles();
  // As often as makes both take as long as each other.
  const times = Math.round(Number(manyCount) / Number(fewCount));
  const repeated = async () => {
    for (let i = 0; i < times; i++) {
      await verify(few, known);
    }
  };
  // Once beforehand, so that no round runs cold code or starts the function.
  await perSecond();
  await verify(few, known);
  await verify(many, known);
  const rounds: { tracesPerSecond: number; few: number; many: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    rounds.push({
      tracesPerSecond: await perSecond(),
      few: (await timed(repeated)) / (times * Number(fewCount)),
      many: (await timed(() => verify(many, known))) / Number(manyCount),
    });
  }
  process.stdout.write(`${JSON.stringify(rounds)}\n`);
}

void main(process.argv.slice(2));
