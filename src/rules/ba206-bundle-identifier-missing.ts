import { bundleValue } from "../model/xcode/bundle-values";
import { insertKey } from "./plist-fixes";
import { openingTag, rootDict, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

export const bundleIdentifierMissing: ProjectRule = {
  code: "BA206",
  title: "The extension's Info.plist has no bundle identifier, and Xcode generates none",
  severity: "error",
  scope: "project",
  evidence: [
    reported(
      "Xcode ends the build with “Embedded binary's bundle identifier is not prefixed with the parent app's bundle identifier”, which does not name the cause.",
    ),
  ],
  explanation:
    "With `GENERATE_INFOPLIST_FILE = NO` (the default where nothing sets it) the Info.plist is taken as it is: `PRODUCT_BUNDLE_IDENTIFIER` does not get into it by itself. An extension without `CFBundleIdentifier` cannot be embedded, and Xcode's message speaks of a prefix. This is said only where the project file was found.",
  examples: {
    wrong: "<!-- GENERATE_INFOPLIST_FILE = NO -->\n<key>CFBundleDisplayName</key>\n<string>Downloader</string>",
    right: "<key>CFBundleIdentifier</key>\n<string>$(PRODUCT_BUNDLE_IDENTIFIER)</string>",
  },
  *check({ app, extension, build }) {
    const dict = rootDict(extension);
    if (extension === undefined || extension === app || dict === undefined || build?.extension === undefined) return;
    if (topEntry(extension, "CFBundleIdentifier") !== undefined) return;
    const isIts = build.pairs.some(({ extensionPath }) => extensionPath === extension.path);
    if (!isIts || bundleValue(extension.plist, build.extension, "CFBundleIdentifier").kind !== "unset") return;
    const setting = build.extension.settings.value("GENERATE_INFOPLIST_FILE");
    if (setting.kind === "known" && setting.value === "YES") return;
    // XcodeGen sets more than a spec shows.
    if (setting.kind === "unset" && build.extension.project.format !== "pbxproj") return;
    yield {
      path: extension.path,
      range: openingTag(dict),
      message: `The extension's Info.plist has no CFBundleIdentifier, and ${
        setting.kind === "known" ? `GENERATE_INFOPLIST_FILE is ${setting.value}` : "GENERATE_INFOPLIST_FILE is not set"
      }, so the built extension has none: Xcode refuses to embed it, saying that the identifier is not prefixed with the app's. Add CFBundleIdentifier with $(PRODUCT_BUNDLE_IDENTIFIER).`,
      ...(setting.kind === "known" && setting.location !== undefined
        ? { related: [{ ...setting.location, message: "Xcode generates no Info.plist" }] }
        : {}),
      fixes: [
        {
          title: "Add CFBundleIdentifier",
          preferred: true,
          edits: () => [insertKey(extension, dict, "CFBundleIdentifier", "$(PRODUCT_BUNDLE_IDENTIFIER)")],
        },
      ],
    };
  },
};
