import { unknownKeys } from "./misspelt-keys";
import { renameKey } from "./plist-fixes";
import type { ProjectRule } from "./rule";
import { reported, unmanagedArticle } from "./sources";

export const unknownKey: ProjectRule = {
  code: "BA121",
  title: "An Info.plist key looks like one of Background Assets and is not",
  severity: "warning",
  scope: "project",
  evidence: [
    unmanagedArticle("The keys of Background Assets."),
    reported("Keys that do not exist are copied from one project to the next; a device ignores them without a word."),
  ],
  explanation:
    "A key that Apple does not have is ignored silently, so a letter too few means that the real key is missing. Keys are case-sensitive.",
  examples: {
    wrong: "<key>BAManifestUrl</key>\n<string>https://assets.example.com/manifest.json</string>",
    right: "<key>BAManifestURL</key>\n<string>https://assets.example.com/manifest.json</string>",
  },
  *check(project) {
    for (const { file, dict, entry, meant } of unknownKeys(project)) {
      const { name } = entry.key;
      const present = meant !== undefined && dict.entries.some((other) => other.key.name === meant);
      yield {
        path: file.path,
        range: entry.key.range,
        severity: meant === undefined ? "info" : "warning",
        message:
          meant === undefined
            ? `Background Assets has no key ${name}: a device ignores it.`
            : `Background Assets has no key ${name}: a device ignores it. Did you mean ${meant}?${present ? ` ${meant} is there as well.` : ""}`,
        fixes:
          meant === undefined || present
            ? []
            : [
                {
                  title: `Rename to ${meant}`,
                  preferred: true,
                  edits: () => [renameKey(file, entry.key, meant)],
                },
              ],
      };
    }
  },
};
