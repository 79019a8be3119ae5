import { lanesOf } from "./manifest-lanes";
import { asksForSelfHostingKeys, missingKeySeverity, missingRestriction } from "./missing-key";
import { restrictionsOf } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { notANumber } from "./size-values";
import { reported, restrictionKeyPage } from "./sources";

export const allowanceNotANumber: ProjectRule = {
  code: "BA103",
  title: "A download allowance is not a number, or BADownloadAllowance is missing",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage("BADownloadAllowance", "The key is required; its value is a number of bytes."),
    reported(
      "Both allowances are read, also when nothing is essential: “The app must contain a number with a key named …” ends the process.",
    ),
  ],
  explanation:
    "Both allowances have to be there as `<integer>`, in bytes, also when a lane downloads nothing: 0 is legal. A string of digits, a boolean or an empty value is not a number for the device, which ends the app, and App Store Connect reports the key as missing. (A missing BAEssentialDownloadAllowance is BA101; negative numbers and numbers that are too big are BA120.)",
  examples: {
    wrong: "<key>BADownloadAllowance</key>\n<string>300000000</string>",
    right: "<key>BADownloadAllowance</key>\n<integer>300000000</integer>",
  },
  *check(project) {
    if (asksForSelfHostingKeys(project)) {
      const known = lanesOf(project)?.nonEssential.neededInBytes;
      const needed = known ?? 0;
      const missing = missingRestriction(project, {
        key: "BADownloadAllowance",
        message:
          "BAInitialDownloadRestrictions has no BADownloadAllowance. App Store Connect refuses the upload without it, and the app is ended at its first use of Background Assets. Add it, in bytes; 0 if everything is essential.",
        value: needed,
        fixTitle: `Add BADownloadAllowance (${needed})`,
        // Without a manifest 0 is only a place to fill in: nobody should get it unasked.
        preferred: known !== undefined,
      });
      if (missing !== undefined) yield { ...missing, severity: missingKeySeverity(project) } satisfies Finding;
    }
    const restrictions = restrictionsOf(project);
    if (restrictions === undefined) return;
    for (const key of ["BADownloadAllowance", "BAEssentialDownloadAllowance"]) {
      const finding = notANumber(
        restrictions.file,
        ["BAInitialDownloadRestrictions", key],
        "the app is ended at its first use of Background Assets",
      );
      if (finding !== undefined) yield finding;
    }
  },
};
