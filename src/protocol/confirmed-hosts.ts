/**
 * Whether a host is among those that the person agreed to. Hosts are as in a URL, with the port unless it is the
 * scheme's own; `*.example.com` stands for every host below a domain, on the scheme's own port.
 */
export function isConfirmedHost(confirmed: readonly string[], host: string): boolean {
  return confirmed.some((entry) => entry === host || (entry.startsWith("*.") && host.endsWith(entry.slice(1))));
}
