import { allHosts } from "./manifest-lanes";
import { asksForSelfHostingKeys, missingKeySeverity, missingRestriction } from "./missing-key";
import type { ProjectRule } from "./rule";
import { reported, restrictionKeyPage } from "./sources";

export const allowListMissing: ProjectRule = {
  code: "BA126",
  title: "BADownloadDomainAllowList is missing",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage("BADownloadDomainAllowList", "The key is marked as required."),
    reported("App Store Connect refuses the upload with ITMS-90923 or ITMS-90924; the app is ended at run time."),
  ],
  explanation:
    "The restrictions of a self-hosted project name every host that may be downloaded from before the first launch. Without the list the upload is refused, and the app is ended when the framework reads its keys.",
  examples: {
    wrong:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t<key>BADownloadAllowance</key>\n\t<integer>0</integer>\n</dict>",
    right:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t<key>BADownloadAllowance</key>\n\t<integer>0</integer>\n\t<key>BADownloadDomainAllowList</key>\n\t<array>\n\t\t<string>assets.example.com</string>\n\t</array>\n</dict>",
  },
  *check(project) {
    if (!asksForSelfHostingKeys(project)) return;
    const hosts = allHosts(project);
    const finding = missingRestriction(project, {
      key: "BADownloadDomainAllowList",
      message:
        "BAInitialDownloadRestrictions has no BADownloadDomainAllowList: App Store Connect refuses the upload (ITMS-90923), and the app is ended at its first use of Background Assets. List every host that the manifest and the assets come from.",
      value: hosts,
      fixTitle:
        hosts.length === 0
          ? "Add BADownloadDomainAllowList"
          : `Add BADownloadDomainAllowList (${hosts.slice(0, 3).join(", ")})`,
      preferred: hosts.length > 0,
    });
    if (finding !== undefined) yield { ...finding, severity: missingKeySeverity(project) };
  },
};
