import type { CompletionItem } from "vscode-languageserver-types";
import type { ProjectMode } from "../../model/app-configuration";
import { type CatalogueKey, type DownloadingMode, keyCatalogue, requiredKeys } from "../../model/key-catalogue";
import { modeName } from "../../model/mode-name";
import { indentOfLine, lineStyleOf } from "../../model/plist/layout";
import type { PlistDict } from "../../model/plist/syntax";
import type { AppProject, PlistFile } from "../../model/project/snapshot";
import { completionItem, type ItemParts, itemKinds } from "./items";
import { isRequired, keyDocumentation, statusDetail } from "./key-documentation";
import { type SnippetStyle, writePair, writeValue } from "./key-snippets";
import type { PlistCursor } from "./plist-cursor";
import { SnippetWriter } from "./snippet";

export interface KeyPlace {
  readonly file: PlistFile;
  readonly cursor: Extract<PlistCursor, { kind: "key-text" | "element" }>;
  readonly dict: PlistDict;
  readonly mode: ProjectMode;
  readonly project: AppProject | undefined;
}

/** The keys that may stand in a dictionary of an Info.plist and do not yet, those that the mode requires first. */
export function keyItems(place: KeyPlace): readonly CompletionItem[] {
  const present = presentKeys(place);
  const keys = keysOf(place.file, place.cursor.container.path).filter((key) => {
    if (present.has(key.path.at(-1) ?? "")) return false;
    return place.mode === "none" || key.status[place.mode] !== "forbidden";
  });
  const items = keys.map((key) => keyItem(place, key));
  const isAppTop = place.cursor.container.path.length === 0 && place.file.kind !== "extension-info-plist";
  return isAppTop && place.cursor.kind === "element" ? [...items, ...setItems(place, present)] : items;
}

/** An Info.plist whose target is not known yet may be the app's or the extension's. */
function keysOf(file: PlistFile, path: readonly (string | number)[]): readonly CatalogueKey[] {
  return keyCatalogue.filter(
    (key) =>
      key.path.length === path.length + 1 &&
      path.every((name, index) => key.path[index] === name) &&
      (file.kind === "info-plist" ||
        (file.kind === "app-info-plist" && key.target === "app") ||
        (file.kind === "extension-info-plist" && key.target === "extension")),
  );
}

function presentKeys({ cursor, dict }: KeyPlace): ReadonlySet<string> {
  const own = cursor.kind === "key-text" ? cursor.own : undefined;
  return new Set(dict.entries.flatMap((entry) => (entry === own ? [] : [entry.key.name])));
}

function keyItem(place: KeyPlace, key: CatalogueKey): CompletionItem {
  const name = key.path.at(-1) ?? "";
  const style = snippetStyle(place);
  return completionItem(place.file.lines, {
    label: name,
    kind: itemKinds.property,
    detail: statusDetail(key, place.mode),
    documentation: keyDocumentation(key, place.mode),
    rank: rankOf(key, place.mode) + key.order,
    ...keyEdit(place, name, (snippet) => writeValue(snippet, key, place.project, style)),
  });
}

/** A key as the cursor needs it: its whole element, or what is missing behind its name, with the value if there is none. */
export function keyEdit(
  { file, cursor, dict }: Pick<KeyPlace, "file" | "cursor" | "dict">,
  name: string,
  writeValueOf: (snippet: SnippetWriter) => void,
): Pick<ItemParts, "range" | "snippet" | "filterText"> {
  const snippet = new SnippetWriter();
  const { range } = cursor;
  if (cursor.kind === "element") {
    snippet.plain(`<key>${name}</key>${snippetStyle({ file, cursor, dict }).pairSeparator}`);
    writeValueOf(snippet);
    const startsWithTag = file.text[range.start] === "<";
    const text = indented({ file, cursor, dict }, snippet.toString());
    return { range, snippet: text, filterText: startsWithTag ? `<key>${name}` : name };
  }
  snippet.plain(`${name}</key>`);
  if (!cursor.hasValue) {
    snippet.plain(snippetStyle({ file, cursor, dict }).pairSeparator);
    writeValueOf(snippet);
  }
  return { range, snippet: snippet.toString(), filterText: name };
}

/** On an empty line the new elements get what the line lacks to stand below their siblings; VS Code repeats what it has. */
function indented({ file, cursor, dict }: Pick<KeyPlace, "file" | "cursor" | "dict">, snippet: string): string {
  const sibling = dict.entries[0];
  if (sibling === undefined) return snippet;
  const wanted = indentOfLine(file.text, sibling.key.range.start);
  const { start } = cursor.range;
  const line = file.text.slice(file.lines.offsetAt({ line: file.lines.positionAt(start).line, character: 0 }), start);
  if (line.trim() !== "" || !wanted.startsWith(line)) return snippet;
  const missing = wanted.slice(line.length);
  return missing + snippet.replaceAll("\n", `\n${missing}`);
}

const ranks = { required: 100, optional: 300, ignored: 500 } as const;

function rankOf(key: CatalogueKey, mode: ProjectMode): number {
  if (mode === "none" || isRequired(key, mode)) return ranks.required;
  return key.status[mode] === "ignored" ? ranks.ignored : ranks.optional;
}

/** All keys at once that a mode requires and the file lacks: for the project's mode, or for each while there is none. */
function setItems(place: KeyPlace, present: ReadonlySet<string>): readonly CompletionItem[] {
  const modes: readonly DownloadingMode[] =
    place.mode === "none" ? ["apple-hosted", "self-hosted-managed", "self-hosted-unmanaged"] : [place.mode];
  return modes.flatMap((mode, index) => {
    const missing = requiredKeys(mode).filter((key) => key.path.length === 1 && !present.has(key.path[0] ?? ""));
    if (missing.length < 2) return [];
    const style = snippetStyle(place);
    const snippet = new SnippetWriter();
    missing.forEach((key, number) => {
      if (number > 0) snippet.plain(style.isInline ? "" : style.lineBreak);
      writePair(snippet, key, place.project, style);
    });
    const label = `Background Assets: ${modeName(mode)}`;
    const { range } = place.cursor;
    return completionItem(place.file.lines, {
      label,
      kind: itemKinds.snippet,
      detail: `${missing.length} missing keys`,
      documentation: missing.map((key) => `- ${key.path.join(" > ")}`).join("\n"),
      rank: 50 + index,
      snippet: indented(place, snippet.toString()),
      range,
      filterText: place.file.text[range.start] === "<" ? `<key>BA ${label}` : `BA ${label}`,
    });
  });
}

/** As the file has it: pairs in one line where the neighbour is, everything in one line where the dictionary is. */
export function snippetStyle({ file, cursor, dict }: Pick<KeyPlace, "file" | "cursor" | "dict">): SnippetStyle {
  const { text } = file;
  const style = lineStyleOf(file.plist);
  const { start, end } = dict.contentRange;
  const isInline = !/[\r\n]/.test(text.slice(start, Math.min(end, start + 10_000)));
  const own = cursor.kind === "key-text" ? cursor.own : undefined;
  const neighbour = dict.entries.find((entry) => entry !== own && entry.value !== undefined);
  const between =
    neighbour?.value === undefined ? "" : text.slice(neighbour.key.range.end, neighbour.value.range.start);
  const isPairInLine = neighbour !== undefined && /^[ \t]*$/.test(between);
  return { ...style, isInline, pairSeparator: isPairInLine ? between : isInline ? "" : style.lineBreak };
}
