import { lanesOf, restrictionsFromManifest } from "./manifest-lanes";
import { asksForSelfHostingKeys, missingKeySeverity, missingTopKey } from "./missing-key";
import type { ProjectRule } from "./rule";
import { keyPage, reported } from "./sources";

export const restrictionsMissing: ProjectRule = {
  code: "BA102",
  title: "BAInitialDownloadRestrictions is missing",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAInitialDownloadRestrictions", "The key is marked as required."),
    reported(
      "The process is ended at its first call into the framework: “The app must contain a dictionary with a key named BAInitialDownloadRestrictions”.",
    ),
  ],
  explanation:
    "A self-hosted project says in this dictionary how much, and from which hosts, may be downloaded between the installation and the first launch. Without it the app is ended on the device when it first touches Background Assets, and App Store Connect refuses the upload (ITMS-90923 or ITMS-90924). An Apple-hosted project must not have it (BA108).",
  examples: {
    wrong: "<key>BAManifestURL</key>\n<string>https://assets.example.com/manifest.json</string>",
    right:
      "<key>BAManifestURL</key>\n<string>https://assets.example.com/manifest.json</string>\n<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t<key>BADownloadAllowance</key>\n\t<integer>0</integer>\n\t<key>BADownloadDomainAllowList</key>\n\t<array>\n\t\t<string>assets.example.com</string>\n\t</array>\n\t<key>BAEssentialDownloadAllowance</key>\n\t<integer>0</integer>\n</dict>",
  },
  *check(project) {
    if (!asksForSelfHostingKeys(project)) return;
    const finding = missingTopKey(project, {
      key: "BAInitialDownloadRestrictions",
      near: ["BAManifestURL", "BAHasManagedAssetPacks"],
      message:
        "BAInitialDownloadRestrictions is missing. A self-hosted app without it is ended on the device at its first use of Background Assets, and App Store Connect refuses the upload. Add the dictionary with both allowances and the hosts.",
      value: restrictionsFromManifest(project),
      fixTitle: "Add BAInitialDownloadRestrictions",
      // Without a manifest it is a form to fill in: nobody should get it unasked.
      preferred: lanesOf(project) !== undefined,
    });
    if (finding !== undefined) yield { ...finding, severity: missingKeySeverity(project) };
  },
};
