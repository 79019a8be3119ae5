import { isBelow } from "../project/paths";
import type { DiskWork } from "./disk-question";
import { type FileListing, type ListedFile, planListing, possibleRoots } from "./file-listing";
import { listFiles, listingBudget } from "./list-files";
import { joinPackPath } from "./pack-path";
import type { PackagingManifest } from "./packaging-manifest";

/** A packaging manifest as it stands. */
export interface SelectingManifest {
  readonly path: string;
  readonly manifest: PackagingManifest;
  /** The folder that was opened: no working directory is looked for above it. */
  readonly ceiling: string | undefined;
}

interface Entry {
  selecting: SelectingManifest;
  /** What its listing depends on, apart from the disk. */
  readonly key: string;
  readonly roots: readonly string[];
  /** What is looked at, relative to a root. */
  readonly names: readonly string[];
  /** Counts what made a listing wrong; that of a listing is the one before its first question to the disk. */
  revision: number;
  listedRevision: number;
  listing: FileListing | undefined;
}

/**
 * The listings of a workspace that goes on changing: each is made again only when its manifest selects something else,
 * or when a file changes that it may have in it. A listing that was begun earlier never takes the place of a later one.
 */
export class KnownListings {
  readonly #entries = new Map<string, Entry>();
  #listings: readonly FileListing[] = [];
  #revision = 0;

  /** The same array until one of them changes. */
  get listings(): readonly FileListing[] {
    return this.#listings;
  }

  /** Whether something has to be listed. */
  get isStale(): boolean {
    return [...this.#entries.values()].some((entry) => entry.listedRevision < entry.revision);
  }

  /** Takes over the manifests of now. True where one selects something else than before, or is new or gone. */
  follow(manifests: Iterable<SelectingManifest>): boolean {
    const gone = new Set(this.#entries.keys());
    let isOther = false;
    for (const selecting of manifests) {
      gone.delete(selecting.path);
      const before = this.#entries.get(selecting.path);
      if (before?.selecting.manifest === selecting.manifest && before.selecting.ceiling === selecting.ceiling) continue;
      const entry = this.#entryOf(selecting, before);
      if (entry !== before) isOther = true;
      this.#entries.set(selecting.path, entry);
    }
    for (const path of gone) this.#entries.delete(path);
    if (isOther || gone.size > 0) this.#publish();
    return isOther || gone.size > 0;
  }

  /** A file or folder was made, written or removed. */
  changed(path: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.listedRevision >= entry.revision && concerns(entry, path)) entry.revision = ++this.#revision;
    }
  }

  /** Nothing that was listed counts any more. */
  changedAll(): void {
    for (const entry of this.#entries.values()) entry.revision = ++this.#revision;
  }

  /** Lists what is stale. Another change on the way leaves its manifest stale. */
  *listStale(): DiskWork<void> {
    const stale = [...this.#entries.values()].filter((entry) => entry.listedRevision < entry.revision);
    const budget = listingBudget();
    for (const entry of this.#entries.values()) {
      if (!stale.includes(entry)) budget.files -= entry.listing?.files.size ?? 0;
    }
    for (const entry of stale) {
      const { revision } = entry;
      const { path, manifest, ceiling } = entry.selecting;
      const listing = yield* listFiles(path, manifest, ceiling, budget, entry.listing);
      if (revision <= entry.listedRevision || this.#entries.get(path) !== entry) continue;
      entry.listedRevision = revision;
      if (!isSameListing(entry.listing, listing)) entry.listing = listing;
    }
    this.#publish();
  }

  #entryOf(selecting: SelectingManifest, before: Entry | undefined): Entry {
    const { path, manifest, ceiling } = selecting;
    const plan = planListing(manifest);
    const names = [...plan.paths, ...plan.folders];
    const root = manifest.sourceRoot?.value;
    const key = JSON.stringify([ceiling, root, plan.paths, plan.folders]);
    const roots = possibleRoots(path, manifest, ceiling);
    if (before?.key === key) {
      before.selecting = selecting;
      return before;
    }
    // What is in the old listing still is on disk: what it has not looked at, nobody judges until the new one is there.
    const isSameRoot = before !== undefined && before.selecting.manifest.sourceRoot?.value === root;
    const listing = isSameRoot ? before.listing : undefined;
    return { selecting, key, roots, names, listing, revision: ++this.#revision, listedRevision: 0 };
  }

  #publish(): void {
    const listings = [...this.#entries.values()].flatMap(({ listing }) => listing ?? []);
    const isSame =
      listings.length === this.#listings.length && listings.every((listing, at) => listing === this.#listings[at]);
    if (!isSame) this.#listings = listings;
  }
}

/** Whether a path is looked at for a manifest, or holds something that is. */
function concerns({ roots, names }: Entry, path: string): boolean {
  return roots.some((root) => {
    if (path !== root && !isBelow(path, root)) return isBelow(root, path);
    return names.some((name) => {
      const place = joinPackPath(root, name);
      return path === place || isBelow(path, place) || isBelow(place, path);
    });
  });
}

/** With the same object what was worked out for a listing stays worked out. */
function isSameListing(one: FileListing | undefined, other: FileListing | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.root === other.root &&
    one.basis === other.basis &&
    one.isComplete === other.isComplete &&
    isSameSet(one.folders, other.folders) &&
    isSameSet(one.missing, other.missing) &&
    one.files.size === other.files.size &&
    [...one.files].every(([path, file]) => isSameFile(file, other.files.get(path)))
  );
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

function isSameFile(one: ListedFile, other: ListedFile | undefined): boolean {
  return (
    one.sizeInBytes === other?.sizeInBytes &&
    one.modifiedAtMs === other.modifiedAtMs &&
    one.isMacExecutable === other.isMacExecutable
  );
}
