import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Addresses that are not on the public internet (RFC 6890 and its registry). 198.18.0.0/15 is left out: local proxies answer
 * every public name with addresses from it.
 */
const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const) {
  privateAddresses.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  privateAddresses.addSubnet(network, prefix, "ipv6");
}

/** A private or loopback address was not permitted. Its message names host and address. */
export class PrivateAddressError extends Error {
  constructor(host: string, address: string) {
    super(host === address ? address : `${host} is ${address}`);
  }
}

/** Whether an IP address is private, loopback, link-local or otherwise not public; an embedded IPv4 address decides. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, "");
  const version = isIP(bare);
  if (version === 4) return privateAddresses.check(bare, "ipv4");
  if (version !== 6) return true;
  const embedded = embeddedIPv4(bare);
  return privateAddresses.check(bare, "ipv6") || (embedded !== undefined && privateAddresses.check(embedded, "ipv4"));
}

/** What a URL's host says by itself, without asking for its address: an IP address, or a name of this computer. */
export function isPrivateHostName(hostname: string): boolean {
  const bare = bareHostName(hostname);
  return isIP(bare) === 0 ? isLocalhost(bare) : isPrivateAddress(bare);
}

export function isLoopbackHost(hostname: string): boolean {
  const bare = bareHostName(hostname);
  return isLocalhost(bare) || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}

/** Without the brackets of an IPv6 address. */
export function bareHostName(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/**
 * A resolver for sockets that refuses names with a private address. The addresses it lets through are the ones that are
 * connected to, so a name that answers differently a moment later gains nothing.
 */
export function publicOnly(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    const all: LookupOptions & { all: true } = { ...options, all: true };
    lookup(hostname, all, (error, found) => {
      if (error !== null) {
        callback(error, "");
        return;
      }
      const addresses: readonly LookupAddress[] = Array.isArray(found)
        ? found
        : [{ address: String(found), family: 4 }];
      const refused = addresses.find(({ address }) => isPrivateAddress(address));
      const first = addresses[0];
      if (refused !== undefined) callback(new PrivateAddressError(hostname, refused.address), "");
      else if (options.all) callback(null, [...addresses]);
      else if (first === undefined)
        callback(Object.assign(new Error(`${hostname} has no address`), { code: "ENOTFOUND" }), "");
      else callback(null, first.address, first.family);
    });
  };
}

function isLocalhost(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname);
}

/** Of IPv4-mapped and IPv4-compatible addresses, NAT64 (RFC 6052) and 6to4 (RFC 3056). */
function embeddedIPv4(address: string): string | undefined {
  const groups = ipv6Groups(address);
  const from = (index: number) => {
    const [high = 0, low = 0] = groups.slice(index, index + 2);
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  };
  if (groups[0] === 0x2002) return from(1);
  const isNat64 = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  if (isNat64) return from(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0);
  return isMapped ? from(6) : undefined;
}

function ipv6Groups(address: string): number[] {
  // The URL parser writes every valid form in one way: hexadecimal, at most one `::`.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const parse = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const start = parse(head);
  const end = parse(tail ?? "");
  return [...start, ...new Array<number>(8 - start.length - end.length).fill(0), ...end];
}
