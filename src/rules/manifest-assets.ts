import type { ManifestAsset, ManifestReading } from "../model/manifest/manifest";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import type { Finding } from "./rule";

export interface ReadManifest {
  readonly path: string;
  readonly reading: ManifestReading;
}

/** Every manifest that stands for a project's BAManifestURL, each once. */
export function* manifestsOf(snapshot: ProjectSnapshot): Iterable<ReadManifest> {
  const seen = new Set<string>();
  for (const { manifest } of snapshot.projects) {
    if (manifest === undefined || seen.has(manifest.path)) continue;
    seen.add(manifest.path);
    yield manifest;
  }
}

/** Findings of one kind in a manifest: the first ones each at their place, the rest as a number. */
const findingsPerManifest = 100;

export function* limited(path: string, findings: Iterable<Finding>): Iterable<Finding> {
  let count = 0;
  let last: Finding | undefined;
  for (const finding of findings) {
    count++;
    if (count <= findingsPerManifest) yield finding;
    else last ??= finding;
  }
  if (last === undefined) return;
  yield {
    path,
    range: last.range,
    message: `${last.message} (And ${count - findingsPerManifest - 1} more of the same kind from here on.)`,
  };
}

/** The narrowest place of an asset that the manifest has. */
export function placeOf(asset: ManifestAsset, part: "identifier" | "url" | "fileSize"): OffsetRange {
  return asset.ranges[part] ?? asset.ranges.identifier ?? asset.ranges.asset ?? { start: 0, end: 0 };
}
