import type { Node } from "jsonc-parser";
import { properties, propertyName } from "../json/tree";
import { memberPathText } from "./json-path";
import type { ListCandidate } from "./list-candidates";
import type { ManifestMapping, ManifestValueMapping } from "./manifest";
import {
  essentialNames,
  identifierNames,
  laneNames,
  optionalNames,
  otherUrlWords,
  pathNames,
  plainName,
  priorityNames,
  sizeNames,
  urlNames,
  versionNames,
} from "./member-names";

/** What the members of a list's objects seem to mean. */
export interface ItemRoles {
  readonly item: ManifestMapping["item"];
  readonly url: { readonly name: string; readonly form: "absolute" | "relative" | "mixed" };
  readonly hasIdentifier: boolean;
  readonly hasSize: boolean;
  readonly hasEssential: boolean;
}

interface Column {
  readonly name: string;
  readonly plain: string;
  readonly values: readonly unknown[];
  /** Part of the sampled objects that have it, 0 to 1. */
  readonly share: number;
}

/** Undefined where no member is surely the URL. */
export function findRoles(list: ListCandidate): ItemRoles | undefined {
  const columns = readColumns(list.assets);
  const url = findUrl(columns);
  if (url === undefined) return undefined;
  const size = named(columns, sizeNames, isSize) ?? lengthInBytes(columns);
  const identifier = findIdentifier(list, columns);
  const essential = findEssential(columns);
  const priority = named(columns, priorityNames, (value) =>
    /^(min|low|default|normal|medium|max|high)$/i.test(String(value)),
  );
  const version = named(columns, versionNames, (value) => typeof value === "string" || typeof value === "number");
  return {
    url: { name: url.column.name, form: url.form },
    hasIdentifier: identifier !== undefined,
    hasSize: size !== undefined,
    hasEssential: essential !== undefined,
    item: {
      // A URL names its asset as well as an identifier would.
      identifier: identifier ?? pathTo(url.column),
      url: pathTo(url.column),
      fileSize: size === undefined ? "$.fileSize" : pathTo(size),
      ...(essential !== undefined && { essential }),
      ...(priority !== undefined && { priority: pathTo(priority) }),
      ...(version !== undefined && { version: pathTo(version) }),
    },
  };
}

function pathTo(column: Column): string {
  return `$${memberPathText([column.name])}`;
}

/** The first and the last objects stand for all. */
function readColumns(assets: readonly Node[]): readonly Column[] {
  const sample = assets.length <= 100 ? assets : [...assets.slice(0, 50), ...assets.slice(-50)];
  const values = new Map<string, unknown[]>();
  for (const asset of sample) {
    for (const child of properties(asset)) {
      const node = child.children?.[1];
      if (node === undefined || node.type === "null") continue;
      const name = propertyName(child);
      const known = values.get(name) ?? [];
      known.push(node.type === "object" || node.type === "array" ? node : node.value);
      values.set(name, known);
    }
  }
  return [...values].map(([name, found]) => ({
    name,
    plain: plainName(name),
    values: found,
    share: found.length / sample.length,
  }));
}

/** The best-named column of which nearly all values fit. */
function named(
  columns: readonly Column[],
  names: readonly string[],
  fits: (value: unknown) => boolean,
  minimumShare = 0.5,
): Column | undefined {
  for (const name of names) {
    const column = columns.find((one) => one.plain === name && one.share >= minimumShare);
    if (column?.values.every(fits)) return column;
  }
  return undefined;
}

function findUrl(columns: readonly Column[]): { column: Column; form: ItemRoles["url"]["form"] } | undefined {
  const column =
    named(columns, urlNames, (value) => isAbsolute(value) || isPath(value), 0.9) ??
    only(
      columns,
      (one) => one.plain.endsWith("url") && !otherUrlWords.test(one.plain) && one.share >= 0.9,
      isAbsolute,
    ) ??
    named(columns, pathNames, (value) => isAbsolute(value) || isPath(value), 0.9);
  if (column === undefined) return undefined;
  const absolute = column.values.filter(isAbsolute).length;
  if (absolute === column.values.length) return { column, form: "absolute" };
  return { column, form: absolute === 0 ? "relative" : "mixed" };
}

/** The one column that fits; of two, neither. */
function only(
  columns: readonly Column[],
  chosen: (column: Column) => boolean,
  fits: (value: unknown) => boolean,
): Column | undefined {
  const found = columns.filter((column) => chosen(column) && column.values.every(fits));
  return found.length === 1 ? found[0] : undefined;
}

function isAbsolute(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\/[^\s]+$/i.test(value);
}

/** A path with a folder or a file extension; not a sentence, and no other scheme. */
function isPath(value: unknown): boolean {
  if (typeof value !== "string" || value.length > 2048 || /[\r\n\t]|^\s|\s$|:\/\//.test(value)) return false;
  return /\.[A-Za-z0-9]{1,10}$/.test(value) || /^[^\s]*\/[^\s]+$/.test(value);
}

function isSize(value: unknown): boolean {
  if (typeof value === "string") return /^\d+$/.test(value);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** `length` where it cannot be a duration: no `duration` beside it, and every value a plausible file size. */
function lengthInBytes(columns: readonly Column[]): Column | undefined {
  if (columns.some((column) => column.plain.startsWith("duration"))) return undefined;
  return named(columns, ["length"], (value) => isSize(value) && Number(value) > 100_000);
}

function findIdentifier(list: ListCandidate, columns: readonly Column[]): ManifestValueMapping | undefined {
  const isName = (value: unknown) => (typeof value === "string" && value !== "") || Number.isInteger(value);
  const column =
    named(columns, identifierNames, isName, 0.9) ??
    only(
      columns,
      (one) => /(id|identifier)$/.test(one.plain) && /(Id|ID|_id|dentifier)$/.test(one.name) && one.share >= 0.9,
      isName,
    );
  if (column !== undefined && isNearlyUnique(list.assets, column.name)) return pathTo(column);
  return list.kind === "dictionary" ? { template: "{@key}" } : undefined;
}

/** Two downloads with one identifier are a mistake to report; a member that repeats all over is no identifier. */
function isNearlyUnique(assets: readonly Node[], name: string): boolean {
  const seen = new Set<unknown>();
  for (const asset of assets) {
    for (const child of properties(asset)) {
      if (propertyName(child) === name) seen.add(child.children?.[1]?.value);
    }
  }
  return seen.size >= Math.min(assets.length, Math.max(1, assets.length * 0.9 - 1));
}

function findEssential(columns: readonly Column[]): ManifestValueMapping | undefined {
  const isFlag = (value: unknown) =>
    typeof value === "boolean" || value === 0 || value === 1 || value === "true" || value === "false";
  const flag = named(columns, essentialNames, isFlag, 0);
  if (flag !== undefined) return pathTo(flag);
  const optional = named(columns, optionalNames, (value) => typeof value === "boolean", 0.9);
  if (optional !== undefined) return { path: pathTo(optional), equals: false };
  for (const name of laneNames) {
    const column = columns.find((one) => one.plain === name);
    const word = column?.values.find((value) => typeof value === "string" && /^(essential|required)$/i.test(value));
    if (column !== undefined && word !== undefined) return { path: pathTo(column), equals: String(word) };
  }
  return undefined;
}
