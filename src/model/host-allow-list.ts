/** How far `*.example.com` reaches; the values of the assumption `wildcard-scope`. */
export type WildcardScope = "any-depth-without-apex" | "one-label" | "with-apex";

/**
 * BADownloadDomainAllowList as a device reads it. Entries are host names in DNS format; `*.example.com` covers
 * sub-domains, how deep and whether the apex too says `scope`. Case and a trailing dot do not matter. An entry in another
 * form (scheme, port, path, inner `*`) matches nothing, as reported of devices. A question costs the labels of the host,
 * however long the list is.
 */
export class HostAllowList {
  readonly #entries: readonly string[];
  readonly #scope: WildcardScope;
  #index: ListIndex | undefined;
  #questions = 0;

  constructor(entries: Iterable<string>, scope: WildcardScope) {
    this.#entries = [...entries];
    this.#scope = scope;
  }

  allows(hostName: string): boolean {
    const host = normaliseHostName(hostName);
    if (host === "") return false;
    // One look through a long list costs a fifth of what an index of it does.
    if (this.#index === undefined && this.#questions++ < questionsWithoutIndex) {
      return this.#entries.some((entry) => mayCover(entry, host) && this.#indexAllows(indexOf([entry]), host));
    }
    this.#index ??= indexOf(this.#entries);
    return this.#indexAllows(this.#index, host);
  }

  #indexAllows({ hosts, apexes }: ListIndex, host: string): boolean {
    if (hosts.has(host)) return true;
    if (apexes.size === 0) return false;
    if (this.#scope === "with-apex" && apexes.has(host)) return true;
    for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
      if (apexes.has(host.slice(dot + 1))) return true;
      if (this.#scope === "one-label") return false;
    }
    return false;
  }
}

const questionsWithoutIndex = 3;

interface ListIndex {
  readonly hosts: ReadonlySet<string>;
  readonly apexes: ReadonlySet<string>;
}

function indexOf(entries: readonly string[]): ListIndex {
  const hosts = new Set<string>();
  const apexes = new Set<string>();
  for (const entry of entries) {
    const name = normaliseHostName(entry);
    if (!name.startsWith("*")) {
      if (name !== "") hosts.add(name);
    } else if (name.startsWith("*.") && name.length > 2 && name.indexOf("*", 1) === -1) {
      apexes.add(name.slice(2));
    }
  }
  return { hosts, apexes };
}

/** False only where an entry surely does not cover a host: by its first letter and its length, without reading all of it. */
function mayCover(entry: string, host: string): boolean {
  const first = entry.charCodeAt(0);
  // An asterisk, or space around the name.
  if (first === 0x2a || first <= 0x20 || first > 0x7e) return true;
  if (entry.length === host.length) return entry === host || entry.toLowerCase() === host;
  const last = entry.charCodeAt(entry.length - 1);
  return entry.length > host.length && (last === 0x2e || last <= 0x20 || last > 0x7e);
}

/** Lower case, without surrounding space and without the root's dot: two names that are equal so are one host. */
export function normaliseHostName(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
