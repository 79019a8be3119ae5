import type { PlistArray, PlistDict, PlistDocument, PlistEntry, PlistNode } from "../../model/plist/syntax";
import type { OffsetRange } from "../../model/text";

/** The dictionary or array that a cursor is in. */
export interface PlistContainer {
  readonly node: PlistDict | PlistArray;
  /** From the root; indices of array items included. */
  readonly path: readonly (string | number)[];
}

interface CursorBase {
  readonly container: PlistContainer;
  /** What a completion replaces. */
  readonly range: OffsetRange;
}

export type PlistCursor =
  /** In the text of a `<key>`; `range` goes on to the end of its closing tag if there is one. */
  | (CursorBase & {
      readonly kind: "key-text";
      readonly isClosed: boolean;
      /** The key's value is there already. */
      readonly hasValue: boolean;
      /** The key itself, as far as it was read: it is no other key that is present. */
      readonly own: PlistEntry | undefined;
    })
  /** In the text of a `<string>`, `<integer>` or `<real>`. */
  | (CursorBase & {
      readonly kind: "value-text";
      readonly element: "string" | "integer" | "real";
      readonly isClosed: boolean;
      readonly owner: PlistEntry | undefined;
    })
  /** Where an element is written: on `<`, `<ke`, a bare word, or nothing yet. `owner` is the key that waits for a value. */
  | (CursorBase & { readonly kind: "element"; readonly owner: PlistEntry | undefined });

/**
 * What is being typed at `offset`. Tags are read from the text, since half of one is in no tree; what is around them
 * comes from the tree, which is read with recovery. Undefined in comments, in finished tags and outside of everything.
 */
export function plistCursor(document: PlistDocument, offset: number): PlistCursor | undefined {
  const { text } = document;
  if (document.format !== "xml" || isInComment(text, offset)) return undefined;
  const markup = offset === 0 ? -1 : text.lastIndexOf("<", offset - 1);
  if (markup < 0) return undefined;
  if (isPartOfComment(text, markup, offset)) return betweenElements(document, offset);
  const tagEnd = text.indexOf(">", markup);
  if (tagEnd < 0 || tagEnd >= offset) return inTag(document, markup, offset);
  const name = /^<(key|string|integer|real|data|date)\s*>$/.exec(text.slice(markup, tagEnd + 1))?.[1];
  if (name === undefined) return betweenElements(document, offset);
  const start = tagEnd + 1;
  // Text that goes over several lines is nothing that a completion has to do with.
  if (/[\r\n]/.test(text.slice(start, offset)) || name === "data" || name === "date") return undefined;
  const container = containerAt(document.root, markup);
  if (container === undefined) return undefined;
  const end = endOfText(text, offset);
  if (name === "key") return inKey(document, container, { start, end }, markup);
  const isClosed = text.startsWith(`</${name}>`, end);
  return {
    kind: "value-text",
    element: name as "string" | "integer" | "real",
    container,
    range: { start, end },
    isClosed,
    owner: container.node.kind === "dict" ? entryBefore(container.node, markup) : undefined,
  };
}

function inKey(
  document: PlistDocument,
  container: PlistContainer,
  content: OffsetRange,
  markup: number,
): PlistCursor | undefined {
  if (container.node.kind !== "dict") return undefined;
  const isClosed = document.text.startsWith("</key>", content.end);
  const end = isClosed ? content.end + "</key>".length : content.end;
  const own = container.node.entries.find((entry) => entry.key.range.start === markup);
  return {
    kind: "key-text",
    container,
    range: { start: content.start, end },
    isClosed,
    hasValue: isFollowedByValue(document.text, end),
    own,
  };
}

