import type { PackContents } from "../model/packs/pack-contents";
import { appleHostedLimitInBytes, appleHostedWarningInBytes, packTotals } from "../model/packs/pack-totals";
import { formatBytes } from "../model/sizes";
import { counted } from "../rules/size-values";
import type { PackTreeNode, PackTreeProblem } from "./pack-tree";

/** App Store Connect Help named 100 packs until 2026 and names 200 since. */
const documentedPacks = 100;
const largestCount = 200;

/** The row "Totals" with a row for each figure; sizes before compression. */
export function* totalNodes(
  appId: string,
  packs: readonly PackContents[],
  isAppleHosted: boolean,
): Iterable<PackTreeNode> {
  const totals = packTotals(packs);
  const { sizeInBytes } = totals;
  const rows: PackTreeNode[] = [];
  // The figure first: the view may be narrow.
  const add = (description: string, label: string, tooltip: string, problem?: PackTreeProblem) => {
    const id = `total:${appId}:${description}`;
    rows.push({ id, kind: "total", label, description, tooltip, problem, opens: undefined, children: undefined });
  };
  const sizes: readonly (readonly [string, number, string])[] = [
    [
      "first installation, before the app opens",
      totals.essentialOnFirstInstallation,
      "Essential packs on firstInstallation",
    ],
    [
      "first installation, also afterwards",
      totals.prefetchOnFirstInstallation,
      "Prefetched packs on firstInstallation: the app may open before they are there.",
    ],
    [
      "update of the app, before it opens",
      totals.essentialOnSubsequentUpdate,
      "Essential packs on subsequentUpdate: every update of the app waits for those that are not on the device.",
    ],
    [
      "update of the app, also afterwards",
      totals.prefetchOnSubsequentUpdate,
      "Prefetched packs on subsequentUpdate: the app may open before they are there.",
    ],
    ["on demand", totals.onDemand, "Downloaded when the app asks for them."],
  ];
  for (const [label, size, tooltip] of sizes) if (size > 0) add(label, formatBytes(size), tooltip);
  if (isAppleHosted) {
    add(
      "more than the app, on the App Store page",
      `up to ${formatBytes(totals.productPageSizeInBytes)}`,
      "Essential packs without a language, and the largest set of one language.",
    );
    const limit = formatBytes(appleHostedLimitInBytes);
    add(
      "that Apple hosts for an app",
      `${formatBytes(sizeInBytes)} of ${limit}`,
      `An app record may have ${limit}, compressed, all platforms together. App Store Connect warns from 80 % on.`,
      sizeInBytes >= appleHostedWarningInBytes
        ? {
            severity: sizeInBytes > appleHostedLimitInBytes ? "error" : "warning",
            messages: [`${formatBytes(sizeInBytes)} of ${limit} that an app record may have.`],
          }
        : undefined,
    );
    add(
      "packs",
      `${totals.packs} of ${largestCount}`,
      "Apple's pages said 100 packs at most until 2026, and 200 since; all platforms and languages together.",
      totals.packs > documentedPacks
        ? {
            severity: totals.packs > largestCount ? "error" : "warning",
            messages: [
              `${counted(totals.packs, "pack")}: Apple hosts ${largestCount} at most, by its older pages 100.`,
            ],
          }
        : undefined,
    );
  }
  yield {
    id: `totals:${appId}`,
    kind: "totals",
    label: "Totals",
    description: `${totals.isComplete ? "" : "at least "}${formatBytes(sizeInBytes)} before compression`,
    tooltip: "By policy and event, before compression: Apple Archive compresses.",
    problem: undefined,
    opens: undefined,
    children: () => rows,
  };
}
