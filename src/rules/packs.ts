import type { Node } from "jsonc-parser";
import type { FileListing } from "../model/packs/file-listing";
import { type PackagingManifest, readPackagingManifest } from "../model/packs/packaging-manifest";
import { type ResolvedPack, type ResolvedSelector, resolvePack } from "../model/packs/resolve-pack";
import type { AppProject, JsonFile, ModelFile, ProjectSnapshot } from "../model/project/snapshot";
import { packagingManifest } from "./packaging-manifest";
import { projectForFile } from "./project-lookup";

/** A packaging manifest with what it selects on disk. */
export interface KnownPack {
  readonly file: JsonFile & { readonly root: Node };
  readonly manifest: PackagingManifest;
  /** Undefined where nobody looked, or where it is not known in which folder to look. */
  readonly contents: ResolvedPack | undefined;
  readonly listing: FileListing | undefined;
  readonly project: AppProject | undefined;
}

/** The packaging manifest that a file is; undefined for anything else. */
export function packOf(file: ModelFile, snapshot: ProjectSnapshot): KnownPack | undefined {
  const packaging = packagingManifest(file);
  if (packaging === undefined) return undefined;
  const manifest = readPackagingManifest(packaging.root);
  const listing = snapshot.listings.get(file.path);
  const isKnown = listing !== undefined && listing.basis !== "unknown";
  return {
    file: packaging,
    manifest,
    contents: isKnown ? resolvePack(manifest, listing) : undefined,
    listing: isKnown ? listing : undefined,
    project: projectForFile(snapshot, file.path),
  };
}

const packsBySnapshot = new WeakMap<ProjectSnapshot, readonly KnownPack[]>();

/** Every packaging manifest of a snapshot, in the order of the paths. */
export function packsOf(snapshot: ProjectSnapshot): readonly KnownPack[] {
  const known = packsBySnapshot.get(snapshot);
  if (known !== undefined) return known;
  const packs = [...snapshot.files.values()]
    .flatMap((file) => packOf(file, snapshot) ?? [])
    .sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  packsBySnapshot.set(snapshot, packs);
  return packs;
}

/** The packs that belong to one app; those of no app are together where there is no app at all. */
export function packsByApp(snapshot: ProjectSnapshot): readonly (readonly KnownPack[])[] {
  const groups = new Map<string, KnownPack[]>();
  for (const pack of packsOf(snapshot)) {
    if (pack.project === undefined && snapshot.projects.length > 0) continue;
    const key = pack.project?.folder ?? "";
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pack]);
    else group.push(pack);
  }
  return [...groups.values()];
}

/**
 * Work over the contents of an app's packs, done again only when one of them changes: with a hundred thousand files
 * nobody wants to pay for it with every letter typed into an Info.plist.
 */
export function rememberedByContents<T>(work: (packs: readonly KnownPack[]) => T): (packs: readonly KnownPack[]) => T {
  const known = new WeakMap<JsonFile, { readonly packs: readonly KnownPack[]; readonly result: T }>();
  return (packs) => {
    const first = packs[0]?.file;
    const before = first === undefined ? undefined : known.get(first);
    if (before !== undefined && haveSameContents(before.packs, packs)) return before.result;
    const result = work(packs);
    if (first !== undefined) known.set(first, { packs, result });
    return result;
  };
}

function haveSameContents(before: readonly KnownPack[], packs: readonly KnownPack[]): boolean {
  return (
    before.length === packs.length &&
    before.every(({ file, listing }, index) => file === packs[index]?.file && listing === packs[index]?.listing)
  );
}

/** Whether two packs can be on one device at a time: not for other platforms, and not another language of the same. */
export function canMeet(one: PackagingManifest, other: PackagingManifest): boolean {
  if (one.language?.value !== other.language?.value) return false;
  const platforms = one.platforms.map(({ value }) => value);
  if (platforms.length === 0 || other.platforms.length === 0) return true;
  return other.platforms.some(({ value }) => platforms.includes(value));
}

/** The selectors of a manifest with what they match, where that is known. */
export function* resolvedSelectors(pack: KnownPack | undefined): Iterable<ResolvedSelector> {
  yield* pack?.contents?.selectors ?? [];
}

/** `a, b and 3 more`. */
export function someOf(names: readonly string[], shown = 3): string {
  const rest = names.length - shown;
  return names.slice(0, shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
