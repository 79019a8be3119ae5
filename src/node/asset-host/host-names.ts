import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/** Names of a host, sorted into what a certificate keeps apart. */
export interface CertificateNames {
  /** In ASCII, lower case. */
  readonly hostNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** What is neither a DNS name nor an address, as given. */
  readonly invalid: readonly string[];
}

/** Sorts names given by a person: IPv6 with or without brackets, names in any script, `*.` as first label. No duplicates. */
export function certificateNames(names: readonly string[]): CertificateNames {
  const hostNames = new Set<string>();
  const ipAddresses = new Set<string>();
  const invalid: string[] = [];
  for (const name of names) {
    const bare = name.replace(/^\[(.*)\]$/, "$1");
    if (isIP(bare) !== 0) {
      const address = normalAddress(bare);
      if (address === undefined) invalid.push(name);
      else ipAddresses.add(address);
      continue;
    }
    const isWildcard = bare.startsWith("*.");
    const ascii = domainToASCII(isWildcard ? bare.slice(2) : bare);
    if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(ascii)) invalid.push(name);
    else hostNames.add(isWildcard ? `*.${ascii}` : ascii);
  }
  return { hostNames: [...hostNames], ipAddresses: [...ipAddresses], invalid };
}

/** Whether a name can only mean this computer. */
export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || /^127(\.\d+){3}$/.test(name) || name === "::1";
}

/** Undefined for an address with a zone (`fe80::1%en0`), which means something on one computer only. */
function normalAddress(address: string): string | undefined {
  if (isIP(address) === 4) return address;
  const url = URL.canParse(`https://[${address}]`) ? new URL(`https://[${address}]`) : undefined;
  return url?.hostname.slice(1, -1);
}
