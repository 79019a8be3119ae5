import type { AppProject } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { placeOf } from "./manifest-assets";
import { hostNameOf } from "./project-facts";

export interface ConfiguredUrl {
  readonly path: string;
  readonly range: OffsetRange;
  /** What it is the URL of. */
  readonly name: string;
  readonly host: string;
}

const known = new WeakMap<AppProject, readonly ConfiguredUrl[]>();

/** BAManifestURL and, of the manifest, the first asset of each host. Found once for the rules that ask. */
export function configuredUrls(project: AppProject): readonly ConfiguredUrl[] {
  let urls = known.get(project);
  if (urls === undefined) {
    urls = [...find(project)];
    known.set(project, urls);
  }
  return urls;
}

function* find({ configuration, manifest }: AppProject): Iterable<ConfiguredUrl> {
  const { manifestUrl } = configuration;
  const ofManifest = manifestUrl === undefined ? undefined : hostNameOf(manifestUrl.value);
  if (manifestUrl !== undefined && ofManifest !== undefined) {
    yield { ...manifestUrl.location, name: "BAManifestURL", host: ofManifest };
  }
  if (manifest === undefined) return;
  const seen = new Set<string>();
  let last = "";
  for (const asset of manifest.reading.assets) {
    // Parsing a URL costs; most assets share the beginning of theirs.
    if (last !== "" && asset.url.startsWith(last)) continue;
    const origin = /^https?:\/\/[^/?#]*/i.exec(asset.url)?.[0];
    if (origin === undefined) continue;
    // With its slash: another host may begin with this one's name.
    last = asset.url[origin.length] === "/" ? `${origin}/` : "";
    if (seen.has(origin)) continue;
    seen.add(origin);
    const host = hostNameOf(asset.url);
    if (host === undefined) continue;
    yield { path: manifest.path, range: placeOf(asset, "url"), name: `The URL of \`${asset.identifier}\``, host };
  }
}
