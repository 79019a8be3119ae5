import type { CompletionItem } from "vscode-languageserver-types";
import { items, member, nodeAt, properties, propertyName, stringValue } from "../../model/json/tree";
import { fileName, fileStem, folderOf } from "../../model/project/paths";
import type { JsonFile, ProjectSnapshot } from "../../model/project/snapshot";
import {
  downloadManifestMembers,
  eventTypes,
  installationEventTypes,
  type ManifestChoice,
  type ManifestMember,
  packagingMembers,
  platforms,
  policies,
  selectorMembers,
  selectorPartners,
} from "./asset-pack-members";
import { completionItem, itemKinds } from "./items";
import { type JsonCursor, jsonCursor } from "./json-cursor";
import { SnippetWriter } from "./snippet";

/**
 * Completions in a packaging manifest (of Xcode 26 and of Xcode 27) or a download manifest. A file that names a schema of
 * its own gets names and values from there, and from here only what a schema cannot know.
 */
export function completeAssetPack(
  snapshot: ProjectSnapshot,
  file: JsonFile,
  offset: number,
): readonly CompletionItem[] {
  const cursor = jsonCursor(file.text, offset);
  if (cursor === undefined) return [];
  const place = placeOf(file, cursor.path);
  if (place === undefined) return [];
  const hasSchema = member(file.root, "$schema") !== undefined;
  if (cursor.part === "key") {
    return hasSchema ? [] : memberItems(file, cursor, membersAt(place));
  }
  const ids = place.path.length === 1 && place.path[0] === place.idName;
  if (ids) return valueItems(file, cursor, knownIds(snapshot, file));
  return hasSchema ? [] : fixedValues(file, cursor, place.path);
}

interface PackPlace {
  readonly members: readonly ManifestMember[];
  readonly idName: "assetPackID" | "id";
  /** From the pack's own object. */
  readonly path: readonly (string | number)[];
}

function placeOf(file: JsonFile, path: readonly (string | number)[]): PackPlace | undefined {
  if (file.kind === "packaging-manifest") return { members: packagingMembers, idName: "assetPackID", path };
  if (path[0] !== "assetPacks" || typeof path[1] !== "number") return undefined;
  return { members: downloadManifestMembers, idName: "id", path: path.slice(2) };
}

function membersAt({ members, path }: PackPlace): readonly ManifestMember[] {
  const [first, second] = path;
  if (first === undefined) return members;
  if (first === "downloadPolicy") {
    if (second === undefined) return policies;
    const isTimed = second === "essential" || second === "prefetch";
    return isTimed && path.length === 2 ? [installationEventTypes] : [];
  }
  if (first === "fileSelectors" && typeof second === "number" && path.length === 2) return selectorMembers;
  return [];
}

function memberItems(
  file: JsonFile,
  cursor: JsonCursor,
  members: readonly ManifestMember[],
): readonly CompletionItem[] {
  const present = properties(nodeAt(file.root, cursor.path))
    .filter((property) => property.offset !== cursor.range.start)
    .map(propertyName);
  return members
    .filter((candidate) => isFitting(candidate.name, members, present))
    .map((candidate, index) => {
      const { name, value, since27 } = candidate;
      const colon = cursor.hasColon ? "" : `: ${value}${cursor.needsComma ? "," : ""}`;
      return completionItem(file.lines, {
        label: name,
        kind: itemKinds.property,
        detail: since27 === true ? "Xcode 27" : undefined,
        documentation: candidate.meaning,
        rank: index,
        snippet: `"${new SnippetWriter().plain(name)}"${colon}`,
        range: cursor.range,
        filterText: filterFor(file, cursor, name),
      });
    });
}

/** One policy is enough, and a selector has one name or a source with its destination. */
function isFitting(name: string, members: readonly ManifestMember[], present: readonly string[]): boolean {
  if (present.includes(name)) return false;
  if (members === policies) return !present.some((other) => policies.some((policy) => policy.name === other));
  if (members !== selectorMembers || present.length === 0) return true;
  return present.every((other) => selectorPartners[other] === name);
}

function fixedValues(
  file: JsonFile,
  cursor: JsonCursor,
  path: readonly (string | number)[],
): readonly CompletionItem[] {
  const [first, second] = path;
  const last = path.at(-1);
  if (first === "platforms" && path.length === 2)
    return valueItems(file, cursor, withoutPresent(file, cursor, platforms));
  if (first === "platforms" && path.length === 1) return valueItems(file, cursor, platforms, inList);
  if (first === "downloadPolicy") {
    if (path.length === 1) return snippetItems(file, cursor, policies);
    if (path.at(-2) === "installationEventTypes" && typeof last === "number") {
      return valueItems(file, cursor, withoutPresent(file, cursor, eventTypes));
    }
    if (last === "installationEventTypes" && path.length === 3) return valueItems(file, cursor, eventTypes, inList);
    return policies
      .filter((policy) => path.length === 2 && policy.name === second)
      .map((policy) => bodyItem(file, cursor, policy));
  }
  if (first === "fileSelectors" && path.length <= 2) {
    const pairs = selectorMembers.filter(({ name }) => !name.endsWith("Destination"));
    return snippetItems(file, cursor, pairs, path.length === 1 ? inList : asItIs);
  }
  return [];
}

