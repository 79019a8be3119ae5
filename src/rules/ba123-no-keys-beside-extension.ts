import { isBackgroundAssetsKey, mayMeanBackgroundAssetsKey } from "../model/key-catalogue";
import { groupsOf } from "./app-groups";
import { insertKeys } from "./plist-fixes";
import { openingTag, rootDict } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported, unmanagedArticle } from "./sources";

export const noKeysBesideExtension: ProjectRule = {
  code: "BA123",
  title: "The app has a downloader extension and no Background Assets key",
  severity: "error",
  scope: "project",
  evidence: [
    unmanagedArticle("The keys that the app's Info.plist needs beside the extension."),
    reported(
      "An app with a downloader extension and without the keys is read as self-hosted, and App Store Connect refuses the upload with ITMS-90923 or ITMS-90924 for each key that is missing.",
    ),
  ],
  explanation:
    "The extension alone does nothing: the app's Info.plist says where the manifest is, or that Apple hosts the packs. An app with the extension and none of the keys is refused at upload. Note that Xcode drops `INFOPLIST_KEY_BA…` build settings: the keys have to be in the file.",
  examples: {
    wrong: "<dict>\n</dict>",
    right:
      "<dict>\n\t<key>BAAppGroupID</key>\n\t<string>group.com.example.app</string>\n\t<key>BAHasManagedAssetPacks</key>\n\t<true/>\n\t<key>BAUsesAppleHosting</key>\n\t<true/>\n</dict>",
  },
  *check(project) {
    const { app, extension } = project;
    const dict = rootDict(app);
    if (extension === undefined || extension === app || dict === undefined) return;
    if (dict.entries.some((entry) => mayMeanBackgroundAssetsKey(entry.key.name))) return;
    const inExtension = rootDict(extension)?.entries.some((entry) => isBackgroundAssetsKey(entry.key.name)) ?? false;
    const group = groupsOf(project.appEntitlements)?.names[0] ?? groupsOf(project.extensionEntitlements)?.names[0];
    yield {
      path: app.path,
      range: openingTag(dict),
      message: `The app has a downloader extension, but its Info.plist has no Background Assets key${
        inExtension ? " (they are in the extension's, where nobody reads them)" : ""
      }: App Store Connect refuses the upload (ITMS-90923), and nothing is ever downloaded. Add BAAppGroupID, BAHasManagedAssetPacks and BAUsesAppleHosting if Apple hosts the assets; otherwise BAManifestURL, BAInitialDownloadRestrictions and the two install sizes.`,
      related: [{ path: extension.path, range: { start: 0, end: 0 }, message: "The downloader extension" }],
      fixes: inExtension
        ? []
        : [
            {
              title: "Add the keys of an Apple-hosted project",
              preferred: false,
              edits: () => [
                insertKeys(app, dict, {
                  BAAppGroupID: group ?? "group.",
                  BAHasManagedAssetPacks: true,
                  BAUsesAppleHosting: true,
                }),
              ],
            },
            {
              title: "Add the keys of a self-hosted, unmanaged project",
              preferred: false,
              edits: () => [
                insertKeys(app, dict, {
                  BAManifestURL: "https://",
                  BAInitialDownloadRestrictions: {
                    BADownloadAllowance: 0,
                    BADownloadDomainAllowList: [],
                    BAEssentialDownloadAllowance: 0,
                  },
                  BAEssentialMaxInstallSize: 0,
                  BAMaxInstallSize: 0,
                }),
              ],
            },
          ],
    };
  },
};
