import * as net from "net";
import * as tls from "tls";
import type { Deadline } from "./connect";
import { CurlError, type Certificate } from "./observation";

/**
 * Shakes hands on a connection without refusing any certificate: what curl would refuse is for the caller
 * to say, after the certificate is known.
 *
 * @param ca who is trusted; the runtime's own list unless given
 * @throws CurlError 35 when the other side speaks no TLS or breaks off, 28 when it says nothing
 */
export async function handshake(
  socket: net.Socket,
  host: string,
  deadline: Deadline,
  ca: string | undefined,
): Promise<{ secure: tls.TLSSocket; certificate: Certificate }> {
  const secure = tls.connect({
    ...{ socket, rejectUnauthorized: false, checkServerIdentity: () => undefined },
    // An address is no name for SNI (RFC 6066).
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
  const done = new Promise<void>((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new CurlError(35, `TLS connect error with ${host}: ${reason}`));
    secure.once("secureConnect", resolve);
    secure.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "unknown"));
    secure.once("close", () => fail("the connection was closed"));
  });
  await deadline.within(done, "TLS handshake");
  return { secure, certificate: certificateOf(secure, host) };
}

function certificateOf(secure: tls.TLSSocket, host: string): Certificate {
  const shown = secure.getPeerCertificate();
  // The type says Error; it is the code of OpenSSL's verdict.
  const verdict = secure.authorizationError as unknown as string | undefined;
  return {
    subject: nameOf(shown.subject),
    issuer: nameOf(shown.issuer),
    names: shown.subjectaltname?.split(", ") ?? [],
    fits: tls.checkServerIdentity(host, shown) === undefined,
    untrusted: secure.authorized ? null : String(verdict ?? "unknown"),
  };
}

/** `O=Amazon, CN=…`, as curl prints it. */
function nameOf(name: object | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(", ");
}

/** @throws CurlError 60 when curl would refuse the certificate: the issuer first, then the name */
export function checkCertificate({ fits, untrusted }: Certificate, host: string): void {
  if (untrusted !== null) {
    throw new CurlError(60, `SSL certificate problem: ${untrusted}`);
  }
  if (!fits) {
    throw new CurlError(
      60,
      `SSL: no alternative certificate subject name matches target host name '${host}'`,
    );
  }
}
