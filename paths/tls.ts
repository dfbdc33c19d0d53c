import { checkServerIdentity, type PeerCertificate } from "tls";

const verdicts = new Map<string, boolean>();

/**
 * Whether the certificate that API Gateway serves for a name is of that name: its own wildcard for API
 * names, one of the endpoint's for `vpce` names, and the wildcard as default for everything else.
 *
 * Source: API Gateway guide, "Invoke a private API" (plain curl for these names); published transcripts of
 * the default certificate. Matching is Node's `tls.checkServerIdentity` (RFC 6125).
 */
export function certificateFits(host: string, region: string): boolean {
  const key = `${host} ${region}`;
  let fits = verdicts.get(key);
  if (fits === undefined) {
    const names = certificateNames(region);
    const certificate = {
      subject: { CN: names[0] },
      subjectaltname: names.map((name) => `DNS:${name}`).join(", "),
    };
    fits = checkServerIdentity(host, certificate as PeerCertificate) === undefined;
    if (verdicts.size > 10_000) {
      verdicts.clear();
    }
    verdicts.set(key, fits);
  }
  return fits;
}

/** The names that API Gateway's certificates hold in a region. */
export function certificateNames(region: string): string[] {
  return [`*.execute-api.${region}.amazonaws.com`, `*.execute-api.${region}.vpce.amazonaws.com`];
}
