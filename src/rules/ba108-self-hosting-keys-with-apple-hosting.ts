import { restrictionKeys } from "./known-keys";
import { removeEntries } from "./plist-fixes";
import { intendedMode, literalString, rootDict, selfHostingKeys, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { appleHostedArticle } from "./sources";

export const selfHostingKeysWithAppleHosting: ProjectRule = {
  code: "BA108",
  title: "An Apple-hosted project has keys of a self-hosted one",
  severity: "error",
  scope: "project",
  evidence: [
    appleHostedArticle(
      "An Apple-hosted project sets BAAppGroupID, BAHasManagedAssetPacks and BAUsesAppleHosting and omits all other Background Assets keys. (The page of each key calls it required; the article about the mode is the more specific one.)",
    ),
  ],
  explanation:
    "When Apple hosts the asset packs there is no manifest URL, no allow list and no allowance to declare: Apple's article asks to leave all those keys out. Which of the two sets a device follows when both are there is not documented.",
  examples: {
    wrong:
      "<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAUsesAppleHosting</key>\n<true/>\n<key>BAMaxInstallSize</key>\n<integer>262144000</integer>",
    right: "<key>BAHasManagedAssetPacks</key>\n<true/>\n<key>BAUsesAppleHosting</key>\n<true/>",
  },
  *check(project) {
    const { app } = project;
    const dict = rootDict(app);
    if (dict === undefined || intendedMode(project) !== "apple-hosted") return;
    const hasManifestUrl = (literalString(topEntry(app, "BAManifestURL")?.value) ?? "") !== "";
    for (const entry of dict.entries) {
      const key = entry.key.name;
      if (!selfHostingKeys.includes(key) && !restrictionKeys.includes(key)) continue;
      yield {
        path: app.path,
        range: entry.key.range,
        message: `${key} does not belong in an Apple-hosted project (BAUsesAppleHosting is true): Apple asks to leave every key but BAAppGroupID, BAHasManagedAssetPacks and BAUsesAppleHosting out. Remove it; if you host the assets yourself, remove BAUsesAppleHosting instead.`,
        fixes: [
          {
            title: `Remove ${key}`,
            // A manifest URL that is filled in says that hosting oneself may be what is meant.
            preferred: !hasManifestUrl,
            edits: () => [removeEntries(app, [entry])],
          },
        ],
      };
    }
  },
};
