import { dictEntry } from "../model/plist/query";
import { removeEntries } from "./plist-fixes";
import { topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { header, reported } from "./sources";
import { isInExtension } from "./swift-sources";

export const principalClassWithSwift: ProjectRule = {
  code: "BA220",
  title: "The extension names a principal class beside a Swift entry point",
  severity: "error",
  scope: "project",
  evidence: [
    header("EXPrincipalClass names the class of an extension in Objective-C."),
    reported("With a Swift entry point (@main) App Store Connect refuses the upload with ITMS-90979."),
  ],
  explanation:
    "`EXPrincipalClass` is for extensions in Objective-C. A Swift extension begins at its `@main` type; with both, App Store Connect refuses the upload (ITMS-90979).",
  examples: {
    wrong:
      "<key>EXAppExtensionAttributes</key>\n<dict>\n\t<key>EXExtensionPointIdentifier</key>\n\t<string>com.apple.background-asset-downloader-extension</string>\n\t<key>EXPrincipalClass</key>\n\t<string>Downloader</string>\n</dict>",
    right:
      "<key>EXAppExtensionAttributes</key>\n<dict>\n\t<key>EXExtensionPointIdentifier</key>\n\t<string>com.apple.background-asset-downloader-extension</string>\n</dict>",
  },
  *check(project, snapshot) {
    const { extension } = project;
    const attributes = topEntry(extension, "EXAppExtensionAttributes")?.value;
    if (extension === undefined || attributes?.kind !== "dict") return;
    const main = snapshot.swift.find(
      (file) => isInExtension(file, project) && file.swift.main !== undefined && file.swift.conformances.length > 0,
    );
    if (main?.swift.main === undefined) return;
    for (const name of ["EXPrincipalClass", "EXExtensionPrincipalClass"]) {
      const entry = dictEntry(attributes, name);
      if (entry === undefined) continue;
      yield {
        path: extension.path,
        range: entry.key.range,
        message: `${name} is for extensions in Objective-C, and this one has a Swift entry point: App Store Connect refuses the upload (ITMS-90979). Remove the key.`,
        related: [{ path: main.path, range: main.swift.main, message: "The Swift entry point" }],
        fixes: [{ title: `Remove ${name}`, preferred: true, edits: () => [removeEntries(extension, [entry])] }],
      };
    }
  },
};
