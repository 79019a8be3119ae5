import type { ManifestAsset, ManifestMapping } from "../model/manifest/manifest";
import { mapAssets } from "../model/manifest/map-assets";
import { downloadManifestMapping, recogniseManifest } from "../model/manifest/recognise";
import type { JsonFile, ModelFile, ProjectSnapshot } from "../model/project/snapshot";

/** What a manifest says, and which members its values come from. */
export interface MappedManifest {
  readonly assets: readonly ManifestAsset[];
  readonly mapping: ManifestMapping | undefined;
}

const known = new WeakMap<JsonFile, MappedManifest>();

/**
 * The assets of a download or unmanaged manifest: as its project reads it, else as its shape is recognised. Undefined for
 * other files. Worked out once for each version of a file.
 */
export function manifestAssetsOf(snapshot: ProjectSnapshot, file: ModelFile): MappedManifest | undefined {
  for (const { manifest } of snapshot.projects) {
    if (manifest?.path === file.path) return { assets: manifest.reading.assets, mapping: manifest.reading.mapping };
  }
  if (file.kind !== "download-manifest" && file.kind !== "unmanaged-manifest") return undefined;
  const before = known.get(file);
  if (before !== undefined) return before;
  const mapping = mappingOf(file);
  const made =
    mapping === undefined || file.root === undefined
      ? { assets: [], mapping: undefined }
      : { assets: mapAssets(file.root, mapping, undefined).assets, mapping };
  known.set(file, made);
  return made;
}

function mappingOf(file: JsonFile): ManifestMapping | undefined {
  if (file.kind === "download-manifest") return downloadManifestMapping;
  if (file.root === undefined) return undefined;
  const recognition = recogniseManifest(file.root);
  return recognition.kind === "recognised" ? recognition.mapping : undefined;
}
