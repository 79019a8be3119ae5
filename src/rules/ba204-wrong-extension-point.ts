import { downloaderExtensionPoint } from "../model/key-catalogue";
import { dictEntry } from "../model/plist/query";
import type { PlistNode } from "../model/plist/syntax";
import { shapeProblemAt } from "./info-plist-shape";
import { insertKey, replaceValue } from "./plist-fixes";
import { isBuildVariable, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { kindName } from "./size-values";
import { reported } from "./sources";

export const wrongExtensionPoint: ProjectRule = {
  code: "BA204",
  title: "The extension point is not that of a downloader extension",
  severity: "error",
  scope: "project",
  evidence: [
    reported(
      "The identifier is com.apple.background-asset-downloader-extension, as Xcode's template writes it. Public projects carry others, which the system does not know.",
      "https://github.com/bazelbuild/rules_apple/pull/1943",
    ),
  ],
  explanation:
    "The system finds the downloader extension of an app by its extension point. Any other identifier makes an extension that is never launched: the app counts as one without a downloader extension, and App Store Connect refuses what it does not know.",
  examples: {
    wrong: "<key>EXExtensionPointIdentifier</key>\n<string>com.apple.background-assets</string>",
    right: "<key>EXExtensionPointIdentifier</key>\n<string>com.apple.background-asset-downloader-extension</string>",
  },
  *check({ extension }) {
    if (extension === undefined) return;
    for (const [parent, child] of [
      ["EXAppExtensionAttributes", "EXExtensionPointIdentifier"],
      ["NSExtension", "NSExtensionPointIdentifier"],
    ] as const) {
      const entry = topEntry(extension, parent);
      const dict = entry?.value;
      if (entry === undefined || dict?.kind !== "dict") continue;
      const point = dictEntry(dict, child);
      const value = point?.value;
      if (point === undefined) {
        // NSExtension is wrong as a whole: BA203.
        if (parent === "NSExtension") continue;
        yield {
          path: extension.path,
          range: entry.key.range,
          message: `EXAppExtensionAttributes has no EXExtensionPointIdentifier: the system cannot tell that this is a downloader extension and never launches it. Add ${downloaderExtensionPoint}.`,
          fixes: [
            {
              title: "Add EXExtensionPointIdentifier",
              preferred: true,
              edits: () => [insertKey(extension, dict, "EXExtensionPointIdentifier", downloaderExtensionPoint)],
            },
          ],
        };
        continue;
      }
      if (value === undefined) continue;
      // Of NSExtension the schema knows nothing: it should not be there.
      if (parent === "NSExtension" ? isRight(value) : shapeProblemAt(extension, parent, child) === undefined) continue;
      yield {
        path: extension.path,
        range: value.range,
        message: `${child} is ${value.kind === "string" ? `“${value.value}”` : kindName(value)}, which is not the extension point of Background Assets: the extension is never launched, and nothing is downloaded. Did you mean ${downloaderExtensionPoint}?`,
        fixes:
          // Converting NSExtension writes the right point as well.
          parent === "NSExtension"
            ? []
            : [
                {
                  title: `Write ${downloaderExtensionPoint}`,
                  preferred: true,
                  edits: () => [replaceValue(extension, value, downloaderExtensionPoint)],
                },
              ],
      };
    }
  },
};

function isRight(value: PlistNode): boolean {
  return value.kind === "string" && (value.value === downloaderExtensionPoint || isBuildVariable(value.value));
}
