import type { Node } from "jsonc-parser";
import { items, member, properties, propertyName } from "../json/tree";
import { findRoles, type ItemRoles } from "./item-roles";
import { memberPathText } from "./json-path";
import { findLists, type ListCandidate } from "./list-candidates";
import type { ManifestMapping } from "./manifest";
import { baseUrlNames, plainName } from "./member-names";

export type Recognition =
  | { readonly kind: "recognised"; readonly mapping: ManifestMapping }
  /** A list of nothing: an update that downloads nothing. */
  | { readonly kind: "empty" }
  | { readonly kind: "unknown"; readonly reason: string };

/** The mapping of what `ba-package download-manifest` writes (observed, Apple publishes no schema). */
export const downloadManifestMapping: ManifestMapping = {
  assets: "$.assetPacks[*]",
  item: {
    identifier: "$.id",
    url: "$.url",
    fileSize: "$.downloadSize",
    essential: "$.downloadPolicy.essential",
    version: "$.version",
  },
};

/** Whether this is a download manifest of asset packs. A packaging manifest names its packs `assetPackID`. */
export function isDownloadManifest(root: Node | undefined): boolean {
  const packs = member(root, "assetPacks");
  if (packs?.type !== "array") return false;
  const first = items(packs)[0];
  if (first === undefined) return true;
  if (first.type !== "object" || member(first, "assetPackID") !== undefined) return false;
  const marks = ["id", "url", "version", "downloadSize", "downloadPolicy", "host"];
  return marks.filter((name) => member(first, name) !== undefined).length >= 2;
}

/** Whether this is the input of `ba-package`: one pack by Apple's format, or several in one file by mistake. */
export function isPackagingManifest(root: Node | undefined): boolean {
  if (member(root, "assetPackID") !== undefined || member(root, "fileSelectors") !== undefined) return true;
  if (member(root, "downloadPolicy") !== undefined && member(root, "platforms") !== undefined) return true;
  // Several packs in one file: ba-package does not read that, and a rule says so.
  const pack = items(member(root, "assetPacks"))[0];
  return (
    member(pack, "assetPackID") !== undefined ||
    // With a URL it is the other manifest, whose entry has a member too many.
    (member(pack, "fileSelectors") !== undefined && member(pack, "url") === undefined)
  );
}

/**
 * Whether somebody described a pack in a form of their own, which neither `ba-package` nor a device reads: a name, a
 * policy's word, a list of files, and no URL anywhere near.
 */
export function isHomemadePack(root: Node | undefined): boolean {
  const has = (...names: readonly string[]) => names.some((name) => member(root, name) !== undefined);
  if (!has("identifier", "id", "name") || !has("essential", "prefetch", "onDemand")) return false;
  if (has("assetPackID", "fileSelectors", "url", "baseURL", "baseUrl")) return false;
  return properties(root).some((child) => {
    const first = items(child.children?.[1])[0];
    return member(first, "file")?.type === "string" && member(first, "url") === undefined;
  });
}

/**
 * Recognises the shape of a free-form manifest: one list of objects, each with a URL or path, and a size or an
 * identifier or a flag beside it. Where two readings are possible it says so instead of choosing: a wrong mapping
 * would report sizes and hosts that the app never downloads.
 */
export function recogniseManifest(root: Node): Recognition {
  if (isPackagingManifest(root)) {
    const reason =
      "it is a packaging manifest, the input of ba-package. BAManifestURL needs the download manifest that `ba-package download-manifest` makes, or one of your own";
    return { kind: "unknown", reason };
  }
  const lists = findLists(root);
  if (lists.length === 0 && isEmptyList(root)) return { kind: "empty" };
  const readings = lists
    .map((list) => ({ list, roles: findRoles(list) }))
    .filter((reading): reading is Reading => reading.roles !== undefined)
    .map((reading) => ({ ...reading, strength: strengthOf(reading.roles) }))
    .filter((reading) => reading.strength > 0);
  // A list inside the objects of a list that is complete itself holds previews or parts of these assets.
  const outer = readings.filter(
    (reading) => !readings.some((other) => other.strength >= reading.strength && isInside(reading.list, other.list)),
  );
  const strongest = Math.max(0, ...outer.map((reading) => reading.strength));
  const best = outer.filter((reading) => reading.strength === strongest);
  const [chosen, rival] = best;
  if (chosen === undefined) {
    return { kind: "unknown", reason: "it has no list of objects with a URL or path and a size" };
  }
  if (rival !== undefined) {
    return {
      kind: "unknown",
      reason: `both ${chosen.list.path} and ${rival.list.path} could be the list of assets`,
    };
  }
  return mappingOf(chosen);
}

/** `[]`, or an object whose only list is an empty one. */
function isEmptyList(root: Node): boolean {
  if (root.type === "array") return items(root).length === 0;
  const arrays = properties(root).filter((child) => child.children?.[1]?.type === "array");
  return arrays.length === 1 && items(arrays[0]?.children?.[1]).length === 0;
}

interface Reading {
  readonly list: ListCandidate;
  readonly roles: ItemRoles;
}

/** 2: a size is known; 1: surely downloads, without sizes; 0: may be anything. */
function strengthOf(roles: ItemRoles): number {
  if (roles.hasSize) return 2;
  const named = roles.hasIdentifier || roles.hasEssential;
  return roles.url.form === "absolute" && named ? 1 : 0;
}

function isInside(list: ListCandidate, other: ListCandidate): boolean {
  for (let parent = list.parent; parent !== undefined; parent = parent.parent) if (parent === other) return true;
  return false;
}

function mappingOf({ list, roles }: Reading): Recognition {
  if (roles.url.form === "absolute") {
    return { kind: "recognised", mapping: { assets: list.path, item: roles.item } };
  }
  const base = findBaseUrl(list);
  if (base === undefined) return { kind: "recognised", mapping: { assets: list.path, item: roles.item } };
  if (base === "several") {
    return { kind: "unknown", reason: "several members beside the list could be the base URL of its paths" };
  }
  // Code that has a base URL and paths joins them with a slash; a template says just that, and can be corrected.
  const joins = roles.url.form === "relative" && /^[A-Za-z_]\w*$/.test(roles.url.name);
  const item = joins ? { ...roles.item, url: { template: `{baseUrl}/{${roles.url.name}}` } } : roles.item;
  return { kind: "recognised", mapping: { assets: list.path, baseUrl: base, item } };
}

function findBaseUrl(list: ListCandidate): string | "several" | undefined {
  for (const { object, path } of list.enclosing) {
    const found: { rank: number; text: string }[] = [];
    for (const child of properties(object)) {
      const name = propertyName(child);
      const rank = (baseUrlNames as readonly string[]).indexOf(plainName(name));
      const node = child.children?.[1];
      if (rank < 0 || node?.type !== "string") continue;
      const value = node.value as string;
      if (/^https?:\/\/[^\s]+$/i.test(value)) found.push({ rank, text: path + memberPathText([name]) });
      // A bare host name is no URL: the mapping then holds the URL itself.
      else if (/^[\w-]+(\.[\w-]+)+(:\d+)?(\/[^\s]*)?$/.test(value)) found.push({ rank, text: `https://${value}` });
    }
    if (found.length > 1) return "several";
    if (found[0] !== undefined) return found[0].text;
  }
  return undefined;
}
