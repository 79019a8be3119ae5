import type { AppProject, PlistFile } from "../model/project/snapshot";
import { bundleValue } from "../model/xcode/bundle-values";
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
    "App Store Connect wants a `CFBundleDisplayName` in every extension (ITMS-90360). Xcode can generate it (`INFOPLIST_KEY_CFBundleDisplayName`), so the rule speaks where the settings of the Xcode project are known and have no name either, or, without a project file, where the Info.plist writes the bundle's keys out itself. It is a warning.",
  examples: {
    wrong: "<key>CFBundleName</key>\n<string>$(PRODUCT_NAME)</string>",
    right:
      "<key>CFBundleDisplayName</key>\n<string>Asset Downloader</string>\n<key>CFBundleName</key>\n<string>$(PRODUCT_NAME)</string>",
  },
  *check(project) {
    const { app, extension } = project;
    const dict = rootDict(extension);
    if (extension === undefined || dict === undefined) return;
    if (topEntry(extension, "CFBundleDisplayName") !== undefined) return;
    const built = builtName(project, extension);
    const isWrittenOut = ["CFBundleIdentifier", "CFBundleExecutable"].every(
      (key) => topEntry(extension, key) !== undefined,
    );
    if (built === undefined ? !isWrittenOut : built !== "missing") return;
    const appName = literalString(topEntry(app, "CFBundleDisplayName")?.value);
    const name = appName === undefined ? "$(PRODUCT_NAME)" : `${appName} Assets`;
    yield {
      path: extension.path,
      range: placeForMissing(extension, ["CFBundleName", "CFBundleIdentifier"]),
      message:
        built === "missing"
          ? "The extension's Info.plist has no CFBundleDisplayName, and no build setting adds it (INFOPLIST_KEY_CFBundleDisplayName): App Store Connect refuses the upload (ITMS-90360). Add a name."
          : "The extension's Info.plist has no CFBundleDisplayName: App Store Connect refuses the upload (ITMS-90360) unless a build setting adds it. Add a name.",
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

/** Whether the built extension has a name, by the build settings; undefined where they are not known. */
function builtName({ app, build }: AppProject, extension: PlistFile): "there" | "missing" | undefined {
  if (extension === app) return "there";
  const pairs = (build?.pairs ?? []).filter(({ extensionPath }) => extensionPath === extension.path);
  if (pairs.length === 0) return undefined;
  const values = pairs.map((pair) => bundleValue(extension.plist, pair.extension, "CFBundleDisplayName").kind);
  if (!values.every((kind) => kind === "unset")) return "there";
  // A spec leaves out what its tool adds.
  return pairs.every((pair) => pair.extension.project.format === "pbxproj") ? "missing" : undefined;
}
