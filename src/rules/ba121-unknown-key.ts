import { closest } from "../model/closest-name";
import { isBackgroundAssetsKey } from "../model/key-catalogue";
import type { PlistDict } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import { hasBackgroundAssetsPrefix, restrictionKeys, topKeys } from "./known-keys";
import { renameKey } from "./plist-fixes";
import { restrictionsOf, rootDict } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
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
    for (const file of [project.app, project.extension]) {
      const dict = rootDict(file);
      if (file === undefined || dict === undefined) continue;
      yield* unknownIn(file, dict, [...topKeys, ...restrictionKeys], true);
    }
    const restrictions = restrictionsOf(project);
    if (restrictions !== undefined)
      yield* unknownIn(restrictions.file, restrictions.dict, [...restrictionKeys, ...topKeys], false);
  },
};

function* unknownIn(
  file: PlistFile,
  dict: PlistDict,
  candidates: readonly string[],
  onlyWithPrefix: boolean,
): Iterable<Finding> {
  for (const entry of dict.entries) {
    const { name } = entry.key;
    if (name === "" || isBackgroundAssetsKey(name)) continue;
    // At the top of an Info.plist there are keys of many frameworks: only Apple's prefix says that ours was meant.
    if (onlyWithPrefix && !hasBackgroundAssetsPrefix(name) && !isCaseVariant(name)) continue;
    const meant = closest(name, candidates);
    // A private key of the app that happens to begin alike (`BASE_URL`, `BATCH_SIZE`) is none of our business.
    if (onlyWithPrefix && meant === undefined && !/^BA[A-Z][a-z]/.test(name)) continue;
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
}

const lowerCaseKeys: ReadonlySet<string> = new Set([...topKeys, ...restrictionKeys].map((key) => key.toLowerCase()));

function isCaseVariant(name: string): boolean {
  return name.length > 2 && name.length < 40 && lowerCaseKeys.has(name.toLowerCase());
}
