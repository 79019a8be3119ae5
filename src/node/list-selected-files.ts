import { closeSync, openSync, readdirSync, readSync, realpathSync, type Stats, statSync } from "node:fs";
import {
  type FileListing,
  type ListedFile,
  mostListedFiles,
  planListing,
  possibleRoots,
} from "../model/packs/file-listing";
import { isMacExecutable, machOHeaderBytes } from "../model/packs/mach-o";
import { joinPackPath } from "../model/packs/pack-path";
import { type PackagingManifest, readPackagingManifest } from "../model/packs/packaging-manifest";
import { isBelow } from "../model/project/paths";
import type { ProjectSnapshot } from "../model/project/snapshot";

/** Each costs the opening of a file. */
const mostProgramsLookedAt = 1000;

/** Version control is never what somebody means to ship, and large. */
const neverListed = new Set([".git", ".svn", ".hg"]);

/**
 * Looks up on disk what the packaging manifests of a snapshot may select, so that rules and previews can say it.
 * `folders` are those that were opened or checked: no working directory is looked for above them. At most 100,000 files
 * are listed over all; of a manifest that does not fit the listing says that it is not complete.
 */
export function listSelectedFiles(snapshot: ProjectSnapshot, folders: readonly string[]): readonly FileListing[] {
  const budget = { files: mostListedFiles, programs: mostProgramsLookedAt };
  const listings: FileListing[] = [];
  for (const file of snapshot.files.values()) {
    if (file.kind !== "packaging-manifest" || file.root === undefined) continue;
    const manifest = readPackagingManifest(file.root);
    if (manifest.selectors.length === 0) continue;
    const ceiling = folders.find((folder) => isBelow(file.path, folder));
    const root = chooseRoot(file.path, manifest, ceiling);
    if (root !== undefined) listings.push(new Lister(file.path, root, budget).list(manifest));
  }
  return listings;
}

interface Root {
  readonly path: string;
  readonly basis: FileListing["basis"];
}

/** The nearest folder with the most of what the manifest names. */
function chooseRoot(path: string, manifest: PackagingManifest, ceiling: string | undefined): Root | undefined {
  const roots = possibleRoots(path, manifest, ceiling);
  if (manifest.sourceRoot !== undefined) {
    const [only] = roots;
    return only === undefined ? undefined : { path: only, basis: "source-root" };
  }
  const plan = planListing(manifest);
  // "" is there in every folder, and tells nothing.
  const named = [...plan.paths, ...plan.folders].filter((name) => name !== "").slice(0, 1000);
  let best: Root | undefined;
  let bestCount = 0;
  for (const root of roots) {
    const count = named.filter((name) => statOf(`${root}/${name}`) !== undefined).length;
    if (count > bestCount) {
      best = { path: root, basis: "found" };
      bestCount = count;
    }
  }
  const [own] = roots;
  return best ?? (own === undefined ? undefined : { path: own, basis: "unknown" });
}

class Lister {
  readonly #files = new Map<string, ListedFile>();
  readonly #folders = new Set<string>();
  readonly #missing = new Set<string>();
  #isComplete = true;

  constructor(
    private readonly manifestPath: string,
    private readonly root: Root,
    private readonly budget: { files: number; programs: number },
  ) {}

  list(manifest: PackagingManifest): FileListing {
    const plan = planListing(manifest);
    // A working directory that nobody knows is not walked: only what the manifest names would have told it.
    if (this.root.basis !== "unknown") {
      for (const path of plan.paths) this.#look(path);
      for (const folder of plan.folders) this.#look(folder);
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

  #look(path: string): void {
    const stats = statOf(this.#onDisk(path));
    if (stats === undefined) this.#missing.add(path);
    else if (stats.isDirectory()) this.#walk(path);
    else this.#add(path, stats);
  }

  #walk(start: string): void {
    if (this.#folders.has(start)) return;
    this.#folders.add(start);
    const open = [start];
    const visited = new Set<string>();
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      try {
        // A link back to a folder above would never end; what a second link to one folder adds is left out, and said.
        const real = realpathSync(this.#onDisk(folder));
        if (visited.has(real)) {
          this.#isComplete = false;
          continue;
        }
        visited.add(real);
        for (const entry of readdirSync(this.#onDisk(folder), { withFileTypes: true })) {
          const path = joinPackPath(folder, entry.name);
          const isFolder = entry.isSymbolicLink() ? statOf(this.#onDisk(path))?.isDirectory() : entry.isDirectory();
          if (isFolder !== true) this.#add(path, statOf(this.#onDisk(path)));
          else if (!neverListed.has(entry.name)) open.push(path);
          if (this.budget.files <= 0) {
            this.#isComplete = false;
            return;
          }
        }
      } catch {
        // A folder that may not be read: what is in it is unknown.
        this.#isComplete = false;
      }
    }
  }

  #add(path: string, stats: Stats | undefined): void {
    if (stats?.isFile() !== true || this.#files.has(path)) return;
    if (this.budget.files <= 0) {
      this.#isComplete = false;
      return;
    }
    this.budget.files--;
    const file: ListedFile = { path, sizeInBytes: stats.size, modifiedAtMs: stats.mtimeMs };
    this.#files.set(path, this.#isProgram(path, stats) ? { ...file, isMacExecutable: true } : file);
  }

  /** Programs and libraries have no ending, or one of these; every other file is not opened. */
  #isProgram(path: string, stats: Stats): boolean {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name.includes(".") && !/\.(dylib|so|bundle|tool|o)$/i.test(name)) return false;
    if (stats.size < 28 || this.budget.programs <= 0) return false;
    this.budget.programs--;
    try {
      const descriptor = openSync(this.#onDisk(path), "r");
      try {
        const bytes = new Uint8Array(Math.min(stats.size, machOHeaderBytes));
        return isMacExecutable(bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0)));
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return false;
    }
  }

  #onDisk(path: string): string {
    return path === "" ? this.root.path : `${this.root.path}/${path}`;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
