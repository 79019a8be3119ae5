import { dictEntry } from "../model/plist/query";
import type { PlistDict } from "../model/plist/syntax";
import type { AppProject, PlistFile } from "../model/project/snapshot";
import { restrictionKeys, topKeys } from "./known-keys";
import { moveEntries, removeEntries, wrapEntries } from "./plist-fixes";
import { intendedMode, rootDict, topEntry } from "./project-facts";
import type { Finding, Fix, ProjectRule } from "./rule";
import { keyPage, restrictionKeyPage } from "./sources";

const restrictionsKey = "BAInitialDownloadRestrictions";

export const keyInWrongPlace: ProjectRule = {
  code: "BA128",
  title: "A key stands at the wrong level",
  severity: "error",
  scope: "project",
  evidence: [
    restrictionKeyPage(
      "BAEssentialDownloadAllowance",
      "The allowances and the allow list are inside BAInitialDownloadRestrictions.",
    ),
    keyPage("BAEssentialMaxInstallSize", "The install sizes are at the top of the Info.plist."),
  ],
  explanation:
    "`BADownloadAllowance`, `BAEssentialDownloadAllowance` and `BADownloadDomainAllowList` are read inside `BAInitialDownloadRestrictions`; `BAMaxInstallSize`, `BAEssentialMaxInstallSize` and the others at the top of the Info.plist. At another level a key is not found: the app counts as one that does not have it.",
  examples: {
    wrong:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>…</dict>\n<key>BAEssentialDownloadAllowance</key>\n<integer>0</integer>",
    right:
      "<key>BAInitialDownloadRestrictions</key>\n<dict>\n\t…\n\t<key>BAEssentialDownloadAllowance</key>\n\t<integer>0</integer>\n</dict>",
  },
  *check(project) {
    // Apple-hosted: BA108 asks to remove the keys, wherever they stand.
    const apple = intendedMode(project) === "apple-hosted";
    for (const file of [project.app, project.extension]) {
      const dict = rootDict(file);
      if (file === undefined || dict === undefined || (apple && file === project.app)) continue;
      yield* tooHigh(project, file, dict);
      yield* tooDeep(file, dict);
    }
  },
};

/** Keys of the restrictions at the top of a file. */
function* tooHigh(project: AppProject, file: PlistFile, dict: PlistDict): Iterable<Finding> {
  const own = dictEntry(dict, restrictionsKey);
  // Left behind in the extension's file: the app's restrictions are where they belong.
  const entryOfTarget = own ?? topEntry(project.app, restrictionsKey);
  const target = entryOfTarget?.value?.kind === "dict" ? entryOfTarget.value : undefined;
  const targetFile = own === undefined ? project.app : file;
  for (const entry of dict.entries) {
    const key = entry.key.name;
    if (!restrictionKeys.includes(key)) continue;
    const doubled = target !== undefined && dictEntry(target, key) !== undefined;
    const fixes: Fix[] = [];
    if (entry.value !== undefined && target !== undefined) {
      fixes.push({
        title: doubled ? `Remove ${key} at the top` : `Move ${key} into BAInitialDownloadRestrictions`,
        preferred: true,
        edits: () => (doubled ? [removeEntries(file, [entry])] : moveEntries(file, [entry], targetFile, target)),
      });
    } else if (entry.value !== undefined && entryOfTarget === undefined) {
      const strays = dict.entries.filter((other) => restrictionKeys.includes(other.key.name));
      fixes.push({
        title: "Put it into a new BAInitialDownloadRestrictions",
        preferred: false,
        edits: () => [wrapEntries(file, dict, restrictionsKey, strays)],
      });
    }
    yield {
      path: file.path,
      range: entry.key.range,
      message: doubled
        ? `${key} stands at the top of the Info.plist and inside BAInitialDownloadRestrictions: only the inner one is read. Remove this one.`
        : `${key} stands at the top of the Info.plist, where it is not read: for the device and App Store Connect it is missing. Move it into BAInitialDownloadRestrictions${targetFile === file ? "" : " of the app"}.`,
      fixes,
    };
  }
}

/** Keys of the top inside the restrictions. */
function* tooDeep(file: PlistFile, dict: PlistDict): Iterable<Finding> {
  const restrictions = dictEntry(dict, restrictionsKey)?.value;
  if (restrictions?.kind !== "dict") return;
  for (const entry of restrictions.entries) {
    const key = entry.key.name;
    if (!topKeys.includes(key)) continue;
    const doubled = dictEntry(dict, key) !== undefined;
    const fix: Fix = {
      title: doubled ? `Remove ${key} from the restrictions` : `Move ${key} to the top`,
      preferred: true,
      edits: () => (doubled ? [removeEntries(file, [entry])] : moveEntries(file, [entry], file, dict)),
    };
    yield {
      path: file.path,
      range: entry.key.range,
      message: `${key} stands inside BAInitialDownloadRestrictions, where it is not read${doubled ? ", and at the top, where it is. Remove it here." : ": for the device and App Store Connect it is missing. Move it to the top of the Info.plist."}`,
      fixes: entry.value === undefined ? [] : [fix],
    };
  }
}
