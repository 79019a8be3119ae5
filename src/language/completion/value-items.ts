import type { CompletionItem } from "vscode-languageserver-types";
import { appGroupsEntitlement } from "../../model/entitlements";
import { type CatalogueKey, catalogueKey, downloaderExtensionPoint } from "../../model/key-catalogue";
import { escapeText } from "../../model/plist/write-xml";
import type { AppProject, PlistFile } from "../../model/project/snapshot";
import { completionItem, itemKinds } from "./items";
import { type KnownValue, knownGroups, knownHosts, knownManifestUrls, knownSizes } from "./known-values";
import type { PlistCursor } from "./plist-cursor";
import { SnippetWriter } from "./snippet";

type ValueCursor = Extract<PlistCursor, { kind: "value-text" | "element" }>;

/** What may stand at a place, whichever element the cursor is in. */
type Candidates =
  | { readonly element: "string" | "integer"; readonly values: readonly KnownValue<string | number>[] }
  | { readonly element: "boolean"; readonly meanings: Readonly<Record<"true" | "false", string>> };

/**
 * The values of the key or array that the cursor is in, as far as they are known from the project. In the text of an
 * element the text is replaced, elsewhere the whole element is written.
 */
export function valueItems(
  file: PlistFile,
  cursor: ValueCursor,
  project: AppProject | undefined,
): readonly CompletionItem[] {
  const { path, node } = cursor.container;
  const owner = node.kind === "dict" ? [...path, cursor.owner?.key.name ?? ""] : path;
  const taken = node.kind === "array" ? literalItems(cursor) : new Set<string>();
  const candidates = candidatesFor(
    file,
    owner.filter((step) => typeof step === "string"),
    project,
    node.kind === "array",
  );
  if (candidates === undefined) return [];
  if (candidates.element === "boolean") return booleanItems(file, cursor, candidates.meanings);
  return candidates.values
    .filter(({ value }) => !taken.has(String(value)))
    .flatMap((known, index) => scalarItem(file, cursor, candidates.element, known, index));
}

function candidatesFor(
  file: PlistFile,
  path: readonly string[],
  project: AppProject | undefined,
  isItem: boolean,
): Candidates | undefined {
  if (file.kind === "entitlements") {
    if (path[0] === appGroupsEntitlement && isItem) return { element: "string", values: knownGroups(project) };
    return path[0] === "com.apple.security.app-sandbox"
      ? { element: "boolean", meanings: { true: "The target runs in the sandbox.", false: "It does not." } }
      : undefined;
  }
  const key = catalogueKey(...path);
  if (key === undefined || (key.type === "array of strings") !== isItem) return undefined;
  return candidatesOf(key, project);
}

function candidatesOf(key: CatalogueKey, project: AppProject | undefined): Candidates | undefined {
  const name = key.path.at(-1) ?? "";
  if (key.type === "boolean") return { element: "boolean", meanings: booleanMeanings[name] ?? { true: "", false: "" } };
  if (key.type === "integer") return { element: "integer", values: knownSizes(project, name) };
  switch (key.content) {
    case "app group":
      return { element: "string", values: knownGroups(project) };
    case "host names":
      return { element: "string", values: knownHosts(project) };
    case "https URL":
      return { element: "string", values: knownManifestUrls(project) };
    case "extension point":
      return {
        element: "string",
        values: [
          {
            value: downloaderExtensionPoint,
            detail: "the only one",
            explanation: "The extension point of every Background Assets downloader extension, whatever the mode.",
          },
        ],
      };
    default:
      return undefined;
  }
}

const booleanMeanings: Readonly<Record<string, Readonly<Record<"true" | "false", string>>>> = {
  BAHasManagedAssetPacks: {
    true: "Managed: the system downloads asset packs and keeps them up to date.",
    false: "Unmanaged: your extension says what is downloaded.",
  },
  BAUsesAppleHosting: {
    true: "Apple stores the asset packs. Leave BAManifestURL, the restrictions and the size keys out.",
    false: "You host the asset packs yourself, and BAManifestURL says where.",
  },
};

function scalarItem(
  file: PlistFile,
  cursor: ValueCursor,
  element: "string" | "integer",
  known: KnownValue<string | number>,
  index: number,
): readonly CompletionItem[] {
  const text = String(known.value);
  const base = {
    label: text,
    kind: itemKinds.value,
    detail: known.detail,
    documentation: known.explanation,
    rank: index,
    range: cursor.range,
  };
  const snippet = new SnippetWriter();
  if (cursor.kind === "element") {
    snippet.plain(`<${element}>${escapeText(text)}</${element}>`);
    const filterText = file.text[cursor.range.start] === "<" ? `<${element}>${text}` : text;
    return [completionItem(file.lines, { ...base, snippet: snippet.toString(), filterText })];
  }
  // A value of another type is a finding with its own fix.
  if (cursor.element !== element) return [];
  snippet.plain(escapeText(text));
  if (!cursor.isClosed) snippet.plain(`</${element}>`);
  // A number is offered against whatever number is there: nobody begins to type the sum of his assets.
  const current = file.text.slice(cursor.range.start, cursor.range.end);
  const filterText = element === "integer" && current !== "" ? current : escapeText(text);
  return [completionItem(file.lines, { ...base, snippet: snippet.toString(), filterText })];
}

function booleanItems(
  file: PlistFile,
  cursor: ValueCursor,
  meanings: Readonly<Record<"true" | "false", string>>,
): readonly CompletionItem[] {
  if (cursor.kind !== "element") return [];
  return (["true", "false"] as const).map((value, rank) =>
    completionItem(file.lines, {
      label: `<${value}/>`,
      kind: itemKinds.value,
      detail: value === "true" ? "YES" : "NO",
      documentation: meanings[value],
      rank,
      snippet: `<${value}/>`,
      range: cursor.range,
      filterText: booleanFilter(file.text.slice(cursor.range.start, cursor.range.end), value),
    }),
  );
}

/** Where one of the two stands already, the other is offered as well. */
function booleanFilter(current: string, value: "true" | "false"): string {
  if (current.endsWith(">")) return current;
  return current.startsWith("<") ? `<${value}/>` : value;
}

/** The strings that an array has already, the one being typed aside. */
function literalItems(cursor: ValueCursor): ReadonlySet<string> {
  if (cursor.container.node.kind !== "array") return new Set();
  const taken = new Set<string>();
  for (const item of cursor.container.node.items) {
    const isOwn = item.range.start <= cursor.range.start && cursor.range.start <= item.range.end;
    if (item.kind === "string" && !(isOwn && cursor.kind === "value-text")) taken.add(item.value);
  }
  return taken;
}
