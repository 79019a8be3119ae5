import { dictEntry } from "../model/plist/query";
import type { PlistNode } from "../model/plist/syntax";
import { replaceValue } from "./plist-fixes";
import { isBuildVariable, restrictionsOf, rootDict } from "./project-facts";
import type { ProjectRule } from "./rule";
import { kindName } from "./size-values";
import { keyPage, reported } from "./sources";

const types: readonly { readonly key: string; readonly kind: "string" | "boolean" | "dict" }[] = [
  { key: "BAManifestURL", kind: "string" },
  { key: "BAAppGroupID", kind: "string" },
  { key: "BAHasManagedAssetPacks", kind: "boolean" },
  { key: "BAUsesAppleHosting", kind: "boolean" },
  { key: "BAInitialDownloadRestrictions", kind: "dict" },
];

const wanted = {
  string: "a string",
  boolean: "a boolean (<true/> or <false/>)",
  dict: "a dictionary",
  array: "an array",
};

export const wrongType: ProjectRule = {
  code: "BA124",
  title: "A key has a value of the wrong type",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAHasManagedAssetPacks", "The type of each key is on its page."),
    reported("A value of another type is read as a missing key: the app is ended, or the mode is not what was meant."),
  ],
  explanation:
    "The device reads each key with the type that Apple documents: `BAManifestURL` and `BAAppGroupID` are strings, `BAHasManagedAssetPacks` and `BAUsesAppleHosting` booleans, `BAInitialDownloadRestrictions` a dictionary and the allow list in it an array of strings. Another type counts as a missing key. (Sizes: BA103 and BA120.)",
  examples: {
    wrong: "<key>BAHasManagedAssetPacks</key>\n<string>YES</string>",
    right: "<key>BAHasManagedAssetPacks</key>\n<true/>",
  },
  *check(project) {
    const { app } = project;
    const dict = rootDict(app);
    if (dict === undefined) return;
    for (const { key, kind } of types) {
      const entry = dictEntry(dict, key);
      const value = entry?.value;
      if (value === undefined || value.kind === kind || isVariable(value)) continue;
      const meant = kind === "boolean" ? booleanMeant(value) : undefined;
      yield {
        path: app.path,
        range: value.range,
        message: `${key} is ${kindName(value)}${value.kind === "string" ? ` “${value.value.slice(0, 40)}”` : ""}, not ${wanted[kind]}: the device and App Store Connect read the key as missing. Write ${wanted[kind]}.`,
        fixes:
          meant === undefined
            ? []
            : [
                {
                  title: `Write <${meant}/>`,
                  preferred: true,
                  edits: () => [replaceValue(app, value, meant)],
                },
              ],
      };
    }
    const restrictions = restrictionsOf(project);
    if (restrictions === undefined) return;
    const { file } = restrictions;
    const list = dictEntry(restrictions.dict, "BADownloadDomainAllowList")?.value;
    if (list === undefined || isVariable(list)) return;
    if (list.kind !== "array") {
      yield {
        path: file.path,
        range: list.range,
        message: `BADownloadDomainAllowList is ${kindName(list)}, not an array: the device reads no host from it, and every download is refused before the first launch (202). Write an array of strings.`,
        fixes:
          list.kind === "string" && list.value !== ""
            ? [
                {
                  title: "Write an array with this host",
                  preferred: true,
                  edits: () => [replaceValue(file, list, [list.value])],
                },
              ]
            : [],
      };
      return;
    }
    for (const item of list.items) {
      if (item.kind === "string") continue;
      yield {
        path: file.path,
        range: item.range,
        message: `An entry of BADownloadDomainAllowList is ${kindName(item)}, not a string: the device reads no host from it. Write the host name as <string>.`,
      };
    }
  },
};

function isVariable(node: PlistNode): boolean {
  return node.kind === "string" && isBuildVariable(node.value);
}

function booleanMeant(node: PlistNode): boolean | undefined {
  const text = node.kind === "string" ? node.value.trim() : node.kind === "integer" ? node.text.trim() : "";
  if (/^(?:yes|true|1)$/i.test(text)) return true;
  return /^(?:no|false|0)$/i.test(text) ? false : undefined;
}
