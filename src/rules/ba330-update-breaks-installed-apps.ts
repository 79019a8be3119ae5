import { describeChange } from "../model/packs/describe-change";
import { publishedPacksFileName } from "../model/packs/published-packs";
import { isBreaking } from "../model/packs/update-safety";
import { type PublishedComparison, placeOfChange, publishedComparisons } from "./published-comparison";
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
    for (const comparison of publishedComparisons(snapshot)) yield* findings(comparison);
  },
};

function* findings(comparison: PublishedComparison): Iterable<Finding> {
  const { file, changes } = comparison;
  if (typeof changes === "string") {
    yield {
      path: file.path,
      range: { start: 0, end: 0 },
      severity: "warning",
      message: `The packs are not compared with what was published: this file cannot be read. ${changes} Restore it, or write it anew with background-assets packs record.`,
    };
    return;
  }
  for (const change of changes) {
    if (isBreaking(change)) yield { ...placeOfChange(change, comparison), message: describeChange(change) };
  }
}
