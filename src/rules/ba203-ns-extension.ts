import { downloaderExtensionPoint } from "../model/key-catalogue";
import { dictEntry } from "../model/plist/query";
import type { PlistEntry } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import type { FileEdit } from "../model/text";
import { removeEntries, renameKey, replaceEntry, replaceValue } from "./plist-fixes";
import { rootDict, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

export const nsExtension: ProjectRule = {
  code: "BA203",
  title: "The downloader extension is declared with NSExtension",
  severity: "error",
  scope: "project",
  evidence: [
    reported(
      "A downloader extension is an ExtensionKit extension. With an NSExtension dictionary it compiles, and App Store Connect refuses it (ITMS-91179) or the device does not install it.",
      "https://github.com/bazelbuild/rules_apple/pull/1943",
    ),
  ],
  explanation:
    "Downloader extensions are ExtensionKit extensions: their Info.plist has `EXAppExtensionAttributes` with `EXExtensionPointIdentifier`, they are built as `com.apple.product-type.extensionkit-extension` and embedded in `Extensions/`. The older `NSExtension` dictionary compiles, and is refused at upload or at installation.",
  examples: {
    wrong:
      "<key>NSExtension</key>\n<dict>\n\t<key>NSExtensionPointIdentifier</key>\n\t<string>com.apple.background-asset-downloader-extension</string>\n</dict>",
    right:
      "<key>EXAppExtensionAttributes</key>\n<dict>\n\t<key>EXExtensionPointIdentifier</key>\n\t<string>com.apple.background-asset-downloader-extension</string>\n</dict>",
  },
  *check({ extension }) {
    const dict = rootDict(extension);
    const entry = topEntry(extension, "NSExtension");
    if (extension === undefined || dict === undefined || entry === undefined) return;
    const attributes = dictEntry(dict, "EXAppExtensionAttributes");
    yield {
      path: extension.path,
      range: entry.key.range,
      message: `The downloader extension is declared with NSExtension${attributes === undefined ? "" : " as well as EXAppExtensionAttributes"}: App Store Connect refuses such an ExtensionKit extension (ITMS-91179), and a device does not install it. ${attributes === undefined ? "Declare it with EXAppExtensionAttributes." : "Remove NSExtension."}`,
      fixes: [
        attributes === undefined
          ? {
              title: "Convert to EXAppExtensionAttributes",
              preferred: true,
              edits: () => [convertedToAttributes(extension, entry)],
            }
          : {
              title: "Remove NSExtension",
              preferred: true,
              edits: () => [removeEntries(extension, [entry])],
            },
      ],
    };
  },
};

/** Both keys get their other names and the rest goes: what is right already stays as it is written, comments too. */
export function convertedToAttributes(file: PlistFile, entry: PlistEntry): FileEdit {
  const point = entry.value?.kind === "dict" ? dictEntry(entry.value, "NSExtensionPointIdentifier") : undefined;
  if (entry.value?.kind !== "dict" || point?.value === undefined) {
    const attributes = { EXExtensionPointIdentifier: downloaderExtensionPoint };
    return replaceEntry(file, entry, "EXAppExtensionAttributes", attributes);
  }
  const { value } = point;
  const isRight = value.kind === "string" && value.value === downloaderExtensionPoint;
  const others = entry.value.entries.filter((other) => other !== point);
  const edits = [
    renameKey(file, entry.key, "EXAppExtensionAttributes"),
    renameKey(file, point.key, "EXExtensionPointIdentifier"),
    ...(isRight ? [] : [replaceValue(file, value, downloaderExtensionPoint)]),
    removeEntries(file, others),
  ];
  return { path: file.path, edits: edits.flatMap((one) => one.edits) };
}
