import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ArchivedPack,
  buildDownloadManifest,
  type EntryChange,
  readDownloadManifest,
} from "../../model/packs/download-manifest";
import type { PublishedArchive } from "../../model/packs/published-packs";
import type { KnownPack } from "../../rules/packs";
import { type ArchiveKind, archivePack } from "./archive-pack";
import type { PackagingTool } from "./packaging-tool";

export interface PacksToPublish {
  readonly packs: readonly KnownPack[];
  /** `iOS`, or another of Apple's names. */
  readonly platform: string;
  /** What the folder is served as; the archives are below its `assets`. */
  readonly origin: string;
  /** Served: `manifest` and `assets/ID`, as Apple's mock server has it. Versions go on from what is there. */
  readonly folder: string;
  readonly tool: PackagingTool | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PublishedFolder {
  readonly manifestUrl: string;
  /** Of every pack that is served. */
  readonly kinds: ReadonlyMap<string, ArchiveKind>;
  readonly changes: readonly EntryChange[];
  /** Packs that are left out, in sentences. */
  readonly problems: readonly string[];
}

/** The archives are compared with what was served before, so that versions rise as App Store Connect lets them rise. */
const archivesFile = "archives.json";

/** Writes archives and download manifest of packs into a folder that can be served. */
export async function publishPacks(request: PacksToPublish): Promise<PublishedFolder> {
  const { packs, platform, origin, folder, tool, signal } = request;
  mkdirSync(join(folder, "assets"), { recursive: true });
  const archived: ArchivedPack[] = [];
  const kinds = new Map<string, ArchiveKind>();
  const problems: string[] = [];
  for (const pack of packs) {
    const id = pack.manifest.id?.value;
    const platforms = pack.manifest.platforms.map(({ value }) => value);
    if (platforms.length > 0 && !platforms.includes(platform)) continue;
    if (id === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) {
      problems.push(`${pack.file.path}: its assetPackID cannot be part of a URL; the pack is left out.`);
    } else if (kinds.has(id)) {
      problems.push(`${pack.file.path}: another pack has the id ${id} too; this one is left out.`);
    } else {
      const result = await archivePack(pack, join(folder, "assets", id), tool, signal);
      if (result.ok) {
        const { kind, sizeInBytes, sha256 } = result.archive;
        kinds.set(id, kind);
        archived.push({ packagingManifest: pack.file.root, id, sizeInBytes, sha256 });
      } else problems.push(result.message);
    }
  }
  const manifestPath = join(folder, "manifest");
  const previous = existsSync(manifestPath) ? readDownloadManifest(readFileSync(manifestPath, "utf8")) : undefined;
  const built = buildDownloadManifest({
    packs: archived,
    platform,
    baseUrl: `${origin}/assets/`,
    // The port may be another one than last time.
    atBaseUrl: "all",
    previous: previous?.kind === "read" ? previous.entries : [],
    archives: readArchives(join(folder, archivesFile)),
    raised: new Set(),
  });
  // Archives first, the manifest last: nobody finds a manifest whose archives are not there.
  writeFileSync(join(folder, archivesFile), JSON.stringify(built.archives));
  writeFileSync(manifestPath, built.text);
  return { manifestUrl: `${origin}/manifest`, kinds, changes: built.changes, problems };
}

function readArchives(path: string): readonly PublishedArchive[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Array.isArray(value) ? (value as readonly PublishedArchive[]) : [];
  } catch {
    // Nothing was served from here yet, or it was cut off while it was written: versions begin again.
    return [];
  }
}
