import { foldersAbove, resolvePath } from "../project/paths";
import { compileGlob } from "./glob";
import { readPackPath } from "./pack-path";
import type { PackagingManifest } from "./packaging-manifest";

/** A file that a manifest may select. */
export interface ListedFile {
  /** Relative to the listing's root, with `/`. */
  readonly path: string;
  readonly sizeInBytes: number;
  /** Milliseconds since 1970, where the host knows it. */
  readonly modifiedAtMs?: number;
  /** Whether its first bytes are those of a program for macOS, where the host looked. */
  readonly isMacExecutable?: boolean;
  /** Whether it is a symbolic link; size and content are those of its target. */
  readonly isLink?: boolean;
}

/** What a host found on disk for the selectors of one packaging manifest. */
export interface FileListing {
  /** The packaging manifest's path: absolute, with `/`. */
  readonly manifestPath: string;
  /** The folder that relative paths of the selectors start from: absolute, with `/`. */
  readonly root: string;
  /** `source-root`: the manifest says so. `found`: the nearest folder in which selected files are. `unknown`: none was found. */
  readonly basis: "source-root" | "found" | "unknown";
  readonly files: ReadonlyMap<string, ListedFile>;
  /** Folders whose files are all in `files`, those of the folders below them included; "" is the root. */
  readonly folders: ReadonlySet<string>;
  /** Paths that were looked for and are not there. */
  readonly missing: ReadonlySet<string>;
  /** False where there were more files than a listing takes: what is not in it may still exist. */
  readonly isComplete: boolean;
}

/** What has to be looked at to resolve a manifest's selectors; paths relative to the root. */
export interface ListingPlan {
  /** Each is a file or a folder, which the manifest does not say for sure. */
  readonly paths: readonly string[];
  /** The folders of patterns. */
  readonly folders: readonly string[];
}

/** More files than any asset pack has; the rest is left out, and said to be. */
export const mostListedFiles = 100_000;

/** How many folders above the manifest's own may be the working directory of `ba-package`. */
const mostLevelsUp = 5;

export function planListing(manifest: PackagingManifest): ListingPlan {
  const paths = new Set<string>();
  const folders = new Set<string>();
  for (const selector of manifest.selectors) {
    if (selector.kind === "pattern") {
      const folder = compileGlob(selector.pattern.value)?.folder;
      if (folder !== undefined) folders.add(folder);
    } else if (selector.kind !== "exclusion") {
      const path = readPackPath(selector.path.value);
      if (path.kind === "inside") paths.add(path.path);
    }
  }
  return { paths: [...paths], folders: [...folders] };
}

/**
 * The folders that relative paths of a manifest may start from, the likeliest first. With `sourceRoot` it is that one.
 * Without it, it is the working directory of whoever runs `ba-package`: the manifest's folder or one above it, not
 * above `ceiling`, the folder that was opened or checked.
 */
export function possibleRoots(
  manifestPath: string,
  manifest: PackagingManifest,
  ceiling: string | undefined,
): readonly string[] {
  const above = foldersAbove(manifestPath);
  const own = above[0] ?? "";
  if (manifest.sourceRoot !== undefined) {
    const { value } = manifest.sourceRoot;
    return value === "" || value.startsWith("/") ? [] : [resolvePath(own, value)];
  }
  const end = ceiling === undefined ? -1 : above.indexOf(ceiling);
  return above.slice(0, end < 0 ? 1 : Math.min(end + 1, mostLevelsUp + 1));
}
