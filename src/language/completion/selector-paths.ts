import type { CompletionItem } from "vscode-languageserver-types";
import { member } from "../../model/json/tree";
import { type DiskEntry, type DiskWork, list } from "../../model/packs/disk-question";
import { possibleRoots } from "../../model/packs/file-listing";
import { readPackagingManifest } from "../../model/packs/packaging-manifest";
import { fileName, folderOf, isBelow, resolvePath } from "../../model/project/paths";
import type { JsonFile, ProjectSnapshot } from "../../model/project/snapshot";
import type { Position } from "../../model/text";
import { completionItem, itemKinds } from "./items";
import { jsonCursor } from "./json-cursor";
import { SnippetWriter } from "./snippet";
import { type TypedPath, typedPath } from "./typed-path";

export interface PathCompletion {
  readonly items: readonly CompletionItem[];
  /** There is more in the folder than a list shows: what is typed next decides. */
  readonly isIncomplete: boolean;
}

/** What a member may name. */
interface Wanted {
  readonly files: boolean;
  readonly patterns: boolean;
}

const membersOfSelectors: Readonly<Record<string, Wanted>> = {
  file: { files: true, patterns: false },
  fileSource: { files: true, patterns: false },
  directory: { files: false, patterns: false },
  directorySource: { files: false, patterns: false },
  filePattern: { files: true, patterns: true },
  fileExclusion: { files: true, patterns: true },
};

const mostItems = 500;
const nothing: PathCompletion = { items: [], isIncomplete: false };

/**
 * The files and folders on disk that a selector or `sourceRoot` of a packaging manifest may name, one folder at a time, from the
 * folder that `ba-package` starts at. Elsewhere nothing, without a question to the disk.
 * @param ceiling The folder that was opened: nothing above it is looked at.
 */