/** The cursor is in a tag: completed while only its name is there and it is not closed. */
function inTag(document: PlistDocument, markup: number, offset: number): PlistCursor | undefined {
  const { text } = document;
  if (!/^<[A-Za-z]*$/.test(text.slice(markup, offset))) return undefined;
  const end = offset + (/^[A-Za-z]*/.exec(text.slice(offset, offset + 20))?.[0].length ?? 0);
  // `<true/>` and `<false/>` are all of their element: they can be replaced. Other finished tags have content.
  const whole = /^<(?:true|false)\s*\/>/.exec(text.slice(markup, markup + 20))?.[0];
  if (whole === undefined && /^\s*\/?>/.test(text.slice(end, end + 20))) return undefined;
  return elementCursor(document, { start: markup, end: whole === undefined ? end : markup + whole.length });
}

function betweenElements(document: PlistDocument, offset: number): PlistCursor | undefined {
  const { text } = document;
  const before = /[\w.*-]*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].length ?? 0;
  const after = /^[\w.*-]*/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0;
  return elementCursor(document, { start: offset - before, end: offset + after });
}

function elementCursor(document: PlistDocument, range: OffsetRange): PlistCursor | undefined {
  const container = containerAt(document.root, range.start);
  if (container === undefined) return undefined;
  if (container.node.kind === "array") return { kind: "element", container, range, owner: undefined };
  const previous = entryBefore(container.node, range.start);
  const value = previous?.value;
  // Between a key and its value nothing else belongs, unless it is this value that is being written anew.
  if (value !== undefined && value.range.start >= range.end) return undefined;
  const isOwn = value !== undefined && value.range.start === range.start && value.kind === "boolean";
  return { kind: "element", container, range, owner: value === undefined || isOwn ? previous : undefined };
}

/** The innermost dictionary or array whose content holds `offset`. */
function containerAt(root: PlistNode | undefined, offset: number): PlistContainer | undefined {
  let node: PlistNode | undefined = root;
  let found: PlistContainer | undefined;
  const path: (string | number)[] = [];
  while (node !== undefined && (node.kind === "dict" || node.kind === "array")) {
    // <dict/> has no content.
    if (node.contentRange.start === node.range.start) break;
    if (offset < node.contentRange.start || offset > node.contentRange.end) break;
    found = { node, path: [...path] };
    if (node.kind === "dict") {
      const entry: PlistEntry | undefined = entryBefore(node, offset);
      if (entry !== undefined) path.push(entry.key.name);
      node = entry?.value;
    } else {
      const index = lastStartingBefore(node.items, offset);
      path.push(index);
      node = node.items[index];
    }
  }
  return found;
}

/** The last entry of a dictionary that begins before `offset`. */
function entryBefore(dict: PlistDict, offset: number): PlistEntry | undefined {
  return dict.entries[lastStartingBefore(dict.entries, offset)];
}

function lastStartingBefore(children: readonly { readonly range: OffsetRange }[], offset: number): number {
  let low = -1;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((children[middle]?.range.start ?? 0) < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isInComment(text: string, offset: number): boolean {
  if (offset < 4) return false;
  const open = text.lastIndexOf("<!--", offset - 4);
  return open >= 0 && text.lastIndexOf("-->", offset - 3) < open + 2;
}

function isPartOfComment(text: string, markup: number, offset: number): boolean {
  const close = text.lastIndexOf("-->", offset - 3);
  return close >= markup || (close >= 0 && text.lastIndexOf("<!--", close) === markup);
}

/** The end of an element's text: its closing tag, the next tag, or the end of the line. Trailing space stays outside. */
function endOfText(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !/[<\r\n]/.test(text[end] ?? "")) end++;
  return text[end] === "<" ? end : offset + text.slice(offset, end).trimEnd().length;
}

/** Whether the next element, comments aside, is one of a value. */
function isFollowedByValue(text: string, offset: number): boolean {
  let at = offset;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (!text.startsWith("<!--", at)) break;
    const close = text.indexOf("-->", at);
    if (close < 0) return false;
    at = close + 3;
  }
  return /^<(?:string|integer|real|true|false|dict|array|data|date)\b/.test(text.slice(at, at + 10));
}
