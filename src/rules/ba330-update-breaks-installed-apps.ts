import { member, rangeOfNode } from "../model/json/tree";
import { describeChange } from "../model/packs/describe-change";
import { packContents } from "../model/packs/pack-contents";
import { publishedPacksFileName, readPublishedPacks } from "../model/packs/published-packs";
import { comparePacks, isBreaking, type PackChange } from "../model/packs/update-safety";
import { fileName, folderOf, isBelow } from "../model/project/paths";
import type { ModelFile } from "../model/project/snapshot";
import { type KnownPack, packsOf } from "./packs";
import type { Finding, SnapshotRule } from "./rule";
import { reported, session } from "./sources";

export const updateBreaksInstalledApps: SnapshotRule = {
  code: "BA330",
  title: "The packs break apps that are installed, or drop a platform",
  severity: "error",
  scope: "snapshot",
  evidence: [
    session(2025, "A new version of an asset pack reaches every installed version of the app."),
    reported("A platform that an earlier version of a pack had, and that is missing now, is refused with ITMS-91148."),
  ],
  explanation: `A new version of a pack replaces the old one for every version of the app that is installed anywhere. Where the project remembers what it published (\`background-assets packs record\` writes \`${publishedPacksFileName}\`), its manifests are compared with that: a file that a recorded version reads and that no pack has any more, a pack that is gone, a platform that was dropped. Where the files of a pack are not all known, nothing is said to be missing. \`background-assets packs diff\` shows the other changes as well.`,
  *check(snapshot) {
    for (const file of snapshot.files.values()) {
      if (file.kind !== "other" || fileName(file.path) !== publishedPacksFileName) continue;
      const packs = packsOf(snapshot).filter((pack) => isBelow(pack.file.path, folderOf(file.path)));
      if (packs.length > 0) yield* compare(file, packs);
    }
  },
};

function* compare(file: ModelFile, packs: readonly KnownPack[]): Iterable<Finding> {
  const reading = readPublishedPacks(file.text);
  if (reading.kind === "unreadable") {
    yield {
      path: file.path,
      range: { start: 0, end: 0 },
      severity: "warning",
      message: `The packs are not compared with what was published: this file cannot be read. ${reading.message} Restore it, or write it anew with background-assets packs record.`,
    };
    return;
  }
  const now = packs.map((pack) => packContents(pack.file.path, pack.manifest, pack.contents));
  for (const change of comparePacks(reading.published, now)) {
    if (isBreaking(change)) yield { ...placeOf(change, packs, file), message: describeChange(change) };
  }
}

function placeOf(change: PackChange, packs: readonly KnownPack[], file: ModelFile): Pick<Finding, "path" | "range"> {
  const pack = "packId" in change ? packs.find(({ manifest }) => manifest.id?.value === change.packId) : undefined;
  if (pack === undefined) return { path: file.path, range: { start: 0, end: 0 } };
  const platforms = change.kind === "platform-dropped" ? member(pack.file.root, "platforms") : undefined;
  const range = platforms === undefined ? pack.manifest.id?.range : rangeOfNode(platforms);
  return { path: pack.file.path, range: range ?? { start: 0, end: 0 } };
}
