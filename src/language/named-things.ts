import type { Node } from "jsonc-parser";
import { appGroupsEntitlement } from "../model/entitlements";
import { items, member, rangeOfNode } from "../model/json/tree";
import { dictEntry } from "../model/plist/query";
import type { PlistNode } from "../model/plist/syntax";
import type { JsonFile, ModelFile, PlistFile, ProjectSnapshot, SwiftFile } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { isBuildVariable, rootDict } from "../rules/project-facts";

export type NameKind = "app-group" | "bundle-identifier" | "pack-id";

/** A place where a name stands that other files of the project use too. */
export interface NamedPlace {
  readonly kind: NameKind;
  readonly name: string;
  readonly path: string;
  /** The name alone, without tags, quotes and what is before it in the same string. */
  readonly range: OffsetRange;
  /** The place that the others refer to: where the thing is declared. */
  readonly isDefinition: boolean;
}

const byFile = new WeakMap<ModelFile, readonly NamedPlace[]>();

/** The app groups, bundle identifiers and pack ids of one file. Worked out once for each version of it. */
export function namedPlaces(file: ModelFile): readonly NamedPlace[] {
  const known = byFile.get(file);
  if (known !== undefined) return known;
  const places = [...placesIn(file)];
  byFile.set(file, places);
  return places;
}

function placesIn(file: ModelFile): Iterable<NamedPlace> {
  if ("plist" in file) return plistPlaces(file);
  if ("swift" in file) return swiftPlaces(file);
  return "root" in file ? packPlaces(file) : [];
}

/** All places of one name. Names of a bundle are also found at the beginning of those that are made from them. */
export function placesOf(snapshot: ProjectSnapshot, kind: NameKind, name: string): readonly NamedPlace[] {
  const found: NamedPlace[] = [];
  for (const file of snapshot.files.values()) {
    for (const place of namedPlaces(file)) {
      if (place.kind !== kind) continue;
      if (place.name === name) found.push(place);
      else if (kind === "bundle-identifier" && place.name.startsWith(`${name}.`)) {
        // Of an extension's identifier only the part that is the app's.
        const end = place.range.start + name.length;
        found.push({ ...place, name, range: { start: place.range.start, end }, isDefinition: false });
      }
    }
  }
  return found;
}

/** Keys under which apps and extensions keep the name of their group; only the first is Apple's. */
const groupKeys = ["BAAppGroupID", "AppGroupIdentifier", "AppGroupID"];

/** Xcode writes the team in front: `ABCDE12345.com.example.app`, or `$(AppIdentifierPrefix)com.example.app`. */
const applicationIdentifiers = ["application-identifier", "com.apple.application-identifier"];

function* plistPlaces(file: PlistFile): Iterable<NamedPlace> {
  const dict = rootDict(file);
  if (dict === undefined || file.plist.format === "binary") return;
  const value = (key: string) => dictEntry(dict, key)?.value;
  for (const key of groupKeys) yield* place(file, "app-group", value(key), false);
  const groups = value(appGroupsEntitlement);
  for (const item of groups?.kind === "array" ? groups.items : [groups]) {
    yield* place(file, "app-group", item, file.kind === "entitlements");
  }
  yield* place(file, "bundle-identifier", value("CFBundleIdentifier"), true);
  for (const key of applicationIdentifiers) yield* place(file, "bundle-identifier", value(key), false, teamPrefix);
}

const teamPrefix = /^(?:[A-Z0-9]{10}\.|\$\([^)]*\)|\$\{[^}]*\})/;

function* place(
  file: PlistFile,
  kind: NameKind,
  node: PlistNode | undefined,
  isDefinition: boolean,
  prefix?: RegExp,
): Iterable<NamedPlace> {
  if (node?.kind !== "string") return;
  const { start, end } = node.contentRange;
  const written = file.text.slice(start, end);
  const before = (prefix === undefined ? undefined : prefix.exec(written)?.[0].length) ?? 0;
  // With entities in it the text is another one than the value, and a part of it has no place.
  const name = written.slice(before);
  if (name.trim() === "" || name !== node.value.slice(before) || isBuildVariable(name)) return;
  yield { kind, name, path: file.path, range: { start: start + before, end }, isDefinition };
}

function* packPlaces(file: JsonFile): Iterable<NamedPlace> {
  if (file.kind === "packaging-manifest") {
    yield* packPlace(file, member(file.root, "assetPackID"), true);
    for (const pack of items(member(file.root, "assetPacks")))
      yield* packPlace(file, member(pack, "assetPackID"), true);
  } else if (file.kind === "download-manifest") {
    for (const pack of items(member(file.root, "assetPacks"))) yield* packPlace(file, member(pack, "id"), false);
  }
}

function* packPlace(file: JsonFile, node: Node | undefined, isDefinition: boolean): Iterable<NamedPlace> {
  if (node?.type !== "string" || node.value === "") return;
  const { start, end } = rangeOfNode(node);
  const isClosed = file.text[end - 1] === '"' && end - start > 1;
  const range = { start: start + 1, end: isClosed ? end - 1 : end };
  yield { kind: "pack-id", name: String(node.value), path: file.path, range, isDefinition };
}

/** The packs that Swift asks for, as far as they are written as plain literals. */
function* swiftPlaces({ path, text, swift }: SwiftFile): Iterable<NamedPlace> {
  for (const { value, range } of swift.packIds) {
    const inside = { start: range.start + 1, end: range.end - 1 };
    if (value === "" || text.slice(inside.start, inside.end) !== value) continue;
    yield { kind: "pack-id", name: value, path, range: inside, isDefinition: false };
  }
}
