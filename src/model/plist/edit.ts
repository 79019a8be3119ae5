import type { OffsetRange, TextEdit } from "../text";
import {
  endOfLineRemarks,
  hasLineBreak,
  indentOfLine,
  isFirstInLine,
  lineStyleOf,
  nextLineIfBlank,
  startOfLine,
} from "./layout";
import { dictEntry, nodeAt, type PlistPath } from "./query";
import type { PlistArray, PlistDict, PlistDocument, PlistEntry, PlistNode } from "./syntax";
import type { PlistValue } from "./value";
import { elementOf, escapeText, keyElement, writeReal } from "./write-xml";

export type { PlistPath } from "./query";
export type { PlistValue } from "./value";

/**
 * Edits of an XML property list that touch nothing but the place itself: comments, order, indentation and line ends stay.
 * Each takes a document as it was read and gives edits of its text; none where the place does not exist or the file is not XML.
 * A container is named by its path or given as the node itself.
 */

/** Gives the value at `path` another value; writes the one that is missing behind a key. */
export function setValue(document: PlistDocument, path: PlistPath, value: PlistValue): readonly TextEdit[] {
  if (document.format !== "xml") return [];
  const entry = entryAt(document, path);
  if (entry !== undefined && entry.value === undefined) {
    const indent = indentOfLine(document.text, entry.key.range.start);
    const style = lineStyleOf(document);
    const separator = isFirstInLine(document.text, entry.key.range.start) ? style.lineBreak + indent : "";
    return insertion(entry.key.range.end, separator + elementOf(value, indent, style));
  }
  const node = nodeAt(document.root, path);
  if (node === undefined) return [];
  const text = sameKindText(node, value);
  if (text !== undefined) return [{ range: node.contentRange, newText: text }];
  return [replacement(document, node, value)];
}

/** Adds an entry behind the entry called `after`, at the end without it. */
export function insertEntry(
  document: PlistDocument,
  dict: PlistPath | PlistDict,
  key: string,
  value: PlistValue,
  options: { readonly after?: string } = {},
): readonly TextEdit[] {
  const node = containerAt(document, dict);
  if (node?.kind !== "dict") return [];
  const named = options.after === undefined ? undefined : dictEntry(node, options.after);
  const anchor = named ?? node.entries[node.entries.length - 1];
  const isPairInLine =
    anchor?.value !== undefined && !hasLineBreak(document.text, anchor.key.range.end, anchor.value.range.start);
  return insertChild(document, node, anchor, (indent, separator) => {
    const element = elementOf(value, indent, lineStyleOf(document));
    return keyElement(key) + (isPairInLine ? "" : separator) + element;
  });
}

/** Adds a value at the end of an array. */
export function appendItem(
  document: PlistDocument,
  array: PlistPath | PlistArray,
  value: PlistValue,
): readonly TextEdit[] {
  const node = containerAt(document, array);
  if (node?.kind !== "array") return [];
  return insertChild(document, node, node.items[node.items.length - 1], (indent) =>
    elementOf(value, indent, lineStyleOf(document)),
  );
}

/** Removes an entry with its key, or an item of an array; with its lines where nothing else stands in them. */
export function removeEntry(document: PlistDocument, path: PlistPath): readonly TextEdit[] {
  if (document.format !== "xml" || path.length === 0) return [];
  const element = entryAt(document, path) ?? nodeAt(document.root, path);
  if (element === undefined) return [];
  const { text } = document;
  const { start, end } = element.range;
  const nextLine = nextLineIfBlank(text, end);
  const isAlone = isFirstInLine(text, start) && nextLine !== undefined;
  return [{ range: isAlone ? { start: startOfLine(text, start), end: nextLine } : { start, end }, newText: "" }];
}

/** Gives the key at `path` another name. */
export function renameKey(document: PlistDocument, path: PlistPath, name: string): readonly TextEdit[] {
  if (document.format !== "xml") return [];
  const key = entryAt(document, path)?.key;
  if (key === undefined) return [];
  const isEmptyTag = key.contentRange.start === key.range.start;
  return [
    isEmptyTag
      ? { range: key.range, newText: keyElement(name) }
      : { range: key.contentRange, newText: escapeText(name) },
  ];
}

function entryAt(document: PlistDocument, path: PlistPath): PlistEntry | undefined {
  const name = path[path.length - 1];
  const dict = nodeAt(document.root, path.slice(0, -1));
  return dict?.kind === "dict" && typeof name === "string" ? dictEntry(dict, name) : undefined;
}

function containerAt(document: PlistDocument, place: PlistPath | PlistNode): PlistNode | undefined {
  if (document.format !== "xml") return undefined;
  return "kind" in place ? place : nodeAt(document.root, place);
}

/** The new text between the tags, where the element can stay as it is. */
function sameKindText(node: PlistNode, value: PlistValue): string | undefined {
  if (node.range.start === node.contentRange.start) return undefined;
  if (node.kind === "string" && typeof value === "string") return escapeText(value);
  const isWhole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  if (node.kind === "integer" && isWhole) return String(value);
  if (node.kind === "real" && typeof value === "number") return writeReal(value);
  return undefined;
}

function replacement(document: PlistDocument, node: PlistNode, value: PlistValue): TextEdit {
  const indent = indentOfLine(document.text, node.range.start);
  return { range: node.range, newText: elementOf(value, indent, lineStyleOf(document)) };
}

/** `element` writes the new child for an indentation and what separates two elements there. */
function insertChild(
  document: PlistDocument,
  parent: PlistDict | PlistArray,
  anchor: { readonly range: OffsetRange } | undefined,
  element: (indent: string, separator: string) => string,
): readonly TextEdit[] {
  const { text } = document;
  const style = lineStyleOf(document);
  const outer = indentOfLine(text, parent.range.start);
  if (anchor !== undefined) {
    // In a dict like <dict><key>a</key><true/></dict> the new child stays in the line.
    if (!isFirstInLine(text, anchor.range.start) && !hasLineBreak(text, parent.contentRange.start, anchor.range.start))
      return insertion(anchor.range.end, element(outer, ""));
    const indent = indentOfLine(text, anchor.range.start);
    const separator = style.lineBreak + indent;
    return insertion(endOfLineRemarks(text, anchor.range.end), separator + element(indent, separator));
  }
  const inner = outer + style.unit;
  const separator = style.lineBreak + inner;
  const child = separator + element(inner, separator);
  const { start, end } = parent.contentRange;
  if (start === parent.range.start) {
    const newText = `<${parent.kind}>${child}${style.lineBreak}${outer}</${parent.kind}>`;
    return [{ range: parent.range, newText }];
  }
  // Only comments and white space are between the tags: the child comes behind the last comment.
  const content = text.slice(start, end);
  const behindComment = start + content.trimEnd().length;
  return [{ range: { start: behindComment, end }, newText: `${child}${style.lineBreak}${outer}` }];
}

function insertion(offset: number, newText: string): readonly TextEdit[] {
  return [{ range: { start: offset, end: offset }, newText }];
}