type Wrapping = (json: string) => string;
const asItIs: Wrapping = (json) => json;
/** Where the list itself is still to be written, it is written with its first item. */
const inList: Wrapping = (json) => `[${json}]`;

/** Strings of a list, those that it has already left out. */
function withoutPresent(
  file: JsonFile,
  cursor: JsonCursor,
  choices: readonly ManifestChoice[],
): readonly ManifestChoice[] {
  const list = items(nodeAt(file.root, cursor.path.slice(0, -1)));
  const present = list.filter((item) => item.offset !== cursor.range.start).map(stringValue);
  return choices.filter(({ value }) => !present.includes(value));
}

function valueItems(
  file: JsonFile,
  cursor: JsonCursor,
  choices: readonly ManifestChoice[],
  wrapped = asItIs,
): readonly CompletionItem[] {
  return choices.map(({ value, meaning }, index) => {
    const json = JSON.stringify(value);
    return completionItem(file.lines, {
      label: value,
      kind: itemKinds.enumMember,
      documentation: meaning,
      rank: index,
      snippet: `${wrapped(new SnippetWriter().plain(json).toString())}${cursor.needsComma ? "," : ""}`,
      range: cursor.range,
      filterText: filterFor(file, cursor, value),
    });
  });
}

/** Whole objects with one member: a policy or a selector. */
function snippetItems(
  file: JsonFile,
  cursor: JsonCursor,
  members: readonly ManifestMember[],
  wrapped = asItIs,
): readonly CompletionItem[] {
  return members.map(({ name, meaning, value, since27 }, index) => {
    const partner = selectorPartners[name];
    const second = partner === undefined ? "" : `, "${partner}": "$2"`;
    return completionItem(file.lines, {
      label: name,
      kind: itemKinds.snippet,
      detail: since27 === true ? "Xcode 27" : undefined,
      documentation: meaning,
      rank: index,
      // The comma belongs behind the object.
      snippet: `${wrapped(`{ "${name}": ${value}${second} }`)}${cursor.needsComma ? "," : ""}`,
      range: cursor.range,
      filterText: filterFor(file, cursor, name),
    });
  });
}

function bodyItem(file: JsonFile, cursor: JsonCursor, { name, meaning, value }: ManifestMember): CompletionItem {
  return completionItem(file.lines, {
    label: name === "onDemand" ? "{}" : "installationEventTypes",
    kind: itemKinds.snippet,
    documentation: meaning,
    rank: 0,
    snippet: `${value}${cursor.needsComma ? "," : ""}`,
    range: cursor.range,
    filterText: filterFor(file, cursor, name === "onDemand" ? "{}" : "installationEventTypes"),
  });
}

/** Identifiers of the other kind of manifest that this kind does not have yet, and the file's own name for a new pack. */
function knownIds(snapshot: ProjectSnapshot, file: JsonFile): readonly ManifestChoice[] {
  const packaged = new Map<string, string>();
  const served = new Map<string, string>();
  for (const other of snapshot.files.values()) {
    if (other.kind === "packaging-manifest" && other !== file) {
      const id = stringValue(member(other.root, "assetPackID"));
      if (id !== undefined) packaged.set(id, other.path);
    } else if (other.kind === "download-manifest") {
      for (const pack of items(member(other.root, "assetPacks"))) {
        const id = stringValue(member(pack, "id"));
        if (id !== undefined) served.set(id, other.path);
      }
    }
  }
  const isPackaging = file.kind === "packaging-manifest";
  const [source, taken] = isPackaging ? [served, packaged] : [packaged, served];
  const ids = [...source]
    .filter(([id]) => !taken.has(id))
    .map(([value, path]) => ({ value, meaning: `From ${fileName(path)}.` }));
  const own = isPackaging ? nameFor(file.path) : undefined;
  if (own !== undefined && !taken.has(own) && !source.has(own)) {
    ids.push({ value: own, meaning: "After the file's own name." });
  }
  return ids.slice(0, 200);
}

/** `Manifest.json` is named after its folder. In the characters that App Store Connect takes. */
function nameFor(path: string): string | undefined {
  const stem = fileStem(path);
  const name = /^(asset[-_ ]?pack[-_ ]?)?manifest$/i.test(stem) ? fileName(folderOf(path)) : stem;
  const plain = name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return plain === "" ? undefined : plain;
}

/** The quote that is typed already is part of what is compared. */
function filterFor(file: JsonFile, cursor: JsonCursor, name: string): string {
  return file.text[cursor.range.start] === '"' ? JSON.stringify(name) : name;
}
