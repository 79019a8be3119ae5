import { formatBytes } from "../model/sizes";
import { hostingOf } from "./packaging-manifest";
import { type KnownPack, packsByApp } from "./packs";
import type { Finding, SnapshotRule } from "./rule";
import { reported } from "./sources";

const documentedCount = 100;
const largestCount = 200;
const largestTotalInBytes = 200_000_000_000;

export const tooManyPacks: SnapshotRule = {
  code: "BA332",
  title: "More asset packs than Apple hosts for an app",
  severity: "warning",
  scope: "snapshot",
  evidence: [
    {
      label: "documented",
      says: "App Store Connect Help: an app's record holds 100 asset packs, and 200 GB, compressed, of the largest version of each.",
    },
    reported("In September 2026 App Store Connect Help names 200 packs."),
  ],
  explanation:
    "Apple hosts a limited number of packs for each app: 100 by the help pages of 2025, 200 by later ones; all platforms and languages together. Their sizes add up to 200 GB at most, compressed, the largest version of each pack counting. What lies in the folder is counted uncompressed here, so that its total is a hint. Packs that you host yourself are not limited.",
  *check(snapshot) {
    for (const packs of packsByApp(snapshot)) {
      const [first] = packs;
      if (first === undefined || hostingOf(snapshot, first.file.path) !== "apple") continue;
      yield* count(packs);
      yield* total(packs);
    }
  },
};

function* count(packs: readonly KnownPack[]): Iterable<Finding> {
  const seen = new Set<string>();
  const beyond: KnownPack[] = [];
  for (const pack of packs) {
    const id = pack.manifest.id?.value;
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    if (seen.size === documentedCount + 1 || seen.size === largestCount + 1) beyond.push(pack);
  }
  const pack = beyond.at(-1);
  if (pack?.manifest.id === undefined) return;
  const isTooMany = seen.size > largestCount;
  yield {
    path: pack.file.path,
    range: pack.manifest.id.range,
    severity: isTooMany ? "error" : "warning",
    message: `These are ${seen.size} asset packs: ${
      isTooMany
        ? `App Store Connect takes ${largestCount} for an app at most`
        : `App Store Connect took ${documentedCount} for an app until 2026, and ${largestCount} since`
    }. Put files that are used together into one pack.`,
  };
}

function* total(packs: readonly KnownPack[]): Iterable<Finding> {
  const largest = new Map<string, number>();
  for (const { manifest, contents } of packs) {
    if (manifest.id === undefined || contents === undefined) continue;
    const { value } = manifest.id;
    largest.set(value, Math.max(largest.get(value) ?? 0, contents.sizeInBytes));
  }
  const sum = [...largest.values()].reduce((all, size) => all + size, 0);
  const first = packs.find(({ manifest }) => manifest.id !== undefined);
  if (sum <= largestTotalInBytes || first?.manifest.id === undefined) return;
  yield {
    path: first.file.path,
    range: first.manifest.id.range,
    severity: "info",
    message: `The asset packs hold ${formatBytes(sum)} before compression, and Apple hosts ${formatBytes(largestTotalInBytes)} of them, compressed, for an app. Compare with the archives' sizes.`,
  };
}
