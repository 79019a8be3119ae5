import type { DocumentSymbol, SymbolKind } from "vscode-languageserver-types";
import type { PlistNode } from "../model/plist/syntax";
import type { ModelFile, PlistFile, ProjectSnapshot } from "../model/project/snapshot";
import { formatBytes } from "../model/sizes";
import type { OffsetRange } from "../model/text";
import { hostNameOf } from "../rules/project-facts";
import { toRange } from "./lsp-places";
import { manifestAssetsOf } from "./manifest-assets-of";

/** SymbolKind of LSP; its values exist at run time only in a package that the core does not load. */
const kinds = {
  string: 15,
  number: 16,
  boolean: 17,
  array: 18,
  object: 19,
  key: 20,
  package: 4,
  constant: 14,
} as const;

/** More entries of one container than anybody reads in an outline. */
const childLimit = 1000;
const detailLength = 60;

/** The outline of a file: the keys of a property list with short values, or the assets of a manifest. */
export function documentSymbols(snapshot: ProjectSnapshot, path: string): readonly DocumentSymbol[] {
  const file = snapshot.files.get(path);
  if (file === undefined) return [];
  if (!("plist" in file)) return assetSymbols(snapshot, file);
  // Nodes of a binary property list have no places.
  if (file.plist.format === "binary" || file.plist.root === undefined) return [];
  return childSymbols(file, file.plist.root);
}

function childSymbols(file: PlistFile, node: PlistNode): DocumentSymbol[] {
  if (node.kind === "dict") {
    return node.entries
      .slice(0, childLimit)
      .map(({ key, value, range }) => symbol(file, key.name, value, range, key.range));
  }
  if (node.kind === "array") {
    return node.items
      .slice(0, childLimit)
      .map((item, index) => symbol(file, `Item ${index}`, item, item.range, item.range));
  }
  return [];
}

function symbol(
  file: PlistFile,
  name: string,
  value: PlistNode | undefined,
  range: OffsetRange,
  selectionRange: OffsetRange,
): DocumentSymbol {
  const children = value === undefined ? [] : childSymbols(file, value);
  const detail = detailOf(value);
  return {
    // VS Code refuses a symbol without a name.
    name: name.trim() === "" ? "(empty)" : name,
    kind: value === undefined ? kinds.key : kindOf(value),
    range: toRange(file.lines, range),
    selectionRange: toRange(file.lines, selectionRange),
    ...(detail === "" ? {} : { detail }),
    ...(children.length === 0 ? {} : { children }),
  };
}

function kindOf(value: PlistNode): SymbolKind {
  switch (value.kind) {
    case "dict":
      return kinds.object;
    case "array":
      return kinds.array;
    case "integer":
    case "real":
      return kinds.number;
    case "boolean":
      return kinds.boolean;
    case "string":
      return kinds.string;
    default:
      return kinds.constant;
  }
}

function detailOf(value: PlistNode | undefined): string {
  switch (value?.kind) {
    case undefined:
      return "no value";
    case "dict":
      return `${value.entries.length} ${value.entries.length === 1 ? "key" : "keys"}`;
    case "array":
      return `${value.items.length} ${value.items.length === 1 ? "item" : "items"}`;
    case "boolean":
      return value.value ? "YES" : "NO";
    case "string":
      return shortened(value.value);
    case "integer":
    case "real":
    case "date":
      return shortened(value.text);
    case "data":
      return value.value === undefined ? "data" : formatBytes(value.value.length);
    case "uid":
      return "UID";
  }
}

function shortened(text: string): string {
  const line = text
    .slice(0, detailLength * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > detailLength ? `${line.slice(0, detailLength - 1)}…` : line;
}

function assetSymbols(snapshot: ProjectSnapshot, file: ModelFile): readonly DocumentSymbol[] {
  const manifest = manifestAssetsOf(snapshot, file);
  const symbols: DocumentSymbol[] = [];
  for (const { identifier, url, fileSizeInBytes, essential, ranges } of manifest?.assets ?? []) {
    if (symbols.length >= childLimit) break;
    const range = ranges.asset ?? ranges.identifier ?? ranges.url;
    if (range === undefined) continue;
    const name = ranges.identifier ?? ranges.url ?? range;
    const isInside = name.start >= range.start && name.end <= range.end;
    const parts = [
      ...(fileSizeInBytes === undefined ? [] : [formatBytes(fileSizeInBytes)]),
      ...(manifest?.mapping?.item.essential === undefined ? [] : [essential ? "essential" : "non-essential"]),
      hostNameOf(url) ?? "",
    ];
    symbols.push({
      name: identifier.trim() === "" ? "(empty)" : identifier,
      kind: kinds.package,
      detail: parts.filter((part) => part !== "").join(", "),
      range: toRange(file.lines, range),
      selectionRange: toRange(file.lines, isInside ? name : range),
    });
  }
  return symbols;
}
