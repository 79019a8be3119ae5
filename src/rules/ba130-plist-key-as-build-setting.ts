import type { SourceLocation } from "../model/app-configuration";
import { catalogueKey } from "../model/key-catalogue";
import type { PlistValue } from "../model/plist/value";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { plistKeyOf, plistKeySettings } from "../model/xcode/plist-key-settings";
import { insertKey } from "./plist-fixes";
import { intendedMode, rootDict, topEntry } from "./project-facts";
import type { Fix, SnapshotRule } from "./rule";
import { reported } from "./sources";

export const plistKeyAsBuildSetting: SnapshotRule = {
  code: "BA130",
  title: "A Background Assets key is set as a build setting, which Xcode drops",
  severity: "error",
  scope: "snapshot",
  evidence: [
    reported(
      "`INFOPLIST_KEY_…` works for the keys that Xcode has a build setting for. There is none for the keys of Background Assets, and the generated Info.plist does not have them.",
    ),
  ],
  explanation:
    "With `GENERATE_INFOPLIST_FILE` Xcode fills the Info.plist from `INFOPLIST_KEY_…` settings, but only for the keys that it knows. The keys of Background Assets are not among them: the setting is dropped without a word, and the app counts as one without the key. Write the keys into an Info.plist file and name it in `INFOPLIST_FILE`; Xcode merges the two.",
  examples: {
    wrong: "// project.pbxproj, .xcconfig or project.yml\nINFOPLIST_KEY_BAHasManagedAssetPacks = YES",
    right: "<!-- Info.plist, named by INFOPLIST_FILE -->\n<key>BAHasManagedAssetPacks</key>\n<true/>",
  },
  *check(snapshot) {
    const { xcode } = snapshot;
    if (xcode === undefined) return;
    const seen = new Set<string>();
    for (const project of xcode.projects) {
      const apps = snapshot.projects.filter(({ build }) => build?.app.project === project);
      for (const { name, nameLocation, value } of plistKeySettings(xcode, project)) {
        const key = plistKeyOf(name);
        const place = `${nameLocation.path} ${nameLocation.range.start}`;
        if (key === undefined || seen.has(place)) continue;
        seen.add(place);
        const present = presentIn(apps, key);
        if (present === undefined && isNeedless(apps, key)) {
          yield {
            path: nameLocation.path,
            range: nameLocation.range,
            severity: "info",
            message: `${name} has no effect: Xcode has no such build setting and drops it. An Apple-hosted project leaves ${key} out as well. Remove the setting.`,
          };
          continue;
        }
        yield {
          path: nameLocation.path,
          range: nameLocation.range,
          severity: present === undefined ? "error" : "info",
          message:
            present === undefined
              ? `${name} has no effect: Xcode has no such build setting and drops it, so the built app lacks ${key}. Write ${key} into the app's Info.plist.`
              : `${name} has no effect: Xcode has no such build setting and drops it. The ${key} of the Info.plist counts. Remove the setting.`,
          ...(present === undefined ? {} : { related: [{ ...present, message: `${key} in the Info.plist` }] }),
          fixes: present === undefined ? insertions(apps, key, value) : [],
        };
      }
    }
  },
};

/** Whether every app of the project is better off without the key. */
function isNeedless(apps: readonly AppProject[], key: string): boolean {
  return (
    apps.length > 0 &&
    apps.every((app) => intendedMode(app) === "apple-hosted") &&
    catalogueKey(key)?.status["apple-hosted"] === "forbidden"
  );
}

function presentIn(apps: readonly AppProject[], key: string): SourceLocation | undefined {
  for (const { app } of apps) {
    const entry = topEntry(app, key);
    if (entry !== undefined) return { path: app.path, range: entry.key.range };
  }
  return undefined;
}

function insertions(apps: ProjectSnapshot["projects"], key: string, text: string): readonly Fix[] {
  const [only, second] = apps;
  const dict = rootDict(only?.app);
  const value = plistValue(key, text);
  if (only === undefined || second !== undefined || dict === undefined || value === undefined) return [];
  if (only.app.plist.format !== "xml") return [];
  return [
    { title: `Add ${key} to Info.plist`, preferred: false, edits: () => [insertKey(only.app, dict, key, value)] },
  ];
}

/** The text of a setting as the value that the key has; undefined for keys that hold more than one value. */
function plistValue(key: string, text: string): PlistValue | undefined {
  switch (catalogueKey(key)?.type) {
    case "boolean":
      return /^(yes|true|1)$/i.test(text) ? true : /^(no|false|0)$/i.test(text) ? false : undefined;
    case "integer":
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    case "string":
      return text;
    default:
      return undefined;
  }
}
