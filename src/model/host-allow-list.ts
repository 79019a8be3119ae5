/** How far `*.example.com` reaches; the values of the assumption `wildcard-scope`. */
export type WildcardScope = "any-depth-without-apex" | "one-label" | "with-apex";

/**
 * BADownloadDomainAllowList as a device reads it. Entries are host names in DNS format; `*.example.com` covers
 * sub-domains, how deep and whether the apex too says `scope`. Case and a trailing dot do not matter. An entry in another
 * form (scheme, port, path, inner `*`) matches nothing, as reported of devices. A question costs the labels of the host,
 * however long the list is.
 */
export class HostAllowList {
  readonly #hosts = new Set<string>();
  readonly #apexes = new Set<string>();
  readonly #scope: WildcardScope;

  constructor(entries: Iterable<string>, scope: WildcardScope) {
    this.#scope = scope;
    for (const entry of entries) {
      const name = normaliseHostName(entry);
      if (!name.startsWith("*")) {
        if (name !== "") this.#hosts.add(name);
      } else if (name.startsWith("*.") && name.length > 2 && name.indexOf("*", 1) === -1) {
        this.#apexes.add(name.slice(2));
      }
    }
  }

  allows(hostName: string): boolean {
    const host = normaliseHostName(hostName);
    if (host === "") return false;
    if (this.#hosts.has(host)) return true;
    if (this.#apexes.size === 0) return false;
    if (this.#scope === "with-apex" && this.#apexes.has(host)) return true;
    for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
      if (this.#apexes.has(host.slice(dot + 1))) return true;
      if (this.#scope === "one-label") return false;
    }
    return false;
  }
}

/** Lower case, without surrounding space and without the root's dot: two names that are equal so are one host. */
export function normaliseHostName(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
