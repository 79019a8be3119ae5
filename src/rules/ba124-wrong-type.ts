import { type CatalogueKey, catalogueKey } from "../model/key-catalogue";
import type { PlistPath } from "../model/plist/query";
import type { PlistSchemaProblem } from "../model/plist/schema-problems";
import type { PlistNode } from "../model/plist/syntax";
import type { AppProject, PlistFile } from "../model/project/snapshot";
import { shapeProblems } from "./info-plist-shape";
import { replaceValue } from "./plist-fixes";
import { restrictionsOf } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { kindName } from "./size-values";
import { keyPage, reported } from "./sources";

const wanted: Readonly<Record<CatalogueKey["type"], string>> = {
  string: "a string",
  boolean: "a boolean (<true/> or <false/>)",
  integer: "an integer",
  dictionary: "a dictionary",
  "array of strings": "an array",
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
    for (const file of [project.app, project.extension]) {
      if (file === undefined) continue;
      for (const problem of shapeProblems(file)) {
        if (problem.keyword !== "type" || !isJudgedIn(file, problem.path, project)) continue;
        const finding = judge(file, problem);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

/** The app's keys in the app's file, the extension's in its own; restrictions are judged where a device would look for them. */
function isJudgedIn(file: PlistFile, path: PlistPath, project: AppProject): boolean {
  if (path[0] === "BAInitialDownloadRestrictions" && path.length > 1) return restrictionsOf(project)?.file === file;
  const target = catalogueKey(String(path[0]))?.target;
  return target === (file === project.app ? "app" : "extension");
}

function judge(file: PlistFile, { path, node }: PlistSchemaProblem): Finding | undefined {
  const names = path.filter((step) => typeof step === "string");
  const name = names.at(-1) ?? "";
  const at = { path: file.path, range: node.range };
  const key = catalogueKey(...names);
  // Sizes are BA103's and BA120's, the extension point is BA204's.
  if (key === undefined || key.type === "integer" || key.content === "extension point") return undefined;
  if (names.length < path.length) {
    return {
      ...at,
      message: `An entry of ${name} is ${kindName(node)}, not a string: the device reads no host from it. Write the host name as <string>.`,
    };
  }
  if (key.type === "array of strings") {
    return {
      ...at,
      message: `${name} is ${kindName(node)}, not an array: the device reads no host from it, and every download is refused before the first launch (202). Write an array of strings.`,
      fixes:
        node.kind === "string" && node.value !== ""
          ? [
              {
                title: "Write an array with this host",
                preferred: true,
                edits: () => [replaceValue(file, node, [node.value])],
              },
            ]
          : [],
    };
  }
  const meant = key.type === "boolean" ? booleanMeant(node) : undefined;
  return {
    ...at,
    message: `${name} is ${kindName(node)}${node.kind === "string" ? ` “${node.value.slice(0, 40)}”` : ""}, not ${wanted[key.type]}: ${key.target === "app" ? "the device and App Store Connect read the key as missing" : "the system finds no such extension"}. Write ${wanted[key.type]}.`,
    fixes:
      meant === undefined
        ? []
        : [{ title: `Write <${meant}/>`, preferred: true, edits: () => [replaceValue(file, node, meant)] }],
  };
}

function booleanMeant(node: PlistNode): boolean | undefined {
  const text = node.kind === "string" ? node.value.trim() : node.kind === "integer" ? node.text.trim() : "";
  if (/^(?:yes|true|1)$/i.test(text)) return true;
  return /^(?:no|false|0)$/i.test(text) ? false : undefined;
}
