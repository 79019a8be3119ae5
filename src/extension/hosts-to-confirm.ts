import type { AppProject } from "../model/project/snapshot";
import { isLoopbackHost } from "../rules/device-hosts";
import type { AppAction } from "../simulator/app-action";
import type { DeviceEvent } from "../simulator/events";

/**
 * The hosts that a run of this project may connect to, as far as its files tell: the manifest's, its assets', and where
 * the manifest is not known yet those of the allow list. Of origins that the project maps elsewhere the other one counts,
 * unless it is this computer: a project file says where the bytes, and the headers of the request, go instead. In the
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
  for (const to of settings.hosts.values()) {
    const { host, hostname } = new URL(to);
    if (!isThisComputer(hostname)) hosts.add(host);
  }
  return [...hosts];
}

/** The same names as the transport's: what it refuses without confirmation must be asked about. */
function isThisComputer(hostname: string): boolean {
  return isLoopbackHost(hostname) && hostname !== "0.0.0.0";
}

/** Hosts that a run came upon and that its project does not name: of a manifest that was new to it, and on redirects. */
export function hostsMet(events: Iterable<DeviceEvent>): readonly string[] {
  const hosts = new Set<string>();
  for (const event of events) {
    if (event.type === "download.redirected" || event.type === "manifest.redirected") add(hosts, event.to);
    else if (event.error?.name === "hostNotConfirmed" && "url" in event) add(hosts, event.url);
  }
  return [...hosts];
}

/** The host that a download of the app's own comes from. */
export function hostsOfAction(action: AppAction): readonly string[] {
  const hosts = new Set<string>();
  const download = "download" in action ? action.download : undefined;
  if (download !== undefined && typeof download !== "string") add(hosts, download.url);
  return [...hosts];
}

function add(hosts: Set<string>, url: string): void {
  if (URL.canParse(url)) hosts.add(new URL(url).host);
}
