import { formatBytes } from "../model/sizes";
import { setFixes } from "./ba118-allowance-too-small";
import { declaredSize, type SizeKey } from "./declared-sizes";
import { type LaneNeed, lanesOf } from "./manifest-lanes";
import { isSelfHosted } from "./project-facts";
import type { ProjectRule } from "./rule";
import { session } from "./sources";

/** Half as much again, and more than 10 MB: below that it is a margin. */
const toleratedFactor = 1.5;
const toleratedBytes = 10_000_000;

export const allowanceFarTooLarge: ProjectRule = {
  code: "BA119",
  title: "An allowance is far above what the manifest needs",
  severity: "info",
  scope: "project",
  evidence: [
    session(
      2023,
      "The essential allowance should be close to what is scheduled; if it is far too large, the progress bar jumps.",
    ),
    session(2022, "App Review examines the restrictions; be as accurate as possible."),
  ],
  explanation:
    "The essential allowance feeds the progress of the installation and the download size that the App Store shows. Far above what is really downloaded the progress jumps and the store shows too much. This happens when content shrinks and the number stays.",
  examples: {
    wrong: "<key>BAEssentialDownloadAllowance</key>\n<integer>2000000000</integer>\n<!-- the manifest needs 412 MB -->",
    right: "<key>BAEssentialDownloadAllowance</key>\n<integer>412003000</integer>",
  },
  *check(project) {
    if (!isSelfHosted(project)) return;
    const lanes = lanesOf(project);
    if (lanes === undefined || lanes.unknownSizes > 0) return;
    const both: readonly (readonly [SizeKey, LaneNeed])[] = [
      ["BAEssentialDownloadAllowance", lanes.essential],
      ["BADownloadAllowance", lanes.nonEssential],
    ];
    for (const [key, need] of both) {
      const declared = declaredSize(project, key);
      if (declared === undefined || need.assetCount === 0) continue;
      const spare = declared.bytes - need.neededInBytes;
      if (spare <= toleratedBytes || declared.bytes <= need.neededInBytes * toleratedFactor) continue;
      // The sum of both lanes has its own explanation: BA116.
      const sum = lanes.essential.assetBytes + lanes.nonEssential.assetBytes;
      if (key === "BADownloadAllowance" && (declared.bytes === sum || declared.bytes === sum + lanes.manifestBytes))
        continue;
      yield {
        path: declared.file.path,
        range: declared.node.range,
        message: `${key} is ${formatBytes(declared.bytes)}; the manifest needs ${formatBytes(need.neededInBytes)}. ${
          key === "BAEssentialDownloadAllowance"
            ? "The progress of the installation jumps, and the App Store shows a larger download than there is."
            : "App Review looks at these numbers; keep them close to what is downloaded."
        }`,
        fixes: setFixes(key, declared, need.neededInBytes).map((fix) => ({ ...fix, preferred: false })),
      };
    }
  },
};
