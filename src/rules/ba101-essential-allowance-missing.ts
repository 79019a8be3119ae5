import { lanesOf } from "./manifest-lanes";
import { asksForSelfHostingKeys, missingKeySeverity, missingRestriction } from "./missing-key";
import type { ProjectRule } from "./rule";
import { forumThread, reported, restrictionKeyPage } from "./sources";

export const essentialAllowanceMissing: ProjectRule = {
  code: "BA101",
  title: "BAEssentialDownloadAllowance is missing",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage("BAEssentialDownloadAllowance", "The key is marked as required."),
    forumThread(
      728265,
      "Since the SDK of iOS 16.4 an upload without the key is refused: “Missing Info.plist value. The extension … requires the BAInitialDownloadRestrictions.BAEssentialDownloadAllowance key”.",
    ),
    reported(
      "At run time the process ends with “The app must contain a number with a key named 'BAEssentialDownloadAllowance'”.",
    ),
  ],
  explanation:
    "A self-hosted project declares how many bytes its essential assets may transfer before the first launch, also when it has none: 0 is a legal value. Without the key App Store Connect refuses the upload (ITMS-90923 or ITMS-90924), whatever the deployment target, although the key's page says iOS 18.",
  examples: {
    wrong:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t<key>BADownloadAllowance</key>\n\t<integer>300000000</integer>\n</dict>",
    right:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t<key>BADownloadAllowance</key>\n\t<integer>300000000</integer>\n\t<key>BAEssentialDownloadAllowance</key>\n\t<integer>0</integer>\n</dict>",
  },
  *check(project) {
    if (!asksForSelfHostingKeys(project)) return;
    const known = lanesOf(project)?.essential.neededInBytes;
    const needed = known ?? 0;
    const finding = missingRestriction(project, {
      key: "BAEssentialDownloadAllowance",
      message:
        "BAInitialDownloadRestrictions has no BAEssentialDownloadAllowance. App Store Connect refuses the upload without it (ITMS-90923), and the app is ended at its first use of Background Assets. Add it, in bytes; 0 if nothing is essential.",
      value: needed,
      fixTitle: `Add BAEssentialDownloadAllowance (${needed})`,
      // Without a manifest 0 is only a place to fill in: nobody should get it unasked.
      preferred: known !== undefined,
    });
    if (finding !== undefined) yield { ...finding, severity: missingKeySeverity(project) };
  },
};
