import type { PlistDict, PlistDocument, PlistEntry, PlistNode } from "./syntax";

export { plistToValue } from "./value";

/** Names of dictionary entries and indices of array items, from the root down. */
export type PlistPath = readonly (string | number)[];

/** The first entry of that name; its value is undefined while half typed. */
export function dictEntry(dict: PlistDict, name: string): PlistEntry | undefined {
  return dict.entries.find((entry) => entry.key.name === name);
}

/** The node at `path`, undefined where there is none. `[]` is the root itself. */
export function nodeAt(root: PlistNode | undefined, path: PlistPath): PlistNode | undefined {
  let node = root;
  for (const step of path) {
    if (node?.kind === "dict" && typeof step === "string") node = dictEntry(node, step)?.value;
    else if (node?.kind === "array" && typeof step === "number") node = node.items[step];
    else return undefined;
  }
  return node;
}

export type PlistStep =
  | { readonly kind: "entry"; readonly dict: PlistDict; readonly entry: PlistEntry }
  | { readonly kind: "item"; readonly index: number; readonly node: PlistNode };

/** Where in a property list an offset lies. */
export interface PlistLocation {
  /** The entries and items around the offset, outermost first. */
  readonly steps: readonly PlistStep[];
  /** The same as names and indices. */
  readonly path: PlistPath;
  /** The innermost value around the offset; for a key the dictionary it is in. Undefined outside of everything. */
  readonly node: PlistNode | undefined;
  /**
   * `key`, `value`: in the text of a key or of a simple value (its ends included, so that a cursor behind the last letter counts).
   * `tag`: on the markup of a key or value. `before-value`: behind a key, where its value is or would be written.
   * `between`: in a dictionary or array, in none of its children. `outside`: in no value.
   */
  readonly part: "key" | "value" | "tag" | "before-value" | "between" | "outside";
}

/** Finds what stands at `offset` of the document's text. Only the forms with a text have places; a binary file is all `outside`. */
export function nodePathAtOffset(document: PlistDocument, offset: number): PlistLocation {
  const steps: PlistStep[] = [];
  const path: (string | number)[] = [];
  let node = document.root;
  const found = (part: PlistLocation["part"]): PlistLocation => ({ steps, path, node, part });
  if (node === undefined || !contains(node, offset)) return { steps, path, node: undefined, part: "outside" };
  for (;;) {
    if (node.kind === "dict") {
      const index = lastStartingBy(node.entries, offset);
      const entry: PlistEntry | undefined = node.entries[index];
      if (entry === undefined) return found(isInContent(node, offset) ? "between" : "tag");
      // A key without a value goes on to whatever follows it: there the value belongs.
      const isInEntry = entry.value === undefined || contains(entry, offset) || contains(entry.value, offset);
      if (!isInEntry) return found(isInContent(node, offset) ? "between" : "tag");
      if (entry.value === undefined && !isInContent(node, offset)) return found("tag");
      steps.push({ kind: "entry", dict: node, entry });
      path.push(entry.key.name);
      if (offset < entry.key.range.end || isInContent(entry.key, offset))
        return found(isInContent(entry.key, offset) ? "key" : "tag");
      if (entry.value === undefined || offset < entry.value.range.start) return found("before-value");
      node = entry.value;
    } else if (node.kind === "array") {
      const index = lastStartingBy(node.items, offset);
      const item: PlistNode | undefined = node.items[index];
      if (item === undefined || !contains(item, offset)) return found(isInContent(node, offset) ? "between" : "tag");
      steps.push({ kind: "item", index, node: item });
      path.push(index);
      node = item;
    } else {
      return found(isInContent(node, offset) ? "value" : "tag");
    }
  }
}

interface Placed {
  readonly range: { readonly start: number; readonly end: number };
  readonly contentRange: { readonly start: number; readonly end: number };
}

/** An element that lacks its closing tag still holds the cursor at its end. */
function contains(element: Placed | PlistEntry, offset: number): boolean {
  const { start, end } = element.range;
  if (offset >= start && offset < end) return true;
  return offset === end && "contentRange" in element && isInContent(element, offset);
}

function isInContent({ range, contentRange }: Placed, offset: number): boolean {
  // An element like <true/> has no content, only markup.
  if (contentRange.start === range.start && contentRange.end === range.end) return false;
  return offset >= contentRange.start && offset <= contentRange.end;
}

/** The index of the last child that starts at or before `offset`, -1 if none does. Children are in the order of the text. */
function lastStartingBy(children: readonly { readonly range: { readonly start: number } }[], offset: number): number {
  let low = -1;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((children[middle]?.range.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
