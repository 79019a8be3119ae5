import { insertKey } from "./plist-fixes";
import { literalString, placeForMissing, rootDict, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

export const displayNameMissing: ProjectRule = {
  code: "BA205",
  title: "The extension has no CFBundleDisplayName",
  severity: "warning",
  scope: "project",
  evidence: [reported("App Store Connect refuses an extension without CFBundleDisplayName with ITMS-90360.")],
  explanation:
    "App Store Connect wants a `CFBundleDisplayName` in every extension (ITMS-90360). Xcode can generate it (`INFOPLIST_KEY_CFBundleDisplayName`), so the rule looks only at files that write the bundle's keys out themselves, and it is a warning.",
  examples: {
    wrong: "<key>CFBundleName</key>\n<string>$(PRODUCT_NAME)</string>",
    right:
      "<key>CFBundleDisplayName</key>\n<string>Asset Downloader</string>\n<key>CFBundleName</key>\n<string>$(PRODUCT_NAME)</string>",
  },
  *check({ app, extension }) {
    const dict = rootDict(extension);
    if (extension === undefined || dict === undefined) return;
    const writtenOut = ["CFBundleIdentifier", "CFBundleExecutable"].every(
      (key) => topEntry(extension, key) !== undefined,
    );
    if (!writtenOut || topEntry(extension, "CFBundleDisplayName") !== undefined) return;
    const appName = literalString(topEntry(app, "CFBundleDisplayName")?.value);
    const name = appName === undefined ? "$(PRODUCT_NAME)" : `${appName} Assets`;
    yield {
      path: extension.path,
      range: placeForMissing(extension, ["CFBundleName", "CFBundleIdentifier"]),
      message:
        "The extension's Info.plist has no CFBundleDisplayName: App Store Connect refuses the upload (ITMS-90360) unless a build setting adds it. Add a name.",
      fixes: [
        {
          title: `Add CFBundleDisplayName “${name}”`,
          preferred: true,
          edits: () => [insertKey(extension, dict, "CFBundleDisplayName", name)],
        },
      ],
    };
  },
};