export function* completeSelectorPath(
  snapshot: ProjectSnapshot,
  path: string,
  position: Position,
  ceiling: string | undefined,
): DiskWork<PathCompletion> {
  const file = snapshot.files.get(path);
  if (file?.kind !== "packaging-manifest") return nothing;
  const offset = file.lines.offsetAt(position);
  const cursor = jsonCursor(file.text, offset);
  if (cursor?.part !== "value") return nothing;
  const [first, index, name] = cursor.path;
  const isRoot = first === "sourceRoot" && cursor.path.length === 1;
  const isSelector = first === "fileSelectors" && typeof index === "number" && cursor.path.length === 3;
  const wanted = isRoot ? { files: false, patterns: false } : isSelector ? membersOfSelectors[String(name)] : undefined;
  if (wanted === undefined) return nothing;
  const typed = typedPath(file.text, cursor, offset);
  // Such a path is refused (BA304, BA305); folders of a pattern are not one folder.
  if (typed.folder.startsWith("/") || /[*?[\\]/.test(typed.folder)) return nothing;
  if (!isRoot && typed.folder.split("/").includes("..")) return nothing;
  const roots = isRoot ? [folderOf(path)] : rootsOf(snapshot, file, ceiling);
  return yield* completeIn(file, typed, wanted, roots, isRoot, ceiling);
}

/** What is found on disk for the other selectors says where they start; without that each possible folder is one. */
function rootsOf(snapshot: ProjectSnapshot, file: JsonFile, ceiling: string | undefined): readonly string[] {
  const listing = snapshot.listings.get(file.path);
  const sourceRoot: unknown = member(file.root, "sourceRoot")?.value;
  if (listing?.basis === "found" && sourceRoot === undefined) return [listing.root];
  if (file.root === undefined) return [folderOf(file.path)];
  return possibleRoots(file.path, readPackagingManifest(file.root), ceiling);
}

interface Found {
  readonly name: string;
  readonly kind: DiskEntry["kind"];
  /** The folder it was found from. */
  readonly root: string;
}

function* completeIn(
  file: JsonFile,
  typed: TypedPath,
  wanted: Wanted,
  roots: readonly string[],
  isRoot: boolean,
  ceiling: string | undefined,
): DiskWork<PathCompletion> {
  const found = new Map<string, Found>();
  for (const root of roots) {
    const folder = resolvePath(root, typed.folder);
    if (ceiling !== undefined && folder !== ceiling && !isBelow(folder, ceiling)) continue;
    const content = yield* list(folder);
    for (const { name, kind } of content?.entries ?? []) {
      // What begins with a dot goes into no pack on purpose; whoever types the dot wants it.
      if (name.startsWith(".") && !typed.name.startsWith(".")) continue;
      const isWanted = kind === "folder" || (kind === "file" && wanted.files && !typed.hasMoreFolders);
      if (isWanted && !found.has(name)) found.set(name, { name, kind, root });
    }
  }
  const all = [...found.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const start = typed.name.toLowerCase();
  const fitting = all.length <= mostItems ? all : all.filter(({ name }) => name.toLowerCase().startsWith(start));
  const entries = fitting.slice(0, mostItems).map((one, at): Choice => {
    const isStep = one.kind === "folder" && wanted.files;
    const detail = one.root === roots[0] ? undefined : `from ${fileName(one.root) || one.root}`;
    return {
      text: one.name,
      isStep,
      kind: one.kind === "folder" ? itemKinds.folder : itemKinds.file,
      detail,
      rank: at,
    };
  });
  const patterns = wanted.patterns && !typed.hasMoreFolders ? patternsFor(all) : [];
  const up = isRoot && canGoUp(roots[0] ?? "", typed.folder, ceiling) ? [upwards] : [];
  const choices = [...patterns, ...entries, ...up];
  return {
    items: choices.map((choice) => itemFor(file, typed, choice)),
    isIncomplete: fitting.length < all.length || fitting.length > mostItems,
  };
}

function rank({ kind }: Found): number {
  return kind === "folder" ? 0 : 1;
}

interface Choice {
  readonly text: string;
  /** Behind it a slash and the next folder's content follow. */
  readonly isStep: boolean;
  readonly kind: number;
  readonly detail: string | undefined;
  readonly rank: number;
}

const upwards: Choice = { text: "..", isStep: true, kind: itemKinds.folder, detail: "the folder above", rank: 9999 };

function canGoUp(own: string, typed: string, ceiling: string | undefined): boolean {
  const isOnlyUp = typed.split("/").every((part) => part === "" || part === "..");
  return isOnlyUp && ceiling !== undefined && isBelow(resolvePath(own, typed), ceiling);
}

/** `*.png` for each kind of file that is there, the most frequent first. */
function patternsFor(all: readonly Found[]): readonly Choice[] {
  const counts = new Map<string, number>();
  for (const { name, kind } of all) {
    const extension = kind === "file" ? /[^.]\.([A-Za-z0-9]+)$/.exec(name)?.[1] : undefined;
    if (extension !== undefined) counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 20)
    .map(([extension, count]): Choice => {
      const detail = `${count} ${count === 1 ? "file" : "files"} here`;
      return { text: `*.${extension}`, isStep: false, kind: itemKinds.value, detail, rank: 0 };
    });
}

function itemFor(file: JsonFile, typed: TypedPath, choice: Choice): CompletionItem {
  const { text, isStep, kind, detail, rank } = choice;
  const goesOn = isStep && !typed.hasMoreFolders;
  const written = JSON.stringify(`${typed.folder}${text}${goesOn ? "/" : ""}`);
  // The cursor stays before the quote: there the next folder's names, or a slash, are typed.
  const inside = new SnippetWriter().plain(written.slice(0, -1)).toString();
  const behind = typed.hasMoreFolders ? "" : `${kind === itemKinds.folder ? "$0" : ""}"${typed.needsComma ? "," : ""}`;
  const item = completionItem(file.lines, {
    label: goesOn ? `${text}/` : text,
    kind: kind === itemKinds.folder ? itemKinds.folder : kind === itemKinds.value ? itemKinds.value : itemKinds.file,
    detail,
    rank,
    snippet: `${inside}${behind}`,
    range: typed.range,
    filterText: typed.isQuoted ? written : written.slice(1, -1),
  });
  return goesOn ? { ...item, command: { title: "", command: "editor.action.triggerSuggest" } } : item;
}
