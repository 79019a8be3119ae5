import { formatBytes } from "../model/sizes";
import { declaredSize } from "./declared-sizes";
import { lanesOf } from "./manifest-lanes";
import { replaceValue } from "./plist-fixes";
import { isSelfHosted } from "./project-facts";
import type { ProjectRule } from "./rule";
import { forumThread, keyPage, restrictionKeyPage } from "./sources";

export const sumOfBothLanes: ProjectRule = {
  code: "BA116",
  title: "A size looks like the sum of both lanes",
  severity: "warning",
  scope: "project",
  evidence: [
    forumThread(734141, "The essential and the non-essential sizes are fully separate; none includes the other."),
    restrictionKeyPage("BADownloadAllowance", "The upper bound of the initial non-essential downloads."),
    keyPage("BAMaxInstallSize", "The installed size of the non-essential assets."),
  ],
  explanation:
    "There are two budgets that know nothing of each other: `BAEssentialDownloadAllowance` and `BAEssentialMaxInstallSize` for essential assets, `BADownloadAllowance` and `BAMaxInstallSize` for the others. Who writes the sum of both into the second one declares the essential bytes twice; the App Store's product page then shows too much.",
  examples: {
    wrong:
      "<!-- 100 MB essential, 300 MB not -->\n<key>BADownloadAllowance</key>\n<integer>400000000</integer>\n<key>BAEssentialDownloadAllowance</key>\n<integer>100000000</integer>",
    right:
      "<key>BADownloadAllowance</key>\n<integer>300000000</integer>\n<key>BAEssentialDownloadAllowance</key>\n<integer>100000000</integer>",
  },
  *check(project) {
    if (!isSelfHosted(project)) return;
    const allowance = declaredSize(project, "BADownloadAllowance");
    const lanes = lanesOf(project);
    if (allowance !== undefined && lanes !== undefined && lanes.unknownSizes === 0) {
      const essential = lanes.essential.assetBytes;
      const other = lanes.nonEssential.assetBytes;
      const sum = essential + other;
      const isSum = allowance.bytes === sum || allowance.bytes === sum + lanes.manifestBytes;
      if (essential > 0 && other > 0 && isSum) {
        const right = lanes.nonEssential.neededInBytes;
        yield {
          path: allowance.file.path,
          range: allowance.node.range,
          message: `BADownloadAllowance is ${formatBytes(allowance.bytes)}, the sum of the essential (${formatBytes(essential)}) and the non-essential assets (${formatBytes(other)}) of the manifest. It counts the non-essential ones only; the essential ones are in BAEssentialDownloadAllowance. Set it to ${formatBytes(right)}.`,
          fixes: [
            {
              title: `Set BADownloadAllowance to ${right} (${formatBytes(right)})`,
              preferred: true,
              edits: () => [replaceValue(allowance.file, allowance.node, right)],
            },
          ],
        };
      }
    }
    const installed = declaredSize(project, "BAMaxInstallSize");
    const essentialInstalled = declaredSize(project, "BAEssentialMaxInstallSize");
    if (installed === undefined || essentialInstalled === undefined || allowance === undefined) return;
    if (essentialInstalled.bytes === 0 || allowance.bytes === 0) return;
    if (installed.bytes === essentialInstalled.bytes + allowance.bytes) {
      yield {
        path: installed.file.path,
        range: installed.node.range,
        severity: "info",
        message: `BAMaxInstallSize (${formatBytes(installed.bytes)}) is exactly BAEssentialMaxInstallSize (${formatBytes(essentialInstalled.bytes)}) plus BADownloadAllowance (${formatBytes(allowance.bytes)}). It counts the non-essential assets only; if the essential ones are in it, the App Store's product page shows them twice.`,
      };
    }
  },
};
