import { declaredSize, type SizeKey } from "./declared-sizes";
import { asksForSelfHostingKeys, missingKeySeverity, missingTopKey } from "./missing-key";
import type { ProjectRule } from "./rule";
import { keyPage, reported } from "./sources";

const keys: readonly { readonly key: SizeKey; readonly allowance: SizeKey; readonly counts: string }[] = [
  {
    key: "BAMaxInstallSize",
    allowance: "BADownloadAllowance",
    counts: "the non-essential assets",
  },
  {
    key: "BAEssentialMaxInstallSize",
    allowance: "BAEssentialDownloadAllowance",
    counts: "the essential assets",
  },
];

export const installSizeMissing: ProjectRule = {
  code: "BA127",
  title: "BAMaxInstallSize or BAEssentialMaxInstallSize is missing",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAMaxInstallSize", "The key is marked as required; the App Store's product page uses it."),
    keyPage("BAEssentialMaxInstallSize", "The key is marked as required; the App Store's product page uses it."),
    reported("App Store Connect refuses the upload of a self-hosted project with ITMS-90923 or ITMS-90924."),
  ],
  explanation:
    "A self-hosted project declares how much its assets occupy on the device when they are unpacked: `BAEssentialMaxInstallSize` for the essential ones, `BAMaxInstallSize` for the others. The two are separate, and both are needed; 0 is legal. The App Store shows them on the product page, so Apple asks not to overstate.",
  examples: {
    wrong: "<key>BAMaxInstallSize</key>\n<integer>450000000</integer>",
    right:
      "<key>BAEssentialMaxInstallSize</key>\n<integer>0</integer>\n<key>BAMaxInstallSize</key>\n<integer>450000000</integer>",
  },
  *check(project) {
    if (!asksForSelfHostingKeys(project)) return;
    for (const { key, allowance, counts } of keys) {
      const declared = declaredSize(project, allowance)?.bytes;
      const value = declared ?? 0;
      const finding = missingTopKey(project, {
        key,
        near: [key === "BAMaxInstallSize" ? "BAEssentialMaxInstallSize" : "BAMaxInstallSize", "BAManifestURL"],
        message: `${key} is missing: App Store Connect refuses the upload of a self-hosted app without it (ITMS-90923). Add the bytes that ${counts} occupy on the device when unpacked; 0 if there are none.`,
        value,
        fixTitle: `Add ${key} (${value})`,
        // Unpacked is at least as much as transferred; how much more only the developer knows.
        preferred: declared === 0,
      });
      if (finding !== undefined) yield { ...finding, severity: missingKeySeverity(project) };
    }
  },
};
