import type { Node } from "jsonc-parser";
import type { DocumentLink } from "vscode-languageserver-types";
import { items, member, rangeOfNode } from "../model/json/tree";
import { folderOf, resolvePath } from "../model/project/paths";
import type { JsonFile, ProjectSnapshot } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { packOf } from "../rules/packs";
import { fileUri, toRange } from "./lsp-places";

/**
 * The files that background-assets.jsonc and scenarios name, relative to themselves. Whether a file exists is seen when
 * the link is followed: what is not in the snapshot may well be on the disk. Folders are no links: an editor opens files.
 * In a packaging manifest the selectors that name one file, once it was found.
 */
export function fileLinks(snapshot: ProjectSnapshot, path: string): readonly DocumentLink[] {
  const file = snapshot.files.get(path);
  if (file?.kind === "packaging-manifest") return selectedFiles(snapshot, file);
  if (file?.kind !== "project-file" && file?.kind !== "scenario") return [];
  const folder = folderOf(path);
  return namedFiles(file).flatMap((node) => {
    const name: unknown = node?.type === "string" ? node.value : undefined;
    if (node === undefined || typeof name !== "string" || !/\.[A-Za-z]+$/.test(name)) return [];
    return linkTo(resolvePath(folder, name), file, rangeOfNode(node));
  });
}

/** The quotes are none of the link; a string that is not closed yet has only one. */
function linkTo(path: string, file: JsonFile, { start, end }: OffsetRange): DocumentLink {
  const isClosed = end - start > 1 && file.text[end - 1] === '"';
  return { range: toRange(file.lines, { start: start + 1, end: isClosed ? end - 1 : end }), target: fileUri(path) };
}

function selectedFiles(snapshot: ProjectSnapshot, file: JsonFile): readonly DocumentLink[] {
  const pack = packOf(file, snapshot)?.contents;
  return (pack?.selectors ?? []).flatMap(({ selector, files }) => {
    const [only] = files;
    if (pack === undefined || only === undefined) return [];
    if (selector.kind !== "file" && selector.kind !== "renamed-file") return [];
    return linkTo(resolvePath(pack.root, only.sourcePath), file, selector.path.range);
  });
}

function namedFiles({ kind, root }: JsonFile): readonly (Node | undefined)[] {
  if (kind === "scenario") return [member(root, "project")];
  const entries = items(member(root, "projects"));
  return [
    ...entries.flatMap((entry) => [
      ...["app", "extension", "appEntitlements", "extensionEntitlements"].map((name) => member(entry, name)),
      member(member(entry, "manifest"), "file"),
    ]),
    member(root, "downloader"),
  ];
}
