import type { Socket } from "net";
import { connect, Deadline, resolve, type Lookup } from "./connect";
import { exchange } from "./exchange";
import { CurlError, type Observation } from "./observation";
import type { ProbeCall } from "./request";
import { checkCertificate, handshake } from "./secure";

/** The world that a call meets: the system's own, but in tests. */
export interface Surroundings {
  lookup: Lookup;
  /** Whom to trust, in PEM; the runtime's own list unless given. */
  ca?: string;
}

/**
 * Makes one call as curl does: resolve, connect, shake hands, ask.
 *
 * @param timeoutMs milliseconds that all of it may take
 */
export async function observe(
  call: ProbeCall,
  timeoutMs: number,
  { lookup, ca }: Surroundings,
): Promise<Observation> {
  const url = new URL(call.url);
  const port = url.port === "" ? 443 : Number(url.port);
  // Neither a dot at the end nor brackets around an address belong to the name that a certificate is of.
  const host = url.hostname.replace(/\.$|^\[|\]$/g, "");
  const deadline = new Deadline(timeoutMs);
  const seen: Omit<Observation, "outcome"> = { addresses: [], attempts: [], certificate: null };
  let socket: Socket | undefined;
  try {
    seen.addresses = await resolve(host, deadline, lookup);
    socket = await connect(seen.addresses, { host, port }, deadline, seen.attempts);
    const { secure, certificate } = await handshake(socket, host, deadline, ca);
    seen.certificate = certificate;
    if (!call.insecure) {
      checkCertificate(certificate, host);
    }
    return { outcome: await exchange(call, secure, deadline), ...seen };
  } catch (error) {
    if (!(error instanceof CurlError)) {
      throw error;
    }
    const { curl, message } = error;
    return { outcome: { kind: "error", curl, message }, ...seen };
  } finally {
    socket?.destroy();
  }
}
