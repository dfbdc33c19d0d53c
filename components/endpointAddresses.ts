/** What the provider's read of an interface endpoint tells of one of its network interfaces. */
export interface SubnetConfiguration {
  subnetId?: string;
  ipv4?: string;
}

/** One DNS name of an interface endpoint and the hosted zone it lies in. */
export interface DnsEntry {
  dnsName: string;
  hostedZoneId: string;
}

/**
 * The address of an endpoint in one subnet, or `undefined` when the endpoint has none there.
 *
 * Keyed by subnet and never by position: the endpoint's interfaces are a set, so their order says
 * nothing about the order of the subnets.
 */
export function addressIn(
  configurations: readonly SubnetConfiguration[],
  subnetId: string,
): string | undefined {
  return configurations.find((entry) => entry.subnetId === subnetId)?.ipv4;
}

/**
 * The regional DNS entry of an interface endpoint: the one that names no zone. Its first label is the
 * beginning of every zonal one (`vpce-0a-1b` of `vpce-0a-1b-ap-northeast-1a`), so it is the shortest.
 * Entries of private DNS names, which lie in another hosted zone, do not begin with `vpce-`.
 *
 * @throws when no entry is public
 */
export function regionalDnsEntry(entries: readonly DnsEntry[]): DnsEntry {
  const [regional] = entries
    .filter((entry) => entry.dnsName.startsWith("vpce-"))
    .sort((a, b) => a.dnsName.length - b.dnsName.length || (a.dnsName < b.dnsName ? -1 : 1));
  if (!regional) {
    throw new Error(
      `the endpoint has no name of its own among ${entries.map((entry) => entry.dnsName).join(", ")}`,
    );
  }
  return regional;
}
