import type { AppProject } from "../model/project/snapshot";

/**
 * The hosts that a run of this project may connect to, as far as its files tell: the manifest's, its assets', and where
 * the manifest is not known yet those of the allow list. Origins that the project maps elsewhere are left out. In the
 * order in which they are named, each once.
 */
export function hostsOf(project: AppProject): readonly string[] {
  const { configuration, manifest, settings } = project;
  const hosts = new Set<string>();
  const add = (url: string) => {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || parsed.host === "" || settings.hosts.has(parsed.origin)) return;
    hosts.add(parsed.host);
  };
  if (configuration.manifestUrl !== undefined) add(configuration.manifestUrl.value);
  if (manifest === undefined) {
    for (const { value } of configuration.domainAllowList?.hosts ?? []) {
      if (value.startsWith("*.")) hosts.add(value);
      else add(`https://${value}`);
    }
  } else {
    for (const { url } of manifest.reading.assets) add(url);
  }
  return [...hosts];
}

/** Whether a confirmation of `confirmed` (a host, or `*.` and a domain) covers a host. */
export function covers(confirmed: string, host: string): boolean {
  if (confirmed === host) return true;
  return confirmed.startsWith("*.") && host.split(":")[0]?.endsWith(confirmed.slice(1)) === true;
}
