import type { InlayHint, Range } from "vscode-languageserver-types";
import { catalogueKeyNamed } from "../model/key-catalogue";
import type { PlistDict, PlistEntry } from "../model/plist/syntax";
import type { ModelFile, PlistFile, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { OffsetRange } from "../model/text";
import { manifestAssetsOf } from "./manifest-assets-of";
import { packHints } from "./pack-hints";

/** Below that the number itself is as short as what the hint would say. */
const smallestShown = 1000;

/**
 * Hints in the visible part of a file: bytes as people say them behind the size keys of an Info.plist and the sizes of a
 * manifest, the lane of each asset behind its URL, and what the selectors of a pack select. Nothing outside of `range` is looked at closely.
 */
export function inlayHints(snapshot: ProjectSnapshot, path: string, range: Range): readonly InlayHint[] {
  const file = snapshot.files.get(path);
  if (file === undefined) return [];
  const visible = { start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end) };
  if ("plist" in file) return file.kind === "entitlements" ? [] : [...plistHints(file, visible)];
  if (file.kind === "packaging-manifest") return [...packHints(snapshot, file, visible)];
  return [...manifestHints(snapshot, file, visible)];
}

function* plistHints(file: PlistFile, visible: OffsetRange): Iterable<InlayHint> {
  // Nodes of a binary property list have no places.
  if (file.plist.format === "binary" || file.plist.root?.kind !== "dict") return;
  for (const entry of entriesIn(file.plist.root, visible)) {
    yield* sizeHint(file, entry, visible);
    if (entry.key.name !== "BAInitialDownloadRestrictions" || entry.value?.kind !== "dict") continue;
    for (const child of entriesIn(entry.value, visible)) yield* sizeHint(file, child, visible);
  }
}

function* sizeHint(file: PlistFile, { key, value }: PlistEntry, visible: OffsetRange): Iterable<InlayHint> {
  if (!isIn(value?.contentRange, visible)) return;
  if (value?.kind !== "integer" || value.value === undefined || value.value < smallestShown) return;
  const known = catalogueKeyNamed(key.name);
  if (known?.unit !== "bytes") return;
  yield hint(file, value.contentRange.end, sizeForPeople(value.value), `In bytes ${known.counts ?? ""}`.trim());
}

/** Who counts in powers of two finds the number that was meant: 524288000 is 500 times 1024 times 1024. */
function sizeForPeople(sizeInBytes: number | bigint): string {
  const decimal = formatBytes(sizeInBytes);
  const mebibytes = Number(sizeInBytes) / (1024 * 1024);
  return Number.isInteger(mebibytes) && mebibytes > 0 ? `${decimal} (${mebibytes} MiB)` : decimal;
}

/** The entries that touch a range: a binary search for the first one, and no look at what comes behind. */
function* entriesIn(dict: PlistDict, { start, end }: OffsetRange): Iterable<PlistEntry> {
  let low = 0;
  let high = dict.entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((dict.entries[middle]?.range.end ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  for (let index = low; index < dict.entries.length; index++) {
    const entry = dict.entries[index];
    if (entry === undefined || entry.range.start > end) return;
    yield entry;
  }
}

function* manifestHints(snapshot: ProjectSnapshot, file: ModelFile, visible: OffsetRange): Iterable<InlayHint> {
  const manifest = manifestAssetsOf(snapshot, file);
  if (manifest === undefined) return;
  // Where no member says which assets are essential, the extension's code decides: there is no lane to show.
  const hasLanes = manifest.mapping?.item.essential !== undefined;
  for (const { ranges, fileSizeInBytes, essential } of manifest.assets) {
    if (isIn(ranges.fileSize, visible) && fileSizeInBytes !== undefined && fileSizeInBytes >= smallestShown) {
      yield hint(file, ranges.fileSize.end, formatBytes(fileSizeInBytes), "On the wire");
    }
    if (hasLanes && isIn(ranges.url, visible)) {
      const lane = essential ? "essential" : "non-essential";
      const key = essential ? "BAEssentialDownloadAllowance" : "BADownloadAllowance";
      yield hint(file, ranges.url.end, lane, `Counts against ${key} until the first launch`);
    }
  }
}

function isIn(range: OffsetRange | undefined, visible: OffsetRange): range is OffsetRange {
  return range !== undefined && range.end >= visible.start && range.start <= visible.end;
}

function hint(file: ModelFile, offset: number, label: string, tooltip: string): InlayHint {
  return { position: file.lines.positionAt(offset), label, tooltip, paddingLeft: true };
}
