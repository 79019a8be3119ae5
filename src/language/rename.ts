import type { Position, Range, WorkspaceEdit } from "vscode-languageserver-types";
import { isSwiftPath } from "../model/project/candidate-paths";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { FileEdit, OffsetRange } from "../model/text";
import { projectForFile } from "../rules/project-lookup";
import { toRange } from "./lsp-places";
import { nameAt } from "./name-at";
import { type NamedPlace, placesOf } from "./named-things";
import { workspaceEdit } from "./workspace-edit";

/** What can be renamed at a position: the id of an asset pack in a manifest or in Swift. */
export function prepareRename(
  snapshot: ProjectSnapshot,
  path: string,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const file = snapshot.files.get(path);
  const found = packIdAt(snapshot, path, position);
  if (file === undefined || found === undefined) return undefined;
  return { range: toRange(file.lines, found.range), placeholder: found.name };
}

export type RenameResult =
  | { readonly ok: true; readonly edit: WorkspaceEdit }
  | { readonly ok: false; readonly message: string };

/**
 * Gives an asset pack another id in every manifest of its app and wherever Swift names it in a plain string. What is already
 * on a server or at App Store Connect keeps its id: that is the person's to know.
 */
export function rename(snapshot: ProjectSnapshot, path: string, position: Position, newName: string): RenameResult {
  const found = packIdAt(snapshot, path, position);
  if (found === undefined) return { ok: false, message: "Only the id of an asset pack can be renamed here." };
  if (newName.trim() === "") return { ok: false, message: "An asset pack needs an id." };
  const owner = projectForFile(snapshot, path);
  const isOwn = (other: string) => projectForFile(snapshot, other) === owner;
  // Code that says the new id already is no second pack.
  const isTaken = ({ path }: NamedPlace) => !isSwiftPath(path) && isOwn(path);
  if (newName !== found.name && placesOf(snapshot, "pack-id", newName).some(isTaken)) {
    return { ok: false, message: `There is an asset pack “${newName}” already: two of one id collide.` };
  }
  const quoted = JSON.stringify(newName);
  const edits: FileEdit[] = [];
  for (const place of placesOf(snapshot, "pack-id", found.name)) {
    const file = snapshot.files.get(place.path);
    // Swift's places are those of `literals` below.
    if (file === undefined || "swift" in file || !isOwn(place.path)) continue;
    edits.push({ path: place.path, edits: [{ range: place.range, newText: quoted.slice(1, -1) }] });
  }
  for (const file of snapshot.swift) {
    if (!isOwn(file.path)) continue;
    const ranges = literals(snapshot, file.path, found.name);
    edits.push({ path: file.path, edits: ranges.map((range) => ({ range, newText: quoted.slice(1, -1) })) });
  }
  const edit = workspaceEdit(snapshot, edits);
  return edit === undefined ? { ok: false, message: "Nothing has this id." } : { ok: true, edit };
}

function packIdAt(
  snapshot: ProjectSnapshot,
  path: string,
  position: Position,
): { readonly name: string; readonly range: OffsetRange } | undefined {
  const place = nameAt(snapshot, path, position);
  if (place?.kind === "pack-id") return place;
  const file = snapshot.files.get(path);
  if (file === undefined || !("swift" in file)) return undefined;
  const offset = file.lines.offsetAt(position);
  for (const { value } of file.swift.packIds) {
    const range = literals(snapshot, path, value).find(({ start, end }) => offset >= start && offset <= end);
    if (range !== undefined) return { name: value, range };
  }
  return undefined;
}

/** Where a Swift source has an id between plain quotes; one that is written with escapes is left alone. */
function literals(snapshot: ProjectSnapshot, path: string, name: string): readonly OffsetRange[] {
  const file = snapshot.files.get(path);
  if (file === undefined || !("swift" in file)) return [];
  return file.swift.packIds.flatMap(({ value, range }) =>
    value === name && file.text.slice(range.start, range.end) === `"${name}"`
      ? [{ start: range.start + 1, end: range.end - 1 }]
      : [],
  );
}
