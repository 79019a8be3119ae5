import { restrictionsFromManifest } from "./manifest-lanes";
import { hasSelfHostingKey, missingKeySeverity } from "./missing-key";
import { insertKey, insertKeys } from "./plist-fixes";
import { intendedMode, rootDict, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { appleHostedArticle, keyPage, reported, session } from "./sources";

export const hostingNotSaid: ProjectRule = {
  code: "BA107",
  title: "A managed project says neither that Apple hosts nor where it hosts itself",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAUsesAppleHosting", "YES for asset packs that Apple hosts."),
    appleHostedArticle("The three keys of an Apple-hosted project."),
    session(2025, "Self-hosted managed projects have other required keys, BAManifestURL among them."),
    reported("Without BAUsesAppleHosting the system expects the self-hosting keys and ends the app at those."),
  ],
  explanation:
    "A managed project without `BAUsesAppleHosting` is a self-hosted one: it then needs `BAManifestURL`, `BAInitialDownloadRestrictions`, `BAMaxInstallSize` and `BAEssentialMaxInstallSize`. Where none of them is there, Apple's hosting was probably meant.",
  examples: {
    wrong:
      "<key>BAAppGroupID</key>\n<string>group.com.example.app</string>\n<key>BAHasManagedAssetPacks</key>\n<true/>",
    right:
      "<key>BAAppGroupID</key>\n<string>group.com.example.app</string>\n<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAUsesAppleHosting</key>\n<true/>",
  },
  *check(project) {
    const { app } = project;
    const dict = rootDict(app);
    const managed = topEntry(app, "BAHasManagedAssetPacks");
    if (dict === undefined || managed === undefined || intendedMode(project) !== "self-hosted-managed") return;
    const hosting = topEntry(app, "BAUsesAppleHosting");
    // Another type than a boolean is BA124's.
    if (hasSelfHostingKey(project) || (hosting !== undefined && hosting.value?.kind !== "boolean")) return;
    const saysNo = hosting !== undefined;
    yield {
      path: app.path,
      range: (hosting ?? managed).key.range,
      severity: saysNo ? missingKeySeverity(project) : "error",
      message: saysNo
        ? "BAUsesAppleHosting is false, so the asset packs are self-hosted, but BAManifestURL, BAInitialDownloadRestrictions, BAMaxInstallSize and BAEssentialMaxInstallSize are missing: the app is ended at its first use of AssetPackManager. Add them, or set BAUsesAppleHosting to true."
        : "BAHasManagedAssetPacks is set without BAUsesAppleHosting: the asset packs count as self-hosted, and BAManifestURL, BAInitialDownloadRestrictions, BAMaxInstallSize and BAEssentialMaxInstallSize are missing. If Apple hosts them, add BAUsesAppleHosting; otherwise add those keys.",
      fixes: [
        ...(saysNo
          ? []
          : [
              {
                title: "Add BAUsesAppleHosting (Apple hosts the asset packs)",
                preferred: true,
                edits: () => [insertKey(app, dict, "BAUsesAppleHosting", true)],
              },
            ]),
        {
          title: "Add the keys of a self-hosted project",
          preferred: false,
          edits: () => [
            insertKeys(app, dict, {
              BAManifestURL: "https://",
              BAInitialDownloadRestrictions: restrictionsFromManifest(project),
              BAEssentialMaxInstallSize: 0,
              BAMaxInstallSize: 0,
            }),
          ],
        },
      ],
    };
  },
};
