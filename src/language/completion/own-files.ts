import type { CompletionItem } from "vscode-languageserver-types";
import { folderOf } from "../../model/project/paths";
import type { FileKind, JsonFile, ProjectSnapshot } from "../../model/project/snapshot";
import { allHosts } from "../../rules/manifest-lanes";
import { parseUrl } from "../../rules/project-facts";
import { projectForFile } from "../../rules/project-lookup";
import { relativePath } from "../relative-path";
import { completionItem, itemKinds } from "./items";
import { type JsonCursor, jsonCursor } from "./json-cursor";
import { SnippetWriter } from "./snippet";

/** More than a list of completions shows. */
const itemLimit = 200;

/**
 * In background-assets.jsonc and scenarios only what their JSON schemas cannot know: the files of the workspace that a
 * path may name, and the origins that the project downloads from.
 */
export function completeOwnFile(snapshot: ProjectSnapshot, file: JsonFile, offset: number): readonly CompletionItem[] {
  const cursor = jsonCursor(file.text, offset);
  if (cursor === undefined) return [];
  const { path, part } = cursor;
  if (part === "key") {
    return file.kind === "project-file" && path.length === 1 && path[0] === "hosts"
      ? origins(snapshot, file).map((origin, index) => textItem(file, cursor, origin, "downloaded from", index))
      : [];
  }
  if (file.kind === "scenario" && path[0] === "host" && path[1] === "origins" && path.length === 3) {
    return origins(snapshot, file).map((origin, index) => textItem(file, cursor, origin, "downloaded from", index));
  }
  const kinds = kindsOf(file, path);
  if (kinds === undefined) return [];
  const folder = folderOf(file.path);
  const found: { readonly relative: string; readonly kind: FileKind }[] = [];
  for (const other of snapshot.files.values()) {
    if (other !== file && kinds.includes(other.kind)) {
      found.push({ relative: relativePath(folder, other.path), kind: other.kind });
    }
  }
  // What lies near and is certainly of the kind comes first.
  const depth = (text: string) => text.split("/").length;
  found.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || depth(a.relative) - depth(b.relative));
  return found
    .slice(0, itemLimit)
    .map(({ relative, kind }, index) => textItem(file, cursor, relative, kind.replaceAll("-", " "), index));
}

/** Which kinds of files a member names, the likeliest first. */
function kindsOf(file: JsonFile, path: readonly (string | number)[]): readonly FileKind[] | undefined {
  if (file.kind === "scenario") return path.length === 1 && path[0] === "project" ? ["app-info-plist"] : undefined;
  if (path[0] !== "projects" || typeof path[1] !== "number") return undefined;
  if (path.length === 4 && path[2] === "manifest" && path[3] === "file")
    return ["download-manifest", "unmanaged-manifest"];
  if (path.length !== 3) return undefined;
  switch (path[2]) {
    case "app":
      return ["app-info-plist", "info-plist"];
    case "extension":
      return ["extension-info-plist", "info-plist"];
    case "appEntitlements":
    case "extensionEntitlements":
      return ["entitlements"];
    default:
      return undefined;
  }
}

/** Of the manifest and its assets, of all apps in the workspace. */
function origins(snapshot: ProjectSnapshot, file: JsonFile): readonly string[] {
  const own = projectForFile(snapshot, file.path);
  const projects = file.kind === "scenario" && own !== undefined ? [own] : snapshot.projects;
  const found = new Set<string>();
  for (const project of projects) {
    const url = project.configuration.manifestUrl?.value;
    const origin = url === undefined ? undefined : parseUrl(url)?.origin;
    if (origin?.startsWith("https://")) found.add(origin);
    for (const host of allHosts(project).slice(0, itemLimit)) found.add(`https://${host}`);
  }
  return [...found].slice(0, itemLimit);
}

function textItem(file: JsonFile, cursor: JsonCursor, text: string, detail: string, rank: number): CompletionItem {
  const json = JSON.stringify(text);
  const behind = cursor.part === "key" && !cursor.hasColon ? ': "$1"' : "";
  const comma = cursor.needsComma && !cursor.hasColon ? "," : "";
  return completionItem(file.lines, {
    label: text,
    kind: cursor.part === "key" ? itemKinds.property : itemKinds.file,
    detail,
    rank,
    snippet: `${new SnippetWriter().plain(json)}${behind}${comma}`,
    range: cursor.range,
    filterText: file.text[cursor.range.start] === '"' ? json : text,
  });
}
