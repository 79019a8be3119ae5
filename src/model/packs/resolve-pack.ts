import { type FileListing, type ListedFile, mostListedFiles } from "./file-listing";
import { compileGlob, type Glob } from "./glob";
import { isInPackFolder, joinPackPath, readPackPath } from "./pack-path";
import type { DownloadPolicy, PackagingManifest } from "./packaging-manifest";
import type { FileSelector } from "./selector";

/** A file in a pack. */
export interface PackedFile {
  /** The path by which the app reads it. */
  readonly path: string;
  /** Where it lies, relative to the listing's root. */
  readonly sourcePath: string;
  readonly sizeInBytes: number;
  readonly source: ListedFile;
}

export interface ResolvedSelector {
  readonly selector: FileSelector;
  /**
   * `resolved`: what it selects is known. `unknown`: the listing does not reach there, or is cut off.
   * `unusable`: the path is absolute, leaves the root, or the pattern cannot be read.
   */
  readonly state: "resolved" | "unknown" | "unusable";
  /** What it selects, in the order of the paths; for an exclusion what it takes away. */
  readonly files: readonly PackedFile[];
  /** Of a pattern: files that only some tools take to be matched. */
  readonly perhaps: readonly ListedFile[];
  /** Of `file` and `directory`: what is really there, if it is the other. */
  readonly foundInstead: "folder" | "file" | undefined;
}

export interface ResolvedPack {
  readonly id: string | undefined;
  readonly policy: DownloadPolicy | undefined;
  readonly platforms: readonly string[];
  /** Absolute: where the paths of the selectors start. */
  readonly root: string;
  readonly selectors: readonly ResolvedSelector[];
  /** Everything in the pack, each path once, exclusions applied, in the order of the paths. */
  readonly files: readonly PackedFile[];
  /** Before packaging: Apple Archive compresses. */
  readonly sizeInBytes: number;
  /** Whether `files` is all of it: no selector is unknown or of an unknown shape. */
  readonly isComplete: boolean;
}

const known = new WeakMap<FileListing, { readonly manifest: PackagingManifest; readonly pack: ResolvedPack }>();

/** What a packaging manifest puts into its pack, by a listing of the files. The same object for the same two. */
export function resolvePack(manifest: PackagingManifest, listing: FileListing): ResolvedPack {
  const before = known.get(listing);
  if (before?.manifest === manifest) return before.pack;
  const pack = resolve(manifest, listing);
  known.set(listing, { manifest, pack });
  return pack;
}

function resolve(manifest: PackagingManifest, listing: FileListing): ResolvedPack {
  const index = new PathIndex(listing);
  const included = manifest.selectors.map((selector) =>
    selector.kind === "exclusion" ? undefined : select(selector, index),
  );
  const taken = new Map<string, PackedFile>();
  for (const file of included.flatMap((resolved) => resolved?.files ?? [])) {
    if (!taken.has(file.path)) taken.set(file.path, file);
  }
  const selectors = manifest.selectors.map((selector, at) => {
    const resolved = included[at];
    return resolved ?? exclude(selector as FileSelector & { kind: "exclusion" }, taken);
  });
  for (const { selector, files } of selectors) {
    if (selector.kind === "exclusion") for (const { path } of files) taken.delete(path);
  }
  const files = [...taken.values()].sort(byPath);
  return {
    id: manifest.id?.value,
    policy: manifest.policy,
    platforms: manifest.platforms.map(({ value }) => value),
    root: listing.root,
    selectors,
    files,
    sizeInBytes: files.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    isComplete: manifest.hasOnlyKnownSelectors && selectors.every(({ state }) => state === "resolved"),
  };
}

