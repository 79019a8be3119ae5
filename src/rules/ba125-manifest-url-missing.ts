import { asksForSelfHostingKeys, missingKeySeverity, missingTopKey } from "./missing-key";
import type { ProjectRule } from "./rule";
import { keyPage, reported, session, unmanagedArticle } from "./sources";

export const manifestUrlMissing: ProjectRule = {
  code: "BA125",
  title: "BAManifestURL is missing in a self-hosted project",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAManifestURL", "The key is marked as required."),
    unmanagedArticle("The system downloads the manifest before it launches the extension."),
    session(2025, "Self-hosted managed projects need it too."),
    reported("App Store Connect refuses the upload with ITMS-90923 or ITMS-90924."),
  ],
  explanation:
    "Every event of a self-hosted project begins with the download of the manifest. Without its URL the extension is never asked for downloads, and App Store Connect refuses the upload. Only an Apple-hosted project has none.",
  examples: {
    wrong: "<key>BAInitialDownloadRestrictions</key>\n<dict>…</dict>",
    right:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>…</dict>\n<key>BAManifestURL</key>\n<string>https://assets.example.com/manifest.json</string>",
  },
  *check(project) {
    if (!asksForSelfHostingKeys(project)) return;
    const finding = missingTopKey(project, {
      key: "BAManifestURL",
      near: ["BAInitialDownloadRestrictions", "BAHasManagedAssetPacks"],
      message:
        "BAManifestURL is missing: a self-hosted app without it downloads nothing, and App Store Connect refuses the upload (ITMS-90923). Add the https URL of the manifest.",
      value: "https://",
      fixTitle: "Add BAManifestURL",
      preferred: false,
    });
    if (finding !== undefined) yield { ...finding, severity: missingKeySeverity(project) };
  },
};
