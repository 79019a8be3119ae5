import { member, rangeOfNode } from "../model/json/tree";
import { packContents } from "../model/packs/pack-contents";
import { publishedPacksFileName, readPublishedPacks } from "../model/packs/published-packs";
import { comparePacks, type PackChange } from "../model/packs/update-safety";
import { fileName, folderOf, isBelow } from "../model/project/paths";
import type { ModelFile, ProjectSnapshot } from "../model/project/snapshot";
import { type KnownPack, packsOf } from "./packs";
import type { Finding } from "./rule";

/** The packs below a file of published packs, beside what the file remembers. */
export interface PublishedComparison {
  readonly file: ModelFile;
  readonly packs: readonly KnownPack[];
  /** Breaking ones first; a text: why the file cannot be read. */
  readonly changes: readonly PackChange[] | string;
}

/** Compares the packs of a snapshot with what was published, wherever that is remembered. */
export function* publishedComparisons(snapshot: ProjectSnapshot): Iterable<PublishedComparison> {
  for (const file of snapshot.files.values()) {
    if (file.kind !== "other" || fileName(file.path) !== publishedPacksFileName) continue;
    const packs = packsOf(snapshot).filter((pack) => isBelow(pack.file.path, folderOf(file.path)));
    if (packs.length === 0) continue;
    const reading = readPublishedPacks(file.text);
    const now = packs.map((pack) => packContents(pack.file.path, pack.manifest, pack.contents));
    yield {
      file,
      packs,
      changes: reading.kind === "unreadable" ? reading.message : comparePacks(reading.published, now),
    };
  }
}

/** Where a change is in the manifests of now; what is gone is in the file that remembers it. */
export function placeOfChange(
  change: PackChange,
  { packs, file }: PublishedComparison,
): Pick<Finding, "path" | "range"> {
  const id = "packId" in change ? change.packId : change.toPackId;
  const pack = packs.find(({ manifest }) => manifest.id?.value === id);
  if (pack === undefined) return { path: file.path, range: { start: 0, end: 0 } };
  const platforms = change.kind === "platform-dropped" ? member(pack.file.root, "platforms") : undefined;
  const range = platforms === undefined ? pack.manifest.id?.range : rangeOfNode(platforms);
  return { path: pack.file.path, range: range ?? { start: 0, end: 0 } };
}
