import { type DiskEntry, type DiskWork, list, look, readStart } from "./disk-question";
import { type FileListing, type ListedFile, mostListedFiles, planListing, possibleRoots } from "./file-listing";
import { isMacExecutable, machOHeaderBytes } from "./mach-o";
import { joinPackPath } from "./pack-path";
import type { PackagingManifest } from "./packaging-manifest";

/** What is left of the work that several listings share. */
export interface ListingBudget {
  files: number;
  /** Files that are opened for their first bytes. */
  programs: number;
}

/** 100,000 files, of which 1,000 are opened. */
export function listingBudget(): ListingBudget {
  return { files: mostListedFiles, programs: 1000 };
}

/** Version control is never what somebody means to ship, and large. */
const neverListed = new Set([".git", ".svn", ".hg"]);

/** More names than these do not tell more about where a manifest's paths start. */
const mostNamesTried = 1000;

interface Root {
  readonly path: string;
  readonly basis: FileListing["basis"];
}

/**
 * Looks up what one packaging manifest may select. Where there are more files than `budget` has left, the listing says
 * that it is not complete. Undefined for a manifest without selectors, or whose `sourceRoot` leads nowhere.
 * @param ceiling the folder that was opened or checked: no working directory is looked for above it
 * @param previous of the same manifest: what has the same size and time since is not opened again
 */
export function* listFiles(
  manifestPath: string,
  manifest: PackagingManifest,
  ceiling: string | undefined,
  budget: ListingBudget,
  previous?: FileListing,
): DiskWork<FileListing | undefined> {
  if (manifest.selectors.length === 0) return undefined;
  const root = yield* chooseRoot(manifestPath, manifest, ceiling);
  return root === undefined ? undefined : yield* new Lister(manifestPath, root, budget, previous).list(manifest);
}

/** The nearest folder with the most of what the manifest names. */
function* chooseRoot(
  path: string,
  manifest: PackagingManifest,
  ceiling: string | undefined,
): DiskWork<Root | undefined> {
  const roots = possibleRoots(path, manifest, ceiling);
  const [own] = roots;
  if (own === undefined) return undefined;
  if (manifest.sourceRoot !== undefined) return { path: own, basis: "source-root" };
  const plan = planListing(manifest);
  // "" is there in every folder, and tells nothing.
  const named = [...plan.paths, ...plan.folders].filter((name) => name !== "").slice(0, mostNamesTried);
  let best: Root = { path: own, basis: "unknown" };
  let bestCount = 0;
  for (const root of roots) {
    const found = yield* look(named.map((name) => joinPackPath(root, name)));
    const count = found.filter((entry) => entry !== undefined).length;
    if (count > bestCount) {
      best = { path: root, basis: "found" };
      bestCount = count;
    }
  }
  return best;
}

class Lister {
  readonly #files = new Map<string, ListedFile>();
  readonly #folders = new Set<string>();
  readonly #missing = new Set<string>();
  #isComplete = true;

  constructor(
    private readonly manifestPath: string,
    private readonly root: Root,
    private readonly budget: ListingBudget,
    private readonly previous: FileListing | undefined,
  ) {}

  *list(manifest: PackagingManifest): DiskWork<FileListing> {
    // A working directory that nobody knows is not walked: only what the manifest names would have told it.
    if (this.root.basis !== "unknown") {
      const plan = planListing(manifest);
      const paths = [...plan.paths, ...plan.folders];
      const entries = yield* look(paths.map((path) => this.#onDisk(path)));
      for (const [at, path] of paths.entries()) {
        const entry = entries[at];
        if (entry === undefined) this.#missing.add(path);
        else if (entry.kind === "folder") yield* this.#walk(path);
        else yield* this.#add(path, entry);
      }
    }
    return {
      manifestPath: this.manifestPath,
      root: this.root.path,
      basis: this.root.basis,
      files: this.#files,
      folders: this.#folders,
      missing: this.#missing,
      isComplete: this.#isComplete,
    };
  }

  *#walk(start: string): DiskWork<void> {
    if (this.#folders.has(start)) return;
    this.#folders.add(start);
    const open = [start];
    const visited = new Set<string>();
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      const content = yield* list(this.#onDisk(folder));
      // A folder that may not be read: what is in it is unknown. A link back to a folder above would never end: what a
      // second link to one folder adds is left out, and said.
      if (content === undefined || (content.realPath !== undefined && visited.has(content.realPath))) {
        this.#isComplete = false;
        continue;
      }
      if (content.realPath !== undefined) visited.add(content.realPath);
      const files: string[] = [];
      for (const { name, kind, isLink } of content.entries) {
        const path = joinPackPath(folder, name);
        if (kind === "file") files.push(path);
        else if (kind !== "folder" || neverListed.has(name)) continue;
        // Where nobody can tell whether it leads back, a link is not followed.
        else if (isLink && content.realPath === undefined) this.#isComplete = false;
        else open.push(path);
      }
      yield* this.#addAll(files);
      if (this.budget.files <= 0) {
        this.#isComplete = false;
        return;
      }
    }
  }

  *#addAll(paths: readonly string[]): DiskWork<void> {
    const some = paths.filter((path) => !this.#files.has(path)).slice(0, this.budget.files);
    const entries = yield* look(some.map((path) => this.#onDisk(path)));
    for (const [at, path] of some.entries()) yield* this.#add(path, entries[at]);
  }

  *#add(path: string, entry: DiskEntry | undefined): DiskWork<void> {
    if (entry?.kind !== "file" || this.#files.has(path)) return;
    if (this.budget.files <= 0) {
      this.#isComplete = false;
      return;
    }
    this.budget.files--;
    const { sizeInBytes, modifiedAtMs } = entry;
    const file: ListedFile = {
      path,
      sizeInBytes,
      ...(modifiedAtMs === undefined ? {} : { modifiedAtMs }),
      ...(entry.isLink === true ? { isLink: true } : {}),
    };
    const before = this.previous?.root === this.root.path ? this.previous.files.get(path) : undefined;
    const isSame = before?.sizeInBytes === sizeInBytes && before.modifiedAtMs === modifiedAtMs;
    const isProgram =
      isSame && modifiedAtMs !== undefined
        ? before.isMacExecutable === true
        : yield* this.#isProgram(path, sizeInBytes);
    this.#files.set(path, isProgram ? { ...file, isMacExecutable: true } : file);
  }

  /** Programs and libraries have no ending, or one of these; every other file is not opened. */
  *#isProgram(path: string, sizeInBytes: number): DiskWork<boolean> {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name.includes(".") && !/\.(dylib|so|bundle|tool|o)$/i.test(name)) return false;
    if (sizeInBytes < 28 || this.budget.programs <= 0) return false;
    this.budget.programs--;
    const bytes = yield* readStart(this.#onDisk(path), Math.min(sizeInBytes, machOHeaderBytes));
    return bytes !== undefined && isMacExecutable(bytes);
  }

  #onDisk(path: string): string {
    return joinPackPath(this.root.path, path);
  }
}