function select(selector: Exclude<FileSelector, { kind: "exclusion" }>, index: PathIndex): ResolvedSelector {
  if (selector.kind === "pattern") return selectPattern(selector, index);
  const source = readPackPath(selector.path.value);
  const target = "destination" in selector ? readPackPath(selector.destination.value) : source;
  if (source.kind !== "inside" || target.kind !== "inside") return nothing(selector, "unusable");
  const wantsFile = selector.kind === "file" || selector.kind === "renamed-file";
  const file = index.file(source.path);
  const folder = file === undefined ? index.below(source.path) : undefined;
  if (wantsFile) {
    if (file !== undefined) return result(selector, [packed(file, target.path)]);
    if (folder !== undefined) return { ...nothing(selector, "resolved"), foundInstead: "folder" };
  } else {
    if (file !== undefined) return { ...nothing(selector, "resolved"), foundInstead: "file" };
    if (folder !== undefined) {
      const files = folder.map((one) =>
        packed(one, joinPackPath(target.path, one.path.slice(source.path === "" ? 0 : source.path.length + 1))),
      );
      return result(selector, files, index.isComplete ? "resolved" : "unknown");
    }
  }
  return nothing(selector, index.isMissing(source.path) ? "resolved" : "unknown");
}

function selectPattern(selector: FileSelector & { kind: "pattern" }, index: PathIndex): ResolvedSelector {
  const glob = compileGlob(selector.pattern.value);
  if (glob === undefined) return nothing(selector, "unusable");
  const candidates = index.below(glob.folder);
  if (candidates === undefined) {
    return nothing(selector, index.isMissing(glob.folder) ? "resolved" : "unknown");
  }
  const files = candidates.filter(({ path }) => glob.matches(path)).map((file) => packed(file, file.path));
  const perhaps = candidates.filter(({ path }) => glob.matchesPerhaps(path));
  return { ...result(selector, files, index.isComplete ? "resolved" : "unknown"), perhaps };
}

/** By source path: an exclusion names what another selector matched. A folder takes everything below it away. */
function exclude(
  selector: FileSelector & { kind: "exclusion" },
  taken: ReadonlyMap<string, PackedFile>,
): ResolvedSelector {
  const glob = compileGlob(selector.pattern.value);
  const path = readPackPath(selector.pattern.value);
  if (glob === undefined || path.kind !== "inside") return nothing(selector, "unusable");
  return result(
    selector,
    [...taken.values()].filter(({ sourcePath }) => isExcluded(sourcePath, path.path, glob)),
  );
}

function isExcluded(sourcePath: string, path: string, glob: Glob): boolean {
  return sourcePath === path || isInPackFolder(sourcePath, path) || glob.matches(sourcePath);
}

function packed(source: ListedFile, path: string): PackedFile {
  return { path, sourcePath: source.path, sizeInBytes: source.sizeInBytes, source };
}

function result(
  selector: FileSelector,
  files: readonly PackedFile[],
  state: "resolved" | "unknown" = "resolved",
): ResolvedSelector {
  return { selector, state, files: [...files].sort(byPath), perhaps: [], foundInstead: undefined };
}

function nothing(selector: FileSelector, state: ResolvedSelector["state"]): ResolvedSelector {
  return { selector, state, files: [], perhaps: [], foundInstead: undefined };
}

function byPath(a: PackedFile, b: PackedFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Finds the files below a folder without looking at all of them for each selector. */
class PathIndex {
  readonly #listing: FileListing;
  #sorted: readonly ListedFile[] | undefined;

  constructor(listing: FileListing) {
    this.#listing = listing;
  }

  get isComplete(): boolean {
    return this.#listing.isComplete && this.#listing.files.size <= mostListedFiles;
  }

  file(path: string): ListedFile | undefined {
    return this.#listing.files.get(path);
  }

  /** The files of a folder that was listed whole; undefined where it was not. */
  below(folder: string): readonly ListedFile[] | undefined {
    if (!this.#covers(folder)) return undefined;
    this.#sorted ??= [...this.#listing.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const sorted = this.#sorted;
    if (folder === "") return sorted;
    const prefix = `${folder}/`;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle]?.path ?? "") < prefix) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (sorted[end]?.path.startsWith(prefix) === true) end++;
    return end === low && !this.#listing.folders.has(folder) ? undefined : sorted.slice(low, end);
  }

  /** Whether it was looked for there and nothing was found. */
  isMissing(path: string): boolean {
    for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      if (this.#listing.missing.has(at)) return true;
      if (at === "" || !at.includes("/")) break;
    }
    return this.isComplete && this.#covers(path);
  }

  #covers(folder: string): boolean {
    const { folders } = this.#listing;
    if (folders.has("")) return true;
    for (let at = folder; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      if (folders.has(at)) return true;
      if (!at.includes("/")) break;
    }
    return false;
  }
}
