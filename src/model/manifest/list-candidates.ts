import type { Node } from "jsonc-parser";
import { items, member, properties, propertyName } from "../json/tree";
import { memberPathText } from "./json-path";

/** A list of objects that may be the assets: an array of objects, or an object whose members are objects. */
export interface ListCandidate {
  /** JSONPath of the assets. */
  readonly path: string;
  readonly kind: "array" | "dictionary";
  readonly assets: readonly Node[];
  /** The objects that the list is in, nearest first, with their paths; none below a list of lists. */
  readonly enclosing: readonly { readonly object: Node; readonly path: string }[];
  /** The candidate whose assets hold this one's. */
  readonly parent: ListCandidate | undefined;
}

/** Names under which a dictionary with a single member is still a list of assets. */
const listNames = /assets?|packs?|files|downloads|items|resources|contents?|entries|bundles/i;

const maximumDepth = 6;
const maximumCandidates = 200;

interface Place {
  /** All nodes at this place: several below a list. */
  readonly nodes: readonly Node[];
  readonly path: string;
  readonly name: string;
  readonly enclosing: ListCandidate["enclosing"];
  readonly parent: ListCandidate | undefined;
  readonly depth: number;
}

/** Every list of objects in a manifest, outer ones first. Linear in what it has to look at. */
export function findLists(root: Node): readonly ListCandidate[] {
  const found: ListCandidate[] = [];
  let places: Place[] = [{ nodes: [root], path: "$", name: "", enclosing: [], parent: undefined, depth: 0 }];
  while (places.length > 0 && found.length < maximumCandidates) {
    const next: Place[] = [];
    for (const place of places) {
      const list = listAt(place);
      if (list !== undefined) found.push(list);
      if (place.depth < maximumDepth) next.push(...placesIn(place, list));
    }
    places = next;
  }
  return found;
}

function listAt(place: Place): ListCandidate | undefined {
  const first = place.nodes[0];
  const kind = first?.type === "array" ? "array" : "dictionary";
  const assets: Node[] = [];
  for (const node of place.nodes) {
    const values = kind === "array" ? items(node) : properties(node).map((child) => child.children?.[1]);
    // One scalar among the members makes an object a record and not a list of records.
    for (const value of values) if (value?.type !== "object") return undefined;
    for (const value of values) if (value !== undefined) assets.push(value);
  }
  if (assets.length === 0) return undefined;
  if (kind === "dictionary" && assets.length < 2 && !listNames.test(place.name)) return undefined;
  const path = `${place.path}${kind === "array" ? "[*]" : ".*"}`;
  return { path, kind, assets, enclosing: place.enclosing, parent: place.parent };
}

function placesIn(place: Place, list: ListCandidate | undefined): readonly Place[] {
  const depth = place.depth + 1;
  const places: Place[] = [];
  if (list !== undefined) {
    for (const name of namesOfContainers(list.assets)) {
      places.push({
        nodes: list.assets.map((asset) => member(asset, name)).filter((node) => node !== undefined),
        path: list.path + memberPathText([name]),
        name,
        enclosing: [],
        parent: list,
        depth,
      });
    }
  }
  // The members of a dictionary are looked at one by one too: `{"assets": {...}}` is no list of one object.
  const single = place.nodes.length === 1 ? place.nodes[0] : undefined;
  if (single?.type !== "object" || (list !== undefined && list.assets.length > 20)) return places;
  const enclosing = place.path.includes("*") ? [] : [{ object: single, path: place.path }, ...place.enclosing];
  for (const child of properties(single)) {
    const value = child.children?.[1];
    if (value?.type !== "object" && value?.type !== "array") continue;
    const name = propertyName(child);
    const path = place.path + memberPathText([name]);
    places.push({ nodes: [value], path, name, enclosing, parent: undefined, depth });
  }
  return places;
}

/** Names of members that hold lists or objects, in the first assets: those of the others are alike. */
function namesOfContainers(assets: readonly Node[]): readonly string[] {
  const names = new Set<string>();
  for (const asset of assets.slice(0, 5)) {
    for (const child of properties(asset)) {
      const type = child.children?.[1]?.type;
      if (type === "object" || type === "array") names.add(propertyName(child));
    }
  }
  return [...names];
}
