import * as edit from "../model/plist/edit";
import { nodePathAtOffset, type PlistPath } from "../model/plist/query";
import { parsePlistText } from "../model/plist/read";
import type { PlistArray, PlistDict, PlistDocument, PlistEntry, PlistKey, PlistNode } from "../model/plist/syntax";
import { type PlistValue, plistToValue } from "../model/plist/value";
import type { PlistFile } from "../model/project/snapshot";
import { applyEdits, type FileEdit, type TextEdit } from "../model/text";

/** The edits that fixes are made of, for nodes as the rules hold them. Edits of one file are all against the text as it was read. */

/** Adds an entry at the end of a dictionary. */
export function insertKey(file: PlistFile, dict: PlistDict, key: string, value: PlistValue): FileEdit {
  return { path: file.path, edits: edit.insertEntry(file.plist, dict, key, value) };
}

/** Adds several entries in the order given: behind the entry called `after`, at the end of the dictionary without it. */
export function insertKeys(
  file: PlistFile,
  dict: PlistDict,
  values: Readonly<Record<string, PlistValue>>,
  options: { readonly after?: string } = {},
): FileEdit {
  const path = pathAt(file, dict);
  const steps = Object.entries(values).map(
    ([key, value]) =>
      (document: PlistDocument) =>
        edit.insertEntry(document, path, key, value, options),
  );
  return { path: file.path, edits: inSteps(file, dict.entries.length === 0, steps) };
}

/** Adds values at the end of an array. */
export function appendItems(file: PlistFile, array: PlistArray, values: readonly PlistValue[]): FileEdit {
  const path = pathAt(file, array);
  const steps = values.map((value) => (document: PlistDocument) => edit.appendItem(document, path, value));
  return { path: file.path, edits: inSteps(file, array.items.length === 0, steps) };
}

export function replaceValue(file: PlistFile, node: PlistNode, value: PlistValue): FileEdit {
  return { path: file.path, edits: edit.setValue(file.plist, pathAt(file, node), value) };
}

export function removeItem(file: PlistFile, item: PlistNode): FileEdit {
  return { path: file.path, edits: edit.removeEntry(file.plist, pathAt(file, item)) };
}

/** Removes entries with their keys. */
export function removeEntries(file: PlistFile, entries: readonly PlistEntry[]): FileEdit {
  return { path: file.path, edits: entries.flatMap((entry) => edit.removeEntry(file.plist, pathAt(file, entry.key))) };
}

export function renameKey(file: PlistFile, key: PlistKey, name: string): FileEdit {
  return { path: file.path, edits: edit.renameKey(file.plist, pathAt(file, key), name) };
}

/** Gives an entry another name and another value. */
export function replaceEntry(file: PlistFile, entry: PlistEntry, name: string, value: PlistValue): FileEdit {
  const path = pathAt(file, entry.key);
  return {
    path: file.path,
    edits: [...edit.renameKey(file.plist, path, name), ...edit.setValue(file.plist, path, value)],
  };
}

/** Moves entries of one file to the end of a dictionary of another, or of another dictionary of the same file. */
export function moveEntries(
  from: PlistFile,
  entries: readonly PlistEntry[],
  to: PlistFile,
  dict: PlistDict,
): readonly FileEdit[] {
  // Nothing is taken away that cannot be written elsewhere.
  if (to.plist.format !== "xml") return [];
  const removed = removeEntries(from, entries);
  const added = insertKeys(to, dict, valuesOf(entries));
  return from.path === to.path ? [{ path: from.path, edits: [...removed.edits, ...added.edits] }] : [removed, added];
}

/** Puts entries of a dictionary into a new dictionary beside them. */
export function wrapEntries(file: PlistFile, dict: PlistDict, key: string, entries: readonly PlistEntry[]): FileEdit {
  const value = valuesOf(entries);
  const stays = dict.entries.filter((entry) => !entries.includes(entry));
  const after = stays[stays.length - 1];
  if (after === undefined) return replaceValue(file, dict, { [key]: value });
  return {
    path: file.path,
    edits: [
      ...removeEntries(file, entries).edits,
      ...edit.insertEntry(file.plist, dict, key, value, { after: after.key.name }),
    ],
  };
}

function valuesOf(entries: readonly PlistEntry[]): Record<string, PlistValue> {
  const values: Record<string, PlistValue> = {};
  for (const { key, value } of entries) if (value !== undefined) values[key.name] = plistToValue(value);
  return values;
}

/** Where a node or key stands, as names and indices. */
function pathAt(file: PlistFile, place: PlistNode | PlistKey): PlistPath {
  if (place === file.plist.root) return [];
  return nodePathAtOffset(file.plist, place.range.start).path;
}

/**
 * Several insertions at one place. The first one into an empty container rewrites its tags, so that the next ones have
 * to be worked out on the text that it leaves; the whole is then one edit of what really changed.
 */
function inSteps(
  file: PlistFile,
  isEmpty: boolean,
  steps: readonly ((document: PlistDocument) => readonly TextEdit[])[],
): readonly TextEdit[] {
  if (!isEmpty || steps.length < 2) return steps.flatMap((step) => step(file.plist));
  const before = file.plist.text;
  let document: PlistDocument = file.plist;
  for (const step of steps) document = parsePlistText(applyEdits(document.text, step(document)));
  const after = document.text;
  if (after === before) return [];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let kept = 0;
  while (
    kept < before.length - start &&
    kept < after.length - start &&
    before[before.length - 1 - kept] === after[after.length - 1 - kept]
  ) {
    kept++;
  }
  return [{ range: { start, end: before.length - kept }, newText: after.slice(start, after.length - kept) }];
}
