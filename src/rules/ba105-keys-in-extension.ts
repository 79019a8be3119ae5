import { isBackgroundAssetsKey } from "../model/key-catalogue";
import { restrictionKeys } from "./known-keys";
import { moveEntries, removeEntries } from "./plist-fixes";
import { rootDict, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { appleHostedArticle, reported, session, unmanagedArticle } from "./sources";

export const keysInExtension: ProjectRule = {
  code: "BA105",
  title: "A Background Assets key is in the extension's Info.plist",
  severity: "error",
  scope: "project",
  evidence: [
    session(2022, "The keys belong to the app's Info.plist, not the extension's."),
    unmanagedArticle("The keys are set on the app target."),
    appleHostedArticle("The keys are set on the app target."),
    reported("A tool's own generator has written BAAppGroupID into the extension's file; the device ignores it there."),
  ],
  explanation:
    "All keys whose names start with `BA` belong to the Info.plist of the **app**. In the extension's file the device and App Store Connect do not look at them: the app counts as one that does not have them.",
  examples: {
    wrong: "<!-- Info.plist of the extension -->\n<key>BAAppGroupID</key>\n<string>group.com.example.app</string>",
    right: "<!-- Info.plist of the app -->\n<key>BAAppGroupID</key>\n<string>group.com.example.app</string>",
  },
  *check(project) {
    const { app, extension } = project;
    const dict = rootDict(extension);
    const appDict = rootDict(app);
    if (extension === undefined || dict === undefined || extension === app) return;
    for (const entry of dict.entries) {
      const key = entry.key.name;
      // A child of the restrictions at the top of the file is in two wrong places: BA128 has the fix for the nearer one.
      if (!isBackgroundAssetsKey(key) || restrictionKeys.includes(key)) continue;
      const present = topEntry(app, key);
      yield present === undefined
        ? {
            path: extension.path,
            range: entry.key.range,
            message: `${key} is in the extension's Info.plist, where nobody reads it: for the device and for App Store Connect the app does not have the key. Move it to the app's Info.plist.`,
            related: [{ path: app.path, range: { start: 0, end: 0 }, message: "The app's Info.plist" }],
            fixes:
              appDict === undefined || entry.value === undefined
                ? []
                : [
                    {
                      title: `Move ${key} to the app's Info.plist`,
                      preferred: true,
                      edits: () => moveEntries(extension, [entry], app, appDict),
                    },
                  ],
          }
        : {
            path: extension.path,
            range: entry.key.range,
            severity: "warning",
            message: `${key} is in the extension's Info.plist too, where nobody reads it: the value in the app's Info.plist counts, and the two will drift apart. Remove it here.`,
            related: [{ path: app.path, range: present.key.range, message: `${key} of the app` }],
            fixes: [
              {
                title: `Remove ${key} from the extension's Info.plist`,
                preferred: true,
                edits: () => [removeEntries(extension, [entry])],
              },
            ],
          };
    }
  },
};
