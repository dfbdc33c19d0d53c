import * as net from "net";
import { CurlError, type Observation } from "./observation";

/** Resolves a name to all its addresses, in order. */
export type Lookup = (host: string) => Promise<string[]>;

/** The time that a call has left. */
export class Deadline {
  readonly #end: number;

  constructor(readonly ms: number) {
    this.#end = performance.now() + ms;
  }

  get left(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /**
   * Waits for something, at most as long as there is time.
   *
   * @throws CurlError 28 when there is none left
   */
  async within<T>(work: Promise<T>, what: string, ms = this.left): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new CurlError(28, `${what} timed out after ${Math.round(ms)} milliseconds`)),
        ms,
      );
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Resolves a name.
 *
 * @throws CurlError 6 when it has no address, 28 when nobody answers
 */
export async function resolve(host: string, deadline: Deadline, lookup: Lookup): Promise<string[]> {
  const notResolved = () => new CurlError(6, `Could not resolve host: ${host}`);
  const found = lookup(host).catch(() => {
    throw notResolved();
  });
  const addresses = await deadline.within(found, "Resolving");
  if (addresses.length === 0) {
    throw notResolved();
  }
  return addresses;
}

/**
 * Connects to the first address that lets it, as curl does: while others follow, an address has half of
 * the time that is left.
 *
 * @param attempts gets what was tried
 * @param dial begins a connection
 * @throws CurlError of the last address, 7 or 28
 */
export async function connect(
  addresses: readonly string[],
  { host, port }: { host: string; port: number },
  deadline: Deadline,
  attempts: Observation["attempts"],
  dial: (to: { host: string; port: number }) => net.Socket = (to) => net.connect(to),
): Promise<net.Socket> {
  let failure: unknown;
  for (const [i, address] of addresses.entries()) {
    const begin = performance.now();
    const ms = () => Math.round(performance.now() - begin);
    const limit = i < addresses.length - 1 ? deadline.left / 2 : deadline.left;
    const socket = dial({ host: address, port });
    try {
      await deadline.within(connected(socket), `Failed to connect to ${host} port ${port}:`, limit);
      attempts.push({ address, ms: ms() });
      return socket;
    } catch (error) {
      socket.destroy();
      const isLate = error instanceof CurlError || codeOf(error) === "ETIMEDOUT";
      attempts.push({ address, ms: ms(), error: isLate ? "ETIMEDOUT" : codeOf(error) });
      failure = isLate
        ? new CurlError(28, `Failed to connect to ${host} port ${port}: connection timed out`)
        : new CurlError(7, `Failed to connect to ${host} port ${port}: Couldn't connect to server`);
    }
  }
  throw failure;
}

function connected(socket: net.Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    // It stays: what fails after the time is up must not end the process.
    socket.on("error", reject);
  });
}

/** The system's code of an error. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? "UNKNOWN";
}
