import type { DownloadingMode } from "../../model/key-catalogue";
import { dictEntry } from "../../model/plist/query";
import type { PlistDict, PlistEntry } from "../../model/plist/syntax";
import type { PlistValue } from "../../model/plist/value";
import type { AppProject } from "../../model/project/snapshot";
import type { FileEdit } from "../../model/text";
import { hasBackgroundAssetsPrefix } from "../../rules/known-keys";
import { insertKeys, replaceEntry, replaceValue } from "../../rules/plist-fixes";
import { rootDict } from "../../rules/project-facts";
import { type ModeKey, modeKeys, modeRestrictions } from "./mode-values";

/**
 * Adds the keys of a mode that the app's Info.plist does not have. `leaving` are the entries that other edits take away:
 * nothing is written next to them. Where they are all that there is, `replaced` is one that has become a new key instead.
 */
export function insertMissingKeys(
  project: AppProject,
  mode: DownloadingMode,
  leaving: readonly PlistEntry[] = [],
): { readonly edits: readonly FileEdit[]; readonly replaced: PlistEntry | undefined } {
  const { app } = project;
  const dict = rootDict(app);
  if (dict === undefined) return { edits: [], replaced: undefined };
  const missing = missingIn(dict, modeKeys(project, mode), leaving);
  const edits: FileEdit[] = [];
  const restrictions = dictEntry(dict, "BAInitialDownloadRestrictions");
  if (restrictions?.value !== undefined && !leaving.includes(restrictions)) {
    const inner = modeRestrictions(project, mode);
    if (restrictions.value.kind === "dict") {
      const children = missingIn(restrictions.value, inner, []);
      if (children.length > 0) edits.push(insertKeys(app, restrictions.value, record(children)));
    } else if (inner.length > 0) {
      edits.push(replaceValue(app, restrictions.value, record(inner)));
    }
  }
  const [first, ...others] = missing;
  if (first === undefined) return { edits, replaced: undefined };
  const staying = dict.entries.filter((entry) => !leaving.includes(entry));
  const anchor = staying.findLast(({ key }) => hasBackgroundAssetsPrefix(key.name)) ?? staying.at(-1);
  // With a key twice, its name leads to the first one: the end of the dictionary is as good a place.
  const after = anchor !== undefined && dictEntry(dict, anchor.key.name) === anchor ? anchor.key.name : undefined;
  const last = leaving.at(-1);
  if (anchor === undefined && last !== undefined) {
    edits.push(replaceEntry(app, last, first.key, first.value));
    if (others.length > 0) edits.push(insertKeys(app, dict, record(others), { after: last.key.name }));
    return { edits, replaced: last };
  }
  edits.push(insertKeys(app, dict, record(missing), after === undefined ? {} : { after }));
  return { edits, replaced: undefined };
}

/** How many keys a mode misses in the app's Info.plist. */
export function countMissingKeys(project: AppProject, mode: DownloadingMode): number {
  const dict = rootDict(project.app);
  if (dict === undefined) return 0;
  const restrictions = dictEntry(dict, "BAInitialDownloadRestrictions")?.value;
  const children =
    restrictions?.kind === "dict" ? missingIn(restrictions, modeRestrictions(project, mode), []).length : 0;
  return missingIn(dict, modeKeys(project, mode), []).length + children;
}

function missingIn(dict: PlistDict, wanted: readonly ModeKey[], leaving: readonly PlistEntry[]): readonly ModeKey[] {
  return wanted.filter(({ key }) => !dict.entries.some((entry) => entry.key.name === key && !leaving.includes(entry)));
}

function record(keys: readonly ModeKey[]): Record<string, PlistValue> {
  return Object.fromEntries(keys.map(({ key, value }) => [key, value]));
}
